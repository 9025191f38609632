// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace arborist {

/// Lets a front end hold a run where the run allows it. Any thread may call it.
class PauseGate
{
public:
    void setPaused(bool paused);
    bool isPaused() const;
    /// Returns at once unless paused; else when resumed, or when a stop is requested.
    void wait(const std::stop_token &stop);

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_resumed;
    bool m_paused = false;
};

} // namespace arborist
