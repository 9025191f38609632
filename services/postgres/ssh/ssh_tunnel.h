// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/ssh/local_end.h"
#include "services/postgres/ssh/ssh_host.h"
#include <QByteArray>
#include <QStringList>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace arborist::postgres {

class SshProcess;

/// Where a tunnel leads: what the ssh host is to connect to.
struct SshRoute {
    struct Target {
        QString host; ///< name, address, or the path of a socket
        QString port; ///< empty for a socket
        QString text() const;
    };
    QString via;                 ///< as ssh_host has it
    std::vector<Target> targets; ///< several for a list of hosts
    bool overSocket = false;     ///< the local end is a socket
    QString text() const;        ///< tells it from every other route
};

/// A port forward of the system's ssh (`ssh -N -L`), shared by all connections of this program that
/// take the same route. It is kept for five minutes after the last of them, started anew by the
/// next one after it broke, and ends with the program, however that ends.
/// ARBORIST_SSH_CONFIG names a configuration to use in place of ~/.ssh/config.
class SshTunnel
{
public:
    /// Keeps the tunnel in use for as long as it lives.
    using Lease = std::shared_ptr<SshTunnel>;

    /// The tunnel for that route once it stands, after at most 20 s. Throws Error, cancelled too.
    static Lease to(const SshRoute &route, const std::stop_token &stop);

    explicit SshTunnel(const SshRoute &route);
    ~SshTunnel();
    SshTunnel(const SshTunnel &) = delete;
    SshTunnel &operator=(const SshTunnel &) = delete;

    const LocalEnd &localEnd() const { return m_end; }

    /// How much ssh has said up to now, to tell later complaints from earlier ones.
    qsizetype mark();
    /// What ssh says of a connection that failed since that mark; nullopt if nothing.
    std::optional<Error> whyRefused(qsizetype mark);
    /// The same for one that stood and is lost: waits a moment for ssh's own end.
    std::optional<Error> whyLost(const std::stop_token &stop);

private:
    enum class State { Starting, Ready, Ended };
    using Clock = std::chrono::steady_clock;

    static Lease tryLease(const std::shared_ptr<SshTunnel> &tunnel);
    void release();
    void waitUntilReady(const std::stop_token &stop);
    void run(const std::stop_token &stop);
    void watch(const std::stop_token &stop);
    int idleTimeout() const;
    void readLines();
    void wake() const;

    const SshRoute m_route;
    const SshHost m_host;
    const LocalEnd m_end;
    const int m_wake;

    std::mutex m_mutex; ///< of all that follows
    std::condition_variable_any m_changed;
    State m_state = State::Starting;
    std::unique_ptr<SshProcess> m_process;
    std::optional<Error> m_startError; ///< ssh could not even be started
    QByteArray m_rest;                 ///< of a line that is not complete yet
    QStringList m_said;                ///< without debug lines; the latest
    qsizetype m_forgotten = 0;         ///< lines before those
    int m_users = 0;
    Clock::time_point m_unusedSince = Clock::now();

    std::jthread m_thread; ///< ssh is its child
};

} // namespace arborist::postgres
