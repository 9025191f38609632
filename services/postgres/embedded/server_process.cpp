// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/server_process.h"

#include "services/core/error.h"
#include "services/postgres/embedded/child_process.h"
#include "services/postgres/embedded/cluster_setup.h"
#include "services/postgres/embedded/server_text.h"
#include <QDir>
#include <QFile>
#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace arborist::postgres {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Crash recovery reads up to max_wal_size.
constexpr auto kStartTimeout = 10min;

QByteArray procFile(pid_t pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Real user and state from /proc/PID/status, which unlike exe and cwd anybody may read.
bool isAlive(pid_t pid, uid_t uid)
{
    bool owned = false;
    bool running = false;
    for (const QByteArray &line : procFile(pid, "status").split('\n')) {
        if (line.startsWith("State:"))
            running = !line.contains('Z') && !line.contains('X');
        else if (line.startsWith("Uid:"))
            owned = line.mid(4).simplified().split(' ').value(0).toUInt() == uid;
    }
    return owned && running;
}

template <typename Condition> bool waitUntil(Condition condition, std::chrono::milliseconds timeout)
{
    const auto end = Clock::now() + timeout;
    while (!condition()) {
        if (Clock::now() >= end)
            return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

} // namespace

bool ServerProcess::isPostmaster(pid_t pid) const
{
    if (!isAlive(pid, m_account.uid))
        return false;
    const QList<QByteArray> arguments = procFile(pid, "cmdline").split('\0');
    const auto option = arguments.indexOf("-D");
    return option > 0 && arguments.value(option + 1) == QFile::encodeName(m_folder.data());
}

std::optional<Postmaster> ServerProcess::find() const
{
    QFile file(m_folder.data() + QStringLiteral("/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    // Lines of the file, from miscadmin.h of PostgreSQL: pid, data folder, start time, port, socket
    // folder, listen address, shared memory key, status.
    const QStringList lines = QString::fromLocal8Bit(file.readAll()).split(u'\n');
    Postmaster postmaster;
    postmaster.pid = lines.value(0).trimmed().toInt();
    if (postmaster.pid <= 0 || !isPostmaster(postmaster.pid))
        return std::nullopt;
    postmaster.startTime = lines.value(2).trimmed();
    postmaster.socketFolder = lines.value(4).trimmed();
    const QString status = lines.value(7).trimmed();
    if (status == u"ready")
        postmaster.state = Postmaster::State::Ready;
    else if (status == u"stopping")
        postmaster.state = Postmaster::State::Stopping;
    return postmaster;
}

std::optional<Postmaster> ServerProcess::settle(OperationContext &context) const
{
    const auto end = Clock::now() + kStartTimeout;
    while (true) {
        const auto postmaster = find();
        if (!postmaster || postmaster->state == Postmaster::State::Ready)
            return postmaster;
        context.throwIfStopped();
        if (Clock::now() >= end) {
            throw serverError(ServerText::tr("The embedded server neither starts nor stops."),
                              m_folder.logTail(), m_folder);
        }
        std::this_thread::sleep_for(10ms);
    }
}

std::vector<pid_t> ServerProcess::orphans() const
{
    std::vector<pid_t> found;
    const QByteArray title = "postgres: " + m_folder.name().toLatin1() + ':';
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        const pid_t pid = name.toInt();
        if (pid > 0 && isAlive(pid, m_account.uid) &&
            (procFile(pid, "cmdline").startsWith(title) || isPostmaster(pid)))
            found.push_back(pid);
    }
    return found;
}

/// A new server must not touch the data while children of the crashed one still do.
void ServerProcess::clearRemains() const
{
    for (const int signal : {SIGQUIT, SIGKILL}) {
        const std::vector<pid_t> left = orphans();
        for (const pid_t pid : left)
            ::kill(pid, signal);
        if (left.empty() || waitUntil([this] { return orphans().empty(); }, 10s))
            break;
    }
    if (!orphans().empty()) {
        throw serverError(ServerText::tr("Processes of a crashed embedded server do not end."),
                          m_folder.logTail(), m_folder);
    }
    // PostgreSQL clears away a pid file whose number is dead (and first looks whether the shared
    // memory named in it is in use), but trusts one that is alive, be it another program's by now.
    const QString pidFile = m_folder.data() + QStringLiteral("/postmaster.pid");
    QFile file(pidFile);
    if (file.open(QIODevice::ReadOnly)) {
        const pid_t pid = file.readLine().trimmed().toInt();
        if (pid > 0 && !procFile(pid, "status").isEmpty())
            QFile::remove(pidFile);
    }
}

Postmaster ServerProcess::start(const ServerBinaries &binaries, const QString &socketFolder,
                                OperationContext &context) const
{
    context.progress->enter(ServerText::tr("Starting the embedded server"), 0);
    clearRemains();
    QFile::remove(socketFile(socketFolder));
    QFile::remove(socketFile(socketFolder) + QStringLiteral(".lock"));
    m_folder.trimLog();
    const qint64 logged = m_folder.logSize();
    const pid_t pid = startDetached(binaries.program(QStringLiteral("postgres")),
                                    {QStringLiteral("-D"), m_folder.data(), QStringLiteral("-c"),
                                     QStringLiteral("config_file=") + m_folder.config()},
                                    m_account, m_folder.log());
    const auto end = Clock::now() + kStartTimeout;
    try {
        while (true) {
            const auto postmaster = find();
            if (postmaster && postmaster->state == Postmaster::State::Ready)
                return *postmaster;
            // Between fork and exec the child still is what this process is.
            if (!isAlive(pid, m_account.uid) && !isAlive(pid, ::getuid()))
                throw serverError(ServerText::tr("The embedded server does not start."),
                                  m_folder.logTail(logged), m_folder);
            if (Clock::now() >= end)
                throw serverError(ServerText::tr("The embedded server does not get ready."),
                                  m_folder.logTail(logged), m_folder);
            context.throwIfStopped();
            std::this_thread::sleep_for(10ms);
        }
    } catch (...) {
        if (isPostmaster(pid)) {
            ::kill(pid, SIGINT);
            waitUntil([&] { return !isPostmaster(pid); }, 30s);
        }
        throw;
    }
}

void ServerProcess::stop() const
{
    const auto postmaster = find();
    if (!postmaster)
        return;
    const pid_t pid = postmaster->pid;
    // Fast (ends sessions, writes a checkpoint), immediate, then none of its choice.
    for (const int signal : {SIGINT, SIGQUIT, SIGKILL}) {
        ::kill(pid, signal);
        if (!waitUntil([&] { return !isPostmaster(pid); }, signal == SIGINT ? 120s : 10s))
            continue;
        // It lets go of its name a moment before it is gone.
        waitUntil([&] { return !isAlive(pid, m_account.uid); }, 5s);
        // A short socket folder elsewhere would be left for good; not empty, it stays.
        if (!postmaster->socketFolder.startsWith(m_folder.path()))
            QDir().rmdir(postmaster->socketFolder);
        return;
    }
    throw serverError(ServerText::tr("The embedded server does not stop."), m_folder.logTail(),
                      m_folder);
}

} // namespace arborist::postgres
