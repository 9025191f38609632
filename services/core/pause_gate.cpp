// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/pause_gate.h"

namespace arborist {

void PauseGate::setPaused(bool paused)
{
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    m_resumed.notify_all();
}

bool PauseGate::isPaused() const
{
    const std::lock_guard lock(m_mutex);
    return m_paused;
}

void PauseGate::wait(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_resumed.wait(lock, stop, [this] { return !m_paused; });
}

} // namespace arborist
