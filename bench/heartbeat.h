// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <ctime>

namespace arborist::bench {

/// Beats as often as the event loop comes round, at most each millisecond; the longest pause
/// between two beats is how long the window did not answer. On a machine with other work to do, the
/// processor time of this thread between two beats tells how much of that was its own doing.
class Heartbeat
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { beat(); });
    }

    void start()
    {
        m_longest = m_busiest = 0;
        m_clock.start();
        m_worked = workedNs();
        m_timer.start();
    }
    double longestMs() const { return double(m_longest) / 1e6 - m_timer.interval(); }
    double busiestMs() const { return double(m_busiest) / 1e6; }

private:
    void beat()
    {
        m_longest = std::max(m_longest, m_clock.nsecsElapsed());
        m_clock.start();
        const qint64 worked = workedNs();
        m_busiest = std::max(m_busiest, worked - m_worked);
        m_worked = worked;
    }
    static qint64 workedNs()
    {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
    qint64 m_busiest = 0; ///< processor time
    qint64 m_worked = 0;
};

} // namespace arborist::bench
