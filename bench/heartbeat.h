// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>

namespace arborist::bench {

/// Beats as often as the event loop comes round, at most each millisecond; the longest pause
/// between two beats is how long the window did not answer.
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
        m_longest = 0;
        m_clock.start();
        m_timer.start();
    }
    double longestMs() const { return double(m_longest) / 1e6 - m_timer.interval(); }

private:
    void beat()
    {
        m_longest = std::max(m_longest, m_clock.nsecsElapsed());
        m_clock.start();
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace arborist::bench
