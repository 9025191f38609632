// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

namespace arborist::postgres {

/// Waits for a socket and for a stop request at once: a descriptor that becomes readable when the
/// stop token fires stands beside the socket in one poll().
class Waker
{
public:
    using Clock = std::chrono::steady_clock;
    enum class Woken { Ready, Stopped, TimedOut };

    explicit Waker(std::stop_token stop);
    ~Waker();
    Waker(const Waker &) = delete;
    Waker &operator=(const Waker &) = delete;

    void setToken(std::stop_token stop);
    const std::stop_token &token() const { return m_stop; }
    bool isStopped() const { return m_stop.stop_requested(); }

    /// Until `socket` has one of `events` (POLLIN, POLLOUT; an error counts), a stop is requested,
    /// or the deadline is over. If several hold, Ready wins, then Stopped. A negative socket never
    /// gets ready.
    Woken wait(int socket, short events, Clock::time_point deadline = Clock::time_point::max());

private:
    struct Ring {
        int fd;
        void operator()() const noexcept;
    };

    int m_fd = -1;
    std::stop_token m_stop;
    std::optional<std::stop_callback<Ring>> m_callback;
};

/// Remaining time for poll(): milliseconds rounded up, -1 for ever.
int pollTimeout(Waker::Clock::time_point deadline);

} // namespace arborist::postgres
