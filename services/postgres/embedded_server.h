// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/postgres/connection_info.h"
#include <QString>
#include <memory>

namespace arborist::postgres {

/// A private PostgreSQL cluster in the user's data folder: unix socket only, no TCP port,
/// permissions 0700. Shared by every program of the user; whoever holds an EmbeddedServer object
/// has a lease on it (a file lock), and the last one to leave stops the server. Survives crashes of
/// either side: stale pid files and half-made clusters are noticed and repaired. Run as root, it
/// drops to an unprivileged account and keeps its data under /var/lib/arborist.
class EmbeddedServer
{
public:
    /// Makes the cluster if there is none, starts the server unless it runs, and takes a lease.
    /// `folder` defaults to <data folder>/postgres. Throws Error with a hint when PostgreSQL is not
    /// installed, the disk is full, and so on.
    static EmbeddedServer start(OperationContext &context, const QString &folder = {});

    /// True if a server of that folder is running now (no lease is taken).
    static bool isRunning(const QString &folder = {});
    /// Stops the server although others may hold leases (`arboristctl demo stop`).
    static void stop(const QString &folder = {});

    EmbeddedServer(EmbeddedServer &&) noexcept;
    EmbeddedServer &operator=(EmbeddedServer &&) noexcept;
    ~EmbeddedServer();

    /// The cluster's superuser on its socket.
    ConnectionInfo connectionInfo(const QString &database = QStringLiteral("postgres")) const;
    QString folder() const;
    QString serverVersion() const; ///< "15"
    /// Leaves the server running when this lease ends (`arboristctl demo start`), until stop().
    void keepRunning();

private:
    struct Private;
    explicit EmbeddedServer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace arborist::postgres
