// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/client_run.h"

#include "services/core/child_program.h"
#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/core/redact.h"
#include <QCoreApplication>
#include <QFile>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace arborist::backup {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kTick = 200ms;
/// psql cancels what runs on the server on SIGINT only, and goes on; SIGTERM ends it.
constexpr auto kCancel = 300ms;
constexpr auto kObey = 3s;
constexpr qsizetype kKeptMessages = 200;
constexpr qsizetype kLongestLine = 64 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("ClientRun", text);
}

class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int get() const { return m_fd; }
    void take(int fd)
    {
        close();
        m_fd = fd;
    }
    void close()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd;
};

int openFile(const QString &path, int flags)
{
    const int fd = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0600);
    if (fd < 0)
        throw Error(tr("%1 cannot be opened: %2.").arg(path, qt_error_string(errno)))
            .setWhere(path);
    return fd;
}

/// Both ends of a stream between us and the child; ours does not block.
void makePipe(Descriptor &ours, Descriptor &theirs)
{
    // Not a pipe: writing to a child that has gone must not raise a signal.
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw Error(tr("No stream can be made: %1.").arg(qt_error_string(errno)));
    ours.take(ends[0]);
    theirs.take(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

class Runner
{
public:
    Runner(const ClientCommand &command, const std::stop_token &stop)
        : m_command(command),
          m_stop(stop)
    {
        Descriptor input, output, errors;
        if (!command.inputFile.isEmpty())
            input.take(openFile(command.inputFile, O_RDONLY));
        else if (command.input)
            makePipe(m_input, input);
        if (!command.outputFile.isEmpty())
            output.take(openFile(command.outputFile, O_WRONLY | O_CREAT | O_EXCL));
        else if (command.output)
            makePipe(m_output, output);
        makePipe(m_errors, errors);
        m_wake.take(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        m_process.emplace(command.command, command.environment,
                          ChildProgram::Channels{input.get(), output.get(), errors.get()});
    }

    ClientResult run()
    {
        {
            const std::stop_callback wake(m_stop, [this] {
                const quint64 one = 1;
                [[maybe_unused]] const ssize_t told = ::write(m_wake.get(), &one, sizeof one);
            });
            while (!m_hasEnded)
                step();
        }
        const int status = m_process->wait();
        drain();
        if (!m_line.isEmpty())
            takeLine(m_line);
        if (m_stop.stop_requested())
            throw Error::cancelled();
        m_result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status)
                                              : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        return m_result;
    }

private:
    void step()
    {
        if (m_stop.stop_requested() && !m_killAt) {
            m_process->interrupt();
            m_killAt = Clock::now() + kObey;
        }
        // Its input stays open, so that it does not take a cut for the end.
        if (m_killAt && Clock::now() >= *m_killAt)
            m_process->kill();
        else if (m_killAt && Clock::now() >= *m_killAt - kObey + kCancel)
            m_process->terminate();
        const bool feeding = m_input.get() >= 0 && !m_killAt;
        std::array<pollfd, 5> watched{pollfd{m_process->exitWatch(), POLLIN, 0},
                                      pollfd{m_errors.get(), POLLIN, 0},
                                      pollfd{m_killAt ? -1 : m_output.get(), POLLIN, 0},
                                      pollfd{feeding ? m_input.get() : -1, POLLOUT, 0},
                                      pollfd{m_killAt ? -1 : m_wake.get(), POLLIN, 0}};
        ::poll(watched.data(), watched.size(), int(std::chrono::milliseconds(kTick).count()));
        if (watched[1].revents != 0)
            readErrors();
        if (watched[2].revents != 0)
            readOutput();
        if (watched[3].revents != 0)
            feed();
        if (watched[0].revents != 0)
            m_hasEnded = true;
        if (m_command.tick && !m_killAt && Clock::now() >= m_nextTick) {
            m_nextTick = Clock::now() + kTick;
            m_command.tick();
        }
    }

    /// What is left in the streams once it has ended.
    void drain()
    {
        while (m_errors.get() >= 0 && readErrors()) {
        }
        while (!m_killAt && m_output.get() >= 0 && readOutput()) {
        }
    }

    /// False once there is nothing more right now.
    bool readErrors()
    {
        const ssize_t size = ::read(m_errors.get(), m_buffer.data(), m_buffer.size());
        if (size == 0)
            m_errors.close();
        if (size <= 0)
            return size < 0 && errno == EINTR;
        m_line.append(m_buffer.data(), size);
        qsizetype end;
        while ((end = m_line.indexOf('\n')) >= 0) {
            takeLine(m_line.left(end));
            m_line.remove(0, end + 1);
        }
        if (m_line.size() > kLongestLine) {
            takeLine(m_line);
            m_line.clear();
        }
        return true;
    }

    bool readOutput()
    {
        const ssize_t size = ::read(m_output.get(), m_buffer.data(), m_buffer.size());
        if (size == 0)
            m_output.close();
        if (size <= 0)
            return size < 0 && errno == EINTR;
        m_command.output(std::span(m_buffer.data(), size_t(size)));
        return true;
    }

    void feed()
    {
        if (m_fed == m_piece.size()) {
            m_piece = m_command.input();
            m_fed = 0;
            if (m_piece.isEmpty()) {
                m_input.close();
                return;
            }
        }
        const ssize_t size = ::send(m_input.get(), m_piece.constData() + m_fed,
                                    size_t(m_piece.size() - m_fed), MSG_NOSIGNAL);
        if (size >= 0)
            m_fed += size;
        else if (errno != EAGAIN && errno != EINTR)
            m_input.close(); // it wants no more; its exit code tells why
    }

    void takeLine(const QByteArray &bytes)
    {
        const QString line = QString::fromUtf8(bytes).trimmed();
        if (line.isEmpty())
            return;
        if (m_result.messages.size() == kKeptMessages)
            m_result.messages.removeFirst();
        m_result.messages << line;
        if (m_command.message)
            m_command.message(line);
    }

    const ClientCommand &m_command;
    const std::stop_token m_stop;
    Descriptor m_input, m_output, m_errors, m_wake;
    std::optional<ChildProgram> m_process;
    ClientResult m_result;
    std::vector<char> m_buffer = std::vector<char>(256 * 1024);
    QByteArray m_line; ///< of standard error, not complete yet
    QByteArray m_piece;
    qsizetype m_fed = 0; ///< of the piece
    bool m_hasEnded = false;
    std::optional<Clock::time_point> m_killAt;
    Clock::time_point m_nextTick = Clock::now() + kTick;
};

} // namespace

QString ClientResult::complaint() const
{
    constexpr int kMost = 3;
    QStringList told;
    for (const QString &line : messages) {
        if (line.contains(QStringLiteral("error:")) || line.contains(QStringLiteral("ERROR:")) ||
            line.contains(QStringLiteral("FATAL:")))
            told << line;
    }
    if (told.isEmpty())
        told = messages;
    return redacted(told.mid(std::max<qsizetype>(0, told.size() - kMost)).join(u' ').simplified())
        .left(600);
}

ClientResult runClient(const ClientCommand &command, const std::stop_token &stop)
{
    assertConnectionsAllowed("runClient");
    if (stop.stop_requested())
        throw Error::cancelled();
    return Runner(command, stop).run();
}

} // namespace arborist::backup
