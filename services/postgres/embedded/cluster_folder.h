// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/embedded/server_account.h"
#include <QString>

namespace arborist::postgres {

/// The folder of one embedded cluster: what lies where in it. As root the folder and all that this
/// program writes stay root's own (0711), so that the server's account cannot plant links there;
/// only data and socket folder are the account's.
class ClusterFolder
{
public:
    /// Names it without touching the disk; `path` defaults to <data folder>/postgres.
    explicit ClusterFolder(const QString &path);

    /// Makes the folder if missing and resolves links in its path, so that every program means the
    /// same server by it; throws Error, also when it belongs to somebody else.
    void make();

    const QString &path() const { return m_path; }
    QString data() const { return m_path + QStringLiteral("/data"); }
    QString config() const { return m_path + QStringLiteral("/server.conf"); }
    QString log() const { return m_path + QStringLiteral("/server.log"); }
    QString leaseFile() const { return m_path + QStringLiteral("/lease.lock"); }
    QString startFile() const { return m_path + QStringLiteral("/start.lock"); }
    QString keepFile() const { return m_path + QStringLiteral("/keep-running"); }
    /// Tells this cluster's processes from those of others: "arborist-1f0c23ab".
    QString name() const;

    /// A private folder (0700, of that account) whose socket path fits into 107 bytes: inside this
    /// folder, else a short one in the runtime folder or /tmp. Throws Error.
    QString makeSocketFolder(const ServerAccount &account) const;

    /// Keeps the log small; safe while a server writes to it.
    void trimLog() const;
    /// The last lines of the log from byte `from` on.
    QString logTail(qint64 from = 0) const;
    qint64 logSize() const;

private:
    QString m_path;
};

/// The file name of the socket that a server in that folder makes.
QString socketFile(const QString &folder);

} // namespace arborist::postgres
