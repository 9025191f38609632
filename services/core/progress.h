// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

namespace arborist {

/// How far an operation has come, as a front end shows it.
struct Progress {
    QString step;         ///< what is being done, a noun phrase: "Reading public.items"
    qint64 done = 0;      ///< in `unit`
    qint64 total = -1;    ///< in `unit`; negative while unknown
    QString unit;         ///< "items", "bytes"
    double fraction = -1; ///< 0..1 over the whole operation; negative while unknown
    double rate = 0;      ///< `unit` per second within this step; 0 while unknown
    std::optional<std::chrono::milliseconds> left; ///< estimated time left of the operation
};

/// Written by the working thread at any rate, sampled by a front end a few times a second.
/// Steps nest by weight: `enter(0.8)` makes what follows fill the next 80 % of the bar.
class ProgressSink
{
public:
    ProgressSink();

    /// Told of every step as it begins, on the working thread. To be set before the work begins.
    void observe(std::function<void(const QString &step)> observer);
    /// Starts a step that takes `weight` (0..1) of the whole operation.
    void enter(const QString &step, double weight, qint64 total = -1, const QString &unit = {});
    /// Sets how much of the current step is done. Cheap enough to call for every few thousand rows.
    void advance(qint64 done);
    /// Corrects the total of the current step, once it is known better.
    void setTotal(qint64 total);

    Progress sample() const;

private:
    using Clock = std::chrono::steady_clock;
    std::function<void(const QString &)> m_observer;
    mutable std::mutex m_mutex;
    Progress m_now;
    double m_base = 0;   ///< fraction reached when the current step began
    double m_weight = 0; ///< of the current step
    Clock::time_point m_started;
    Clock::time_point m_stepStarted;
};

} // namespace arborist
