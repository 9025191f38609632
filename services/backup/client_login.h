// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_folder.h"
#include <QProcessEnvironment>
#include <QString>
#include <memory>

namespace arborist::postgres {
class Connection;
class SshTunnel;
} // namespace arborist::postgres

namespace arborist::backup {

/// How a program of PostgreSQL gets to the very server that a connection of ours reached: a service
/// file with every keyword that the connection used, and a passfile with its password, both 0600 in
/// a private folder (RunFolder) that goes with the object. Arguments and environment of the child
/// name these files and nothing else. An ssh tunnel that the connection goes through stays open as
/// long.
class ClientLogin
{
public:
    /// `database`: another one of that server; empty: the connection's own. Throws Error: a closed
    /// connection, a value that a service file cannot hold, no room.
    explicit ClientLogin(const postgres::Connection &connection, const QString &database = {});
    ~ClientLogin();
    ClientLogin(const ClientLogin &) = delete;
    ClientLogin &operator=(const ClientLogin &) = delete;

    /// Of the child: paths, language (English, for its messages are read), PGSERVICEFILE and
    /// PGPASSFILE. No PG* variable of ours, so that nothing leads it elsewhere.
    const QProcessEnvironment &environment() const { return m_environment; }
    /// The one argument that it needs of all this: "--dbname=service=arborist".
    QString argument() const;

    /// Removes what programs that were killed have left.
    static void removeLeftOvers();

private:
    RunFolder m_folder;
    std::shared_ptr<postgres::SshTunnel> m_tunnel;
    QProcessEnvironment m_environment;
};

} // namespace arborist::backup
