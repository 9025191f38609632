// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// Somebody who is connected to a database.
struct DatabaseSession {
    int pid = 0;
    QString user, application, client; ///< client: an address; empty for a socket
    QString state;                     ///< "idle in transaction"
    QString kind;                      ///< "client backend", "walsender"
    bool canEnd = true;                ///< by this role
};

/// All but the connection's own. What the role may not see of others is empty. Throws Error.
std::vector<DatabaseSession> readSessions(postgres::Connection &connection,
                                          const QString &database);

/// Those that this role may not end.
std::vector<DatabaseSession> unendable(std::vector<DatabaseSession> sessions);

/// Throws a refusing Error where there are such: before anybody else is disconnected in vain.
void requireEndable(postgres::Connection &connection, const QString &database);

/// For the plan of what ends them all: who they are, and who would be in the way. Empty for none.
QStringList sessionRemarks(postgres::Connection &connection, const QString &database);

/// For people: "3 of anna (psql), 1 of app".
QString sessionsText(const std::vector<DatabaseSession> &sessions);

/// Ends them; returns why some could not be ended, a sentence each. `over` is
/// a connection to any database of the server. Throws Error.
QStringList endSessions(postgres::Connection &over, const QString &database);

} // namespace arborist::backup
