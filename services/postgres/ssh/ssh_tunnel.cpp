// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/ssh_tunnel.h"

#include "services/postgres/ssh/ssh_error.h"
#include "services/postgres/ssh/ssh_process.h"
#include "services/postgres/waker.h"
#include <array>
#include <cstdint>
#include <map>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace arborist::postgres {

namespace {

using namespace std::chrono_literals;

constexpr auto startTime = 20s;
constexpr auto keepTime = 5min;
/// From the end of a connection to the end of ssh that was its reason.
constexpr auto endTime = 1s;
constexpr int attempts = 3;
constexpr qsizetype mostLines = 200;

struct Pool {
    std::mutex mutex;
    std::map<QString, std::shared_ptr<SshTunnel>> tunnels; ///< by the route's text
};

/// Its end, with the program's, ends every ssh.
Pool &pool()
{
    static Pool all;
    return all;
}

QStringList argumentsFor(const SshHost &host, const SshRoute &route, const LocalEnd &end)
{
    QStringList arguments;
    if (const QString config = qEnvironmentVariable("ARBORIST_SSH_CONFIG"); !config.isEmpty())
        arguments << QStringLiteral("-F") << config;
    arguments << QStringLiteral("-NTax");
    for (const char *option : {
             "BatchMode=yes", // nobody sits there to answer
             "ExitOnForwardFailure=yes", "ConnectTimeout=15",
             // A silent network ends it after 30 s, and with it whatever waits for an answer.
             "ServerAliveInterval=10", "ServerAliveCountMax=3",
             // A process of its own, in the foreground: its end is the tunnel's.
             "ControlMaster=no", "ControlPath=none", "ForkAfterAuthentication=no",
             "PermitLocalCommand=no", "StreamLocalBindMask=0177",
             "LogLevel=DEBUG1", // tells when the forward stands
         })
        arguments << QStringLiteral("-o") << QString::fromLatin1(option);
    for (size_t i = 0; i < route.targets.size(); ++i)
        arguments << QStringLiteral("-L") << end.sshText(i) + u':' + route.targets[i].text();
    return arguments + host.arguments();
}

} // namespace

QString SshRoute::Target::text() const
{
    if (port.isEmpty())
        return host;
    return (host.contains(u':') ? u'[' + host + u']' : host) + u':' + port;
}

QString SshRoute::text() const
{
    QStringList parts{via, overSocket ? QStringLiteral("socket") : QStringLiteral("port")};
    for (const Target &target : targets)
        parts << target.text();
    return parts.join(u'\n');
}

SshTunnel::Lease SshTunnel::to(const SshRoute &route, const std::stop_token &stop)
{
    for (int attempt = 1;; ++attempt) {
        Lease lease;
        {
            const std::lock_guard lock(pool().mutex);
            std::shared_ptr<SshTunnel> &entry = pool().tunnels[route.text()];
            if (entry)
                lease = tryLease(entry);
            if (!lease) {
                entry = std::make_shared<SshTunnel>(route);
                lease = tryLease(entry);
            }
        }
        if (!lease)
            continue; // it ended at once, as waitUntilReady() would have told
        try {
            lease->waitUntilReady(stop);
            return lease;
        } catch (const Error &error) {
            // Another program may have taken the port between our look and ssh's.
            if (attempt == attempts || !error.detail().contains(u"Address already in use"))
                throw;
        }
    }
}

SshTunnel::SshTunnel(const SshRoute &route)
    : m_route(route),
      m_host(SshHost::parse(route.via)),
      m_end(route.targets.size(), route.overSocket),
      m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

SshTunnel::~SshTunnel()
{
    m_thread.request_stop();
    wake();
    m_thread.join();
    close(m_wake);
}

SshTunnel::Lease SshTunnel::tryLease(const std::shared_ptr<SshTunnel> &tunnel)
{
    const std::lock_guard lock(tunnel->m_mutex);
    if (tunnel->m_state == State::Ended || (tunnel->m_process && tunnel->m_process->hasEnded()))
        return {};
    ++tunnel->m_users;
    return {tunnel.get(), [tunnel](SshTunnel *) { tunnel->release(); }};
}

void SshTunnel::release()
{
    {
        const std::lock_guard lock(m_mutex);
        --m_users;
        m_unusedSince = Clock::now();
    }
    wake(); // its thread has a time to keep now
}

void SshTunnel::wake() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_wake, &one, sizeof one);
}

void SshTunnel::waitUntilReady(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, stop, startTime, [this] { return m_state != State::Starting; });
    if (m_state == State::Ready)
        return;
    if (stop.stop_requested())
        throw Error::cancelled();
    if (m_state == State::Starting)
        throw tunnelTimeout(m_host, int(startTime.count()));
    throw m_startError ? *m_startError : tunnelFailed(m_host, m_said);
}

qsizetype SshTunnel::mark()
{
    const std::lock_guard lock(m_mutex);
    readLines();
    return m_forgotten + m_said.size();
}

std::optional<Error> SshTunnel::whyRefused(qsizetype mark)
{
    const std::lock_guard lock(m_mutex);
    readLines(); // ssh complains before it closes the connection
    QStringList targets;
    for (const SshRoute::Target &target : m_route.targets)
        targets << target.text();
    return forwardRefused(m_host, targets.join(u','),
                          m_said.mid(std::max<qsizetype>(0, mark - m_forgotten)));
}

std::optional<Error> SshTunnel::whyLost(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, stop, endTime, [this] { return m_state == State::Ended; });
    if (m_state != State::Ended)
        return std::nullopt;
    return tunnelBroke(m_host, m_said);
}

void SshTunnel::run(const std::stop_token &stop)
{
    try {
        // On this thread, whose end the kernel tells ssh.
        auto process = std::make_unique<SshProcess>(argumentsFor(m_host, m_route, m_end));
        const std::lock_guard lock(m_mutex);
        m_process = std::move(process);
    } catch (const Error &error) {
        const std::lock_guard lock(m_mutex);
        m_startError = error;
    }
    watch(stop);
    std::unique_ptr<SshProcess> ended;
    {
        const std::lock_guard lock(m_mutex);
        readLines();
        m_state = State::Ended;
        ended = std::move(m_process);
    }
    m_changed.notify_all();
}

void SshTunnel::watch(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_process && !stop.stop_requested()) {
        const int timeout = idleTimeout();
        if (timeout == 0 || m_process->hasEnded())
            return;
        std::array<pollfd, 3> fds{pollfd{m_process->errorPipe(), POLLIN, 0},
                                  pollfd{m_process->exitWatch(), POLLIN, 0},
                                  pollfd{m_wake, POLLIN, 0}};
        lock.unlock();
        poll(fds.data(), fds.size(), timeout);
        std::uint64_t rings = 0;
        [[maybe_unused]] const ssize_t drained = read(m_wake, &rings, sizeof rings);
        lock.lock();
        const bool closed = (fds[0].revents & (POLLHUP | POLLIN)) == POLLHUP;
        readLines();
        if (closed)
            return; // by ssh's end, which is near
    }
}

/// Milliseconds for poll(); 0 when it is time to end.
int SshTunnel::idleTimeout() const
{
    return m_users > 0 ? -1 : pollTimeout(m_unusedSince + keepTime);
}

void SshTunnel::readLines()
{
    if (!m_process)
        return;
    m_rest += m_process->readErrors();
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        const QString line = QString::fromUtf8(m_rest.left(end)).trimmed();
        m_rest.remove(0, end + 1);
        if (line.startsWith(u"debug1: ")) {
            if (m_state == State::Starting && line.endsWith(u"Entering interactive session.")) {
                m_state = State::Ready;
                m_changed.notify_all();
            }
            continue;
        }
        if (!line.isEmpty())
            m_said << line;
    }
    if (m_said.size() > mostLines) {
        m_forgotten += m_said.size() - mostLines;
        m_said = m_said.last(mostLines);
    }
}

} // namespace arborist::postgres
