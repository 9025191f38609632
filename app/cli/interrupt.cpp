// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace arborist::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
int pipeEnds[2] = {-1, -1};

void wake(int)
{
    // A stop request runs callbacks and takes locks, which a signal handler must not.
    const int saved = errno;
    const char byte = 's';
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = saved;
}

} // namespace

Interrupt::Interrupt()
{
    if (::pipe2(pipeEnds, O_CLOEXEC) != 0)
        return; // then the signals end the process, as without us
    m_watcher = std::thread([this] {
        char byte = 0;
        ssize_t size = 0;
        while ((size = ::read(pipeEnds[0], &byte, 1)) == 1 || (size < 0 && errno == EINTR)) {
            if (size == 1 && byte != 's')
                return;
            if (size == 1)
                m_stop.request_stop();
        }
    });
    struct sigaction action {
    };
    action.sa_handler = wake;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int number : kSignals) {
        struct sigaction old {
        };
        // What nohup or a shell's background job ignores stays ignored.
        if (::sigaction(number, nullptr, &old) == 0 && old.sa_handler != SIG_IGN)
            ::sigaction(number, &action, nullptr);
    }
}

Interrupt::~Interrupt()
{
    if (!m_watcher.joinable())
        return;
    for (const int number : kSignals)
        ::signal(number, SIG_DFL);
    const char byte = 'q';
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    m_watcher.join();
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

} // namespace arborist::cli
