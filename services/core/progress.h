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
    QString part;         ///< which one of several alike: "migration 3 of 12"; often empty
    qint64 done = 0;      ///< in `unit`
    qint64 total = -1;    ///< in `unit`; negative while unknown
    QString unit;         ///< "items", "bytes"
    double fraction = -1; ///< 0..1 over the whole operation; negative while unknown
    double rate = 0;      ///< `unit` per second within this step; 0 while unknown
    std::optional<std::chrono::milliseconds> left; ///< estimated time left of the operation
};

/// One thing that a run has done, for those who follow it line by line.
struct ProgressEvent {
    enum class Kind {
        Begun, ///< a step, as enter() names it
        Done,
        Failed,
        Notice, ///< the server says something
    };

    Kind kind = Kind::Done;
    QString text;   ///< "CREATE INDEX labels ON items (title)"; of a notice what the server says
    int number = 0; ///< of `total`, from 1; 0 where it is none of a row of things
    int total = 0;
    qint64 rows = -1; ///< that it changed or found; negative where that makes no sense
    std::chrono::microseconds took{-1}; ///< negative where it is not known
    int together = 1;                   ///< `took` is of the last so many, which came as one
    QString error;                      ///< of a failed one: why
};

/// Written by the working thread at any rate, sampled by a front end a few times a second.
/// Steps nest by weight: `enter(0.8)` makes what follows fill the next 80 % of the bar.
class ProgressSink
{
public:
    ProgressSink();

    /// Told of every step as it begins, and of everything that `tell` is given, on the working
    /// thread. To be set before the work begins.
    void follow(std::function<void(const ProgressEvent &event)> follower);
    /// Whether anybody wants to be told: else there is no need to put words together.
    bool isFollowed() const { return bool(m_follower); }
    void tell(const ProgressEvent &event);

    /// Starts a step that takes `weight` (0..1) of the whole operation. `part` says which one of
    /// several alike it is: "migration 3 of 12".
    void enter(const QString &step, double weight, qint64 total = -1, const QString &unit = {},
               const QString &part = {});
    /// The share of the operation at which the next step begins.
    double reached() const;
    /// What came since then was in vain and is to be done once more: goes back to that share.
    void goBack(const QString &step, double reached);
    /// Sets how much of the current step is done. Cheap enough to call for every few thousand rows.
    void advance(qint64 done);
    /// Corrects the total of the current step, once it is known better.
    void setTotal(qint64 total);

    Progress sample() const;

private:
    using Clock = std::chrono::steady_clock;
    std::function<void(const ProgressEvent &)> m_follower;
    mutable std::mutex m_mutex;
    Progress m_now;
    double m_base = 0;   ///< fraction reached when the current step began
    double m_weight = 0; ///< of the current step
    Clock::time_point m_started;
    Clock::time_point m_stepStarted;
};

} // namespace arborist
