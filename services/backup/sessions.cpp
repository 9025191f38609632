// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/sessions.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QMap>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Sessions", text);
}

QString nameOf(const DatabaseSession &session)
{
    const QString who = session.user.isEmpty() ? session.kind : session.user;
    return session.application.isEmpty() ? who
                                         : QStringLiteral("%1 (%2)").arg(who, session.application);
}

} // namespace

std::vector<DatabaseSession> readSessions(postgres::Connection &connection, const QString &database)
{
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("backup_sessions")), {database});
    std::vector<DatabaseSession> sessions;
    for (int row = 0; row < rows.rows(); ++row)
        sessions.push_back({int(rows.integer(row, 0)), rows.text(row, 1), rows.text(row, 2),
                            rows.text(row, 3), rows.text(row, 4), rows.text(row, 5)});
    return sessions;
}

QString sessionsText(const std::vector<DatabaseSession> &sessions)
{
    QMap<QString, int> counts;
    for (const DatabaseSession &session : sessions)
        ++counts[nameOf(session)];
    QStringList parts;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        parts << (*it == 1 ? it.key() : tr("%1 of %2").arg(QString::number(*it), it.key()));
    return parts.join(QStringLiteral(", "));
}

QStringList endSessions(postgres::Connection &over, const QString &database)
{
    QStringList failures;
    for (const DatabaseSession &session : readSessions(over, database)) {
        try {
            over.exec(QStringLiteral("SELECT pg_catalog.pg_terminate_backend($1::int4)"),
                      {QString::number(session.pid)});
        } catch (const Error &error) {
            if (error.sqlState() != u"42501")
                throw;
            failures << tr("%1 cannot be disconnected by this role: %2")
                            .arg(nameOf(session), error.message());
        }
    }
    return failures;
}

} // namespace arborist::backup
