// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/waker.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace arborist::postgres {

Waker::Waker(std::stop_token stop) : m_fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_fd < 0)
        throw Error(QCoreApplication::translate("Waker", "No descriptor is left: %1")
                        .arg(QString::fromLocal8Bit(std::strerror(errno))),
                    QCoreApplication::translate("Waker", "Raise the limit of open files."));
    setToken(std::move(stop));
}

Waker::~Waker()
{
    m_callback.reset(); // waits for one that runs, so that it does not ring a closed descriptor
    close(m_fd);
}

void Waker::Ring::operator()() const noexcept
{
    const std::uint64_t one = 1;
    // The counter cannot overflow, so this cannot fail.
    [[maybe_unused]] const ssize_t written = write(fd, &one, sizeof one);
}

void Waker::setToken(std::stop_token stop)
{
    m_callback.reset();
    std::uint64_t rings = 0;
    [[maybe_unused]] const ssize_t drained = read(m_fd, &rings, sizeof rings);
    m_stop = std::move(stop);
    m_callback.emplace(m_stop, Ring{m_fd});
}

Waker::Woken Waker::wait(int socket, short events, Clock::time_point deadline)
{
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{socket, events, 0}, pollfd{m_fd, POLLIN, 0}};
        const int ready = poll(fds.data(), fds.size(), pollTimeout(deadline));
        if (ready < 0 && errno != EINTR)
            return Woken::Ready; // the call on the socket that follows tells what is the matter
        if (ready > 0 && fds[0].revents != 0)
            return Woken::Ready;
        if (isStopped())
            return Woken::Stopped;
        if (Clock::now() >= deadline)
            return Woken::TimedOut;
    }
}

int pollTimeout(Waker::Clock::time_point deadline)
{
    using namespace std::chrono;
    if (deadline == Waker::Clock::time_point::max())
        return -1;
    const auto left = ceil<milliseconds>(deadline - Waker::Clock::now()).count();
    return int(std::clamp<qint64>(left, 0, std::numeric_limits<int>::max()));
}

} // namespace arborist::postgres
