// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/progress.h"

#include <algorithm>

namespace arborist {

ProgressSink::ProgressSink() : m_started(Clock::now()), m_stepStarted(m_started) {}

void ProgressSink::follow(std::function<void(const ProgressEvent &)> follower)
{
    m_follower = std::move(follower);
}

void ProgressSink::tell(const ProgressEvent &event)
{
    if (m_follower)
        m_follower(event);
}

void ProgressSink::enter(const QString &step, double weight, qint64 total, const QString &unit,
                         const QString &part)
{
    if (m_follower) {
        ProgressEvent begun;
        begun.kind = ProgressEvent::Kind::Begun;
        begun.text = step;
        m_follower(begun);
    }
    const std::lock_guard lock(m_mutex);
    m_base = std::min(1.0, m_base + m_weight);
    m_weight = std::min(weight, 1.0 - m_base);
    m_now.step = step;
    m_now.part = part;
    m_now.done = 0;
    m_now.total = total;
    m_now.unit = unit;
    m_stepStarted = Clock::now();
}

double ProgressSink::reached() const
{
    const std::lock_guard lock(m_mutex);
    return std::min(1.0, m_base + m_weight);
}

void ProgressSink::goBack(const QString &step, double reached)
{
    enter(step, 0);
    const std::lock_guard lock(m_mutex);
    m_base = reached;
}

void ProgressSink::advance(qint64 done)
{
    const std::lock_guard lock(m_mutex);
    m_now.done = done;
}

void ProgressSink::setTotal(qint64 total)
{
    const std::lock_guard lock(m_mutex);
    m_now.total = total;
}

Progress ProgressSink::sample() const
{
    using namespace std::chrono;
    const std::lock_guard lock(m_mutex);
    Progress now = m_now;
    const auto time = Clock::now();
    const double stepSeconds = duration<double>(time - m_stepStarted).count();
    if (stepSeconds > 0.2)
        now.rate = double(now.done) / stepSeconds;
    const double share =
        now.total > 0 ? std::clamp(double(now.done) / double(now.total), 0.0, 1.0) : 0;
    if (now.total > 0 || m_base > 0)
        now.fraction = m_base + m_weight * share;
    const double seconds = duration<double>(time - m_started).count();
    if (now.fraction > 0.02 && seconds > 0.5)
        now.left = milliseconds(qint64(1000 * seconds * (1 - now.fraction) / now.fraction));
    return now;
}

} // namespace arborist
