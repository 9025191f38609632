// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/terminal_process.h"

#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/migrations/author/console_child.h"
#include <QCoreApplication>
#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace arborist::migrations {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kGrace{2};
constexpr size_t kChunk = 64 * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(TerminalProcess)
};

} // namespace

struct TerminalProcess::Private {
    std::mutex mutex; ///< of all but `wake`
    int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int terminal = -1; ///< while it runs at one
    QByteArray input;
    int columns = 0, rows = 0;
    bool killed = false;

    ~Private() { ::close(wake); }

    void ring() const
    {
        const uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake, &one, sizeof one);
    }
    void setSize() const
    {
        const winsize size{ushort(rows), ushort(columns), 0, 0};
        ::ioctl(terminal, TIOCSWINSZ, &size);
    }
    bool isKilled()
    {
        const std::lock_guard lock(mutex);
        return killed;
    }
    /// Writes as much as the terminal takes; whether some is left.
    bool writeInput()
    {
        const std::lock_guard lock(mutex);
        if (terminal < 0 || input.isEmpty())
            return false;
        const ssize_t written = ::write(terminal, input.constData(), size_t(input.size()));
        if (written > 0)
            input.remove(0, written);
        return !input.isEmpty();
    }
    void setTerminal(int descriptor)
    {
        const std::lock_guard lock(mutex);
        terminal = descriptor;
        if (terminal >= 0)
            setSize();
    }
};

namespace {

/// Hands over all that can be read now; false at the end of it.
bool readAll(int descriptor, const std::function<void(const QByteArray &)> &output)
{
    QByteArray chunk(qsizetype(kChunk), Qt::Uninitialized);
    for (;;) {
        const ssize_t got = ::read(descriptor, chunk.data(), kChunk);
        if (got > 0) {
            output(QByteArray(chunk.constData(), got));
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        // A terminal whose other side is closed by all says EIO.
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
}

} // namespace

TerminalProcess::TerminalProcess(ConsoleCommand command)
    : m_command(std::move(command)),
      d(std::make_unique<Private>())
{
    d->columns = m_command.columns;
    d->rows = m_command.rows;
}

TerminalProcess::~TerminalProcess() = default;

ConsoleEnd TerminalProcess::run(const std::function<void(const QByteArray &)> &output,
                                std::stop_token stop)
{
    assertConnectionsAllowed("TerminalProcess");
    ConsoleChild child(m_command);
    struct Forget {
        Private &d;
        ~Forget() { d.setTerminal(-1); }
    };
    const Forget forget{*d};
    if (m_command.console == ConsoleCommand::Console::Terminal)
        d->setTerminal(child.descriptor());
    const std::stop_callback ring(stop, [this] { d->ring(); });

    bool isOpen = child.descriptor() >= 0;
    std::optional<Clock::time_point> killAt;
    while (!child.hasEnded()) {
        if ((stop.stop_requested() || d->isKilled()) && !killAt) {
            child.signal(SIGTERM);
            killAt = Clock::now() + kGrace;
        }
        if (killAt && Clock::now() >= *killAt)
            child.signal(SIGKILL);
        const bool more = d->writeInput();
        std::array<pollfd, 3> waits{
            {{d->wake, POLLIN, 0},
             {isOpen ? child.descriptor() : -1, short(more ? POLLIN | POLLOUT : POLLIN), 0},
             {child.endDescriptor(), POLLIN, 0}}};
        // Where the kernel does not tell of the end, it is asked for.
        const int timeout = killAt || child.endDescriptor() < 0 ? 50 : -1;
        ::poll(waits.data(), waits.size(), timeout);
        if (uint64_t rings = 0; waits[0].revents != 0) [[maybe_unused]]
            const auto got = ::read(d->wake, &rings, sizeof rings);
        if (waits[1].revents != 0)
            isOpen = readAll(child.descriptor(), output);
    }
    // What it left running must not go on unseen; what it wrote last is still to be read.
    child.signal(SIGKILL);
    if (isOpen)
        readAll(child.descriptor(), output);
    const ConsoleEnd end = child.reap();
    if (stop.stop_requested())
        throw Error::cancelled();
    return end;
}

void TerminalProcess::write(const QByteArray &bytes)
{
    if (m_command.console != ConsoleCommand::Console::Terminal)
        return;
    {
        const std::lock_guard lock(d->mutex);
        d->input += bytes;
    }
    d->ring();
}

void TerminalProcess::resize(int columns, int rows)
{
    const std::lock_guard lock(d->mutex);
    d->columns = std::clamp(columns, 1, 1000);
    d->rows = std::clamp(rows, 1, 1000);
    if (d->terminal >= 0)
        d->setSize();
}

void TerminalProcess::kill()
{
    {
        const std::lock_guard lock(d->mutex);
        d->killed = true;
    }
    d->ring();
}

} // namespace arborist::migrations
