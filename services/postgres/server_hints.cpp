// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/server_hints.h"

#include <QCoreApplication>
#include <array>
#include <string_view>

namespace arborist::postgres {

namespace {

struct StateHint {
    std::string_view state;
    const char *hint; ///< %1 is the role
};

constexpr std::array hints{
    StateHint{"28P01", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check user name and password: in the connection string, the .env file, "
                           "PGPASSWORD or ~/.pgpass. In a URL, special characters of a password "
                           "must be percent-encoded.")},
    StateHint{"28000", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check that the role \"%1\" exists and may log in, and that pg_hba.conf "
                           "of the server admits it from here.")},
    StateHint{"3D000", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check the database's name (upper and lower case differ); \"psql -l\" "
                           "lists those that the server has.")},
    StateHint{"53300", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Close programs that use this server, use a pooled endpoint, or raise "
                           "max_connections (or the limit of the role or database).")},
    StateHint{"57P01",
              QT_TRANSLATE_NOOP("ServerHints",
                                "An administrator or a restart ended the session. What was not "
                                "committed is rolled back; run it again once the server is up.")},
    StateHint{"57P02",
              QT_TRANSLATE_NOOP("ServerHints",
                                "The server crashed and restarts. What was not committed is rolled "
                                "back; look into its log before running this again.")},
    StateHint{"57P03",
              QT_TRANSLATE_NOOP("ServerHints",
                                "The server is starting, stopping or recovering. Try again in a "
                                "moment.")},
    StateHint{"57P04",
              QT_TRANSLATE_NOOP("ServerHints", "The database was dropped while it was in use.")},
    StateHint{"57P05", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "The session was idle for longer than idle_session_timeout. Connect "
                           "again.")},
    StateHint{"25P03",
              QT_TRANSLATE_NOOP("ServerHints",
                                "The transaction was idle for longer than "
                                "idle_in_transaction_session_timeout; it is rolled back. Run it "
                                "again.")},
    StateHint{"42501", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "The role \"%1\" may not do this. Connect with a role that may (the "
                           "owner, or for roles and databases an administrator), or let it GRANT "
                           "what is missing.")},
    StateHint{"25006",
              QT_TRANSLATE_NOOP("ServerHints",
                                "The server or session is read-only: a standby, or "
                                "default_transaction_read_only is set. Connect to the primary, or "
                                "change the setting of role or database.")},
    StateHint{"55P03", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Another session holds the lock. pg_locks and pg_stat_activity show "
                           "which; wait for it or end it, then run this again.")},
    StateHint{"57014", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "The statement took longer than statement_timeout allows (see the "
                           "settings of role, database and URL), or someone cancelled it on the "
                           "server.")},
    StateHint{"53100", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "The server's disk is full. Free space there, then run this again.")},
    StateHint{"53200",
              QT_TRANSLATE_NOOP("ServerHints",
                                "The server ran out of memory. For shared memory, raise "
                                "max_locks_per_transaction; else close other sessions, or lower "
                                "work_mem.")},
    StateHint{"42P01", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check schema and name, and that this database has the migrations "
                           "that make the table: it may have been dropped or renamed meanwhile.")},
    StateHint{"42703", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check the column's name, and that this database has the migrations "
                           "that make it: it may have been dropped or renamed meanwhile.")},
    StateHint{"3F000", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check the schema's name, and that this database has the migrations "
                           "that make it.")},
    StateHint{"40001", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Another transaction changed the same rows. Nothing was changed here; "
                           "run it again.")},
    StateHint{"40P01", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Two transactions waited for each other, and this one was rolled back. "
                           "Run it again.")},
    StateHint{"42704", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check the name; the object may belong to an extension or a migration "
                           "that this database does not have.")},
    StateHint{"42883", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "Check the name; the function may belong to an extension or a migration "
                           "that this database does not have.")},
    StateHint{"0A000",
              QT_TRANSLATE_NOOP("ServerHints", "This server's version or kind does not offer it.")},
    StateHint{"25P02", QT_TRANSLATE_NOOP(
                           "ServerHints",
                           "An earlier statement of the transaction failed; roll back first.")},
};

/// Errors that a pooler causes: it hands every transaction to another session of the server.
constexpr std::array<std::string_view, 5> poolerStates{"26000", "42P05", "08P01", "34000", "55000"};

} // namespace

QString hintForState(const QString &sqlState, const ConnectionInfo &info)
{
    const QByteArray bytes = sqlState.toLatin1();
    const std::string_view state(bytes.constData(), size_t(bytes.size()));
    QString hint;
    for (const StateHint &known : hints) {
        if (known.state == state)
            hint = QCoreApplication::translate("ServerHints", known.hint);
    }
    hint.replace(QStringLiteral("%1"), info.user());
    const bool pooler =
        std::find(poolerStates.begin(), poolerStates.end(), state) != poolerStates.end();
    if (pooler && (info.isPooled() || state == "26000" || state == "42P05"))
        hint = pooledHint(info);
    return hint;
}

QString pooledHint(const ConnectionInfo &info)
{
    QString direct = QCoreApplication::translate(
        "ServerHints",
        "A connection pooler (PgBouncer) hands every transaction to another session: "
        "prepared statements, SET, advisory locks and LISTEN do not work through "
        "it. Use the direct endpoint.");
    const QString host = info.host();
    if (host.section(u'.', 0, 0).endsWith(QStringLiteral("-pooler"))) {
        QString name = host;
        name.replace(name.indexOf(u'.') < 0 ? name.size() - 7 : name.indexOf(u'.') - 7, 7,
                     QString());
        direct +=
            u' ' +
            QCoreApplication::translate("ServerHints", "On Neon that is the host %1.").arg(name);
    }
    return direct;
}

} // namespace arborist::postgres
