// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/snapshot.h"

#include "services/core/error.h"
#include "services/postgres/sql_file.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist::backup {

namespace {

using postgres::Connection;
using postgres::Result;

void begin(Connection &connection)
{
    connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    for (const char *setting :
         {"row_security = off", "statement_timeout = 0", "lock_timeout = 0",
          "idle_in_transaction_session_timeout = 0", "max_parallel_workers_per_gather = 0"})
        connection.exec(QStringLiteral("SET LOCAL ") + QString::fromLatin1(setting));
}

} // namespace

std::vector<DumpedTable> dumpedTables(Connection &connection)
{
    const Result rows = connection.exec(postgres::sqlFile(QStringLiteral("backup_tables")));
    std::vector<DumpedTable> tables;
    for (int row = 0; row < rows.rows(); ++row)
        tables.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2),
                          rows.integer(row, 3), rows.integer(row, 4), rows.integer(row, 5),
                          rows.boolean(row, 6)});
    return tables;
}

QString schemaPrint(Connection &connection)
{
    connection.exec(QStringLiteral("SET LOCAL search_path = ''"));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    connection.stream(postgres::sqlFile(QStringLiteral("backup_schema")), {},
                      {[&hash](const Result &row) {
                           const std::string_view line = row.bytes(0, 0);
                           hash.addData(QByteArrayView(line.data(), qsizetype(line.size())));
                           hash.addData("\n");
                           return true;
                       },
                       {}});
    return QString::fromLatin1(hash.result().toHex());
}

QString schemaPrint(Connection &connection, const std::stop_token &stop)
{
    const postgres::RollbackGuard guard(connection, stop);
    connection.exec(QStringLiteral("BEGIN READ ONLY"));
    return schemaPrint(connection);
}

bool differsInSchema(Connection &connection, const Manifest &manifest, const std::stop_token &stop)
{
    const QString major = connection.serverVersionText().section(u'.', 0, 0);
    if (manifest.schemaSha256.isEmpty() || manifest.serverVersion.section(u'.', 0, 0) != major)
        return false;
    return schemaPrint(connection, stop) != manifest.schemaSha256;
}

Snapshot::Snapshot(Connection &connection, const std::stop_token &stop)
    : m_connection(connection),
      m_guard(connection, stop)
{
    begin(connection);
    m_id = connection.exec(QStringLiteral("SELECT pg_export_snapshot()")).text(0, 0);
    m_onStandby = connection.exec(QStringLiteral("SELECT pg_is_in_recovery()")).boolean(0, 0);
}

void Snapshot::join(Connection &connection) const
{
    connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    // The name is the server's own: digits, letters and dashes.
    connection.exec(QStringLiteral("SET TRANSACTION SNAPSHOT '%1'").arg(m_id));
    connection.exec(QStringLiteral("SET LOCAL row_security = off"));
    connection.exec(QStringLiteral("SET LOCAL statement_timeout = 0"));
    connection.exec(QStringLiteral("SET LOCAL max_parallel_workers_per_gather = 0"));
}

void Snapshot::describe(Manifest &manifest)
{
    const Result facts = m_connection.exec(postgres::sqlFile(QStringLiteral("backup_facts")));
    manifest.serverVersion = m_connection.serverVersionText();
    manifest.encoding = facts.text(0, 0);
    const QString provider = facts.text(0, 2);
    manifest.localeProvider = provider == u"i"   ? QStringLiteral("icu")
                              : provider == u"b" ? QStringLiteral("builtin")
                                                 : QStringLiteral("libc");
    manifest.collation = facts.text(0, 3).isEmpty() ? facts.text(0, 1) : facts.text(0, 3);
    manifest.sequences = facts.integer(0, 4);
    manifest.largeObjects = facts.integer(0, 5);
    manifest.extensions.clear();
    for (const QJsonValue &each : QJsonDocument::fromJson(facts.text(0, 7).toUtf8()).array())
        manifest.extensions.push_back({each[0].toString(), each[1].toString()});
    manifest.schemaSha256 = schemaPrint(m_connection);
}

std::vector<ManifestTable> countRows(Connection &connection, const std::vector<DumpedTable> &tables,
                                     const std::stop_token &stop)
{
    std::vector<ManifestTable> counted;
    for (const DumpedTable &table : tables) {
        if (stop.stop_requested())
            throw Error::cancelled();
        const qint64 rows =
            connection.exec(QStringLiteral("SELECT count(*) FROM ONLY ") + table.name)
                .integer(0, 0);
        counted.push_back({table.name, rows, table.totalBytes});
    }
    return counted;
}

} // namespace arborist::backup
