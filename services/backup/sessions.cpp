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
                            rows.text(row, 3), rows.text(row, 4), rows.text(row, 5),
                            rows.boolean(row, 6)});
    return sessions;
}

std::vector<DatabaseSession> unendable(std::vector<DatabaseSession> sessions)
{
    std::erase_if(sessions, [](const DatabaseSession &session) { return session.canEnd; });
    return sessions;
}

void requireEndable(postgres::Connection &connection, const QString &database)
{
    const auto sessions = unendable(readSessions(connection, database));
    if (!sessions.empty())
        throw Error::refused(
            tr("Whoever is connected to %1 would have to be disconnected, which this role may not "
               "do with %2.")
                .arg(database, sessionsText(sessions)),
            tr("Let them leave first, or do this as a superuser; sessions of other roles but "
               "superusers can be ended by members of pg_signal_backend, too."));
}

QStringList sessionRemarks(postgres::Connection &connection, const QString &database)
{
    const auto sessions = readSessions(connection, database);
    const auto lasting = unendable(sessions);
    QStringList remarks;
    if (!sessions.empty())
        remarks << tr("Who is connected is disconnected, and what they have not committed is lost: "
                      "%1.")
                       .arg(sessionsText(sessions));
    if (!lasting.empty())
        remarks << tr("These cannot be disconnected by this role, and have to leave first: %1.")
                       .arg(sessionsText(lasting));
    return remarks;
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
