// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/postgres/embedded/cluster_folder.h"
#include "services/postgres/embedded/server_binaries.h"
#include <optional>

namespace arborist::postgres {

/// A living server process of one cluster, as its postmaster.pid describes it.
struct Postmaster {
    enum class State { Starting, Ready, Stopping };

    pid_t pid = 0;
    QString startTime;    ///< as written; with the pid it names one run of the server
    QString socketFolder; ///< empty until it listens
    State state = State::Starting;

    QString run() const { return QStringLiteral("%1 %2").arg(pid).arg(startTime); }
};

/// Finds, starts and stops the server of one cluster. Everything but find() wants the start lock.
class ServerProcess
{
public:
    ServerProcess(const ClusterFolder &folder, const ServerAccount &account)
        : m_folder(folder),
          m_account(account)
    {
    }

    /// The running server. A pid file left by a crash is seen through, also when its number now
    /// belongs to another process.
    std::optional<Postmaster> find() const;

    /// Waits for a server that is starting or stopping; the ready one, or nullopt once it is gone.
    std::optional<Postmaster> settle(OperationContext &context) const;

    /// Clears away what a crash left, starts the server and waits until it answers. Throws Error
    /// with the end of the log; a stop request takes the server down again.
    Postmaster start(const ServerBinaries &binaries, const QString &socketFolder,
                     OperationContext &context) const;

    /// Disconnects everybody and stops it; harder if it does not obey. Does nothing when it is not
    /// running. Throws Error when it cannot be stopped.
    void stop() const;

private:
    bool isPostmaster(pid_t pid) const;
    std::vector<pid_t> orphans() const;
    void clearRemains() const;

    ClusterFolder m_folder;
    ServerAccount m_account;
};

} // namespace arborist::postgres
