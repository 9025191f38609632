// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/cancel_request.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <libpq-fe.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace arborist::postgres {

/// Shared with the thread, which may outlive the connection.
struct CancelRequest::State {
    PGcancel *cancel = nullptr;
    int fd = -1;
    std::atomic<bool> done = false;

    ~State()
    {
        PQfreeCancel(cancel);
        if (fd >= 0)
            close(fd);
    }

    void send()
    {
        std::array<char, 256> reason{};
        // A failure needs no handling: the connection is closed when its answer does not end.
        PQcancel(cancel, reason.data(), int(reason.size()));
        done = true;
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(fd, &one, sizeof one);
    }
};

CancelRequest::CancelRequest(pg_conn *connection) : m_state(std::make_shared<State>())
{
    m_state->cancel = PQgetCancel(connection);
    m_state->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!m_state->cancel || m_state->fd < 0)
        return;
    try {
        std::thread([state = m_state] { state->send(); }).detach();
    } catch (const std::system_error &) {
        // No thread to be had: as good as a server that does not answer.
    }
}

int CancelRequest::fd() const
{
    return m_state->fd;
}

bool CancelRequest::isDone() const
{
    return m_state->done;
}

} // namespace arborist::postgres
