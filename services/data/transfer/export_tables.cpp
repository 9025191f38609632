// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/export_tables.h"

#include "services/core/error.h"
#include "services/data/transfer/export_crew.h"
#include "services/data/transfer/export_pieces.h"
#include "services/data/transfer/sequences.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <algorithm>
#include <thread>

namespace arborist::data {

namespace {

using postgres::Connection;

constexpr int kMostConnections = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("Export", text);
}

DataTables::Set chosen(const DataTables &tables, const ExportRequest &request)
{
    DataTables::Set set;
    for (const auto &[schema, name] : request.tables) {
        const qsizetype index = tables.find(schema, name);
        if (index < 0)
            throw Error(tr("The table %1.%2 is gone.").arg(schema, name),
                        tr("Plan the export again."));
        set.push_back(size_t(index));
    }
    std::ranges::sort(set);
    return set;
}

/// Locks come before the snapshot: what is locked cannot have been emptied behind it.
void lock(Connection &connection, const DataTables &tables, const DataTables::Set &set, int seconds)
{
    connection.execScript(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '" +
        QByteArray::number(seconds) + "s'");
    if (set.empty())
        return;
    QStringList names;
    for (const size_t index : set)
        names << tables.at(index).sql();
    try {
        connection.exec(QStringLiteral("LOCK TABLE %1 IN ACCESS SHARE MODE")
                            .arg(names.join(QStringLiteral(", "))));
    } catch (Error &error) {
        if (error.sqlState() == u"55P03")
            throw Error(tr("Somebody else is changing a table that is to be exported."),
                        tr("Wait for the end of that, and export again."))
                .setDetail(error.message())
                .setSqlState(error.sqlState());
        throw;
    }
}

void refuseHidden(const DataTables &tables, const DataTables::Set &set)
{
    for (const size_t index : set) {
        const DataTable &table = tables.at(index);
        if (table.hidesRows)
            throw Error(tr("Row security may hide rows of %1 from this role.").arg(table.title()),
                        tr("Connect as a role with BYPASSRLS, or leave the table out."))
                .setWhere(table.title());
    }
}

} // namespace

Archive exportTables(const ExportRequest &request, const QString &folder, OperationContext &context,
                     double weight)
{
    Connection connection = context.connect();
    const postgres::RollbackGuard guard(connection, context.stop);
    {
        const DataTables before = DataTables::read(connection, request.ledgers);
        lock(connection, before, chosen(before, request), request.lockSeconds);
    }
    const QString snapshot =
        connection.exec(QStringLiteral("SELECT pg_export_snapshot()")).text(0, 0);
    const DataTables tables = DataTables::read(connection, request.ledgers);
    const DataTables::Set set = chosen(tables, request);
    refuseHidden(tables, set);

    Archive archive;
    archive.folder = folder;
    archive.made = QDateTime::currentDateTimeUtc();
    archive.database = connection.info().database();
    archive.serverVersion = connection.serverVersionText();
    archive.encoding = connection.parameter("server_encoding");
    archive.tables = archiveTables(tables, set, request.options.format);
    archive.sequences = readSequences(connection, tables, set, request.isWhole);

    int connections = request.options.connections;
    if (connections <= 0)
        connections = std::clamp(int(std::thread::hardware_concurrency()), 2, kMostConnections);
    std::vector<ExportPiece> pieces =
        exportPieces(tables, set, archive.tables, connections, connection);
    qint64 bytes = 0;
    for (const ExportPiece &piece : pieces)
        bytes += piece.bytes;
    context.progress->enter(tr("Exporting tables"), weight, bytes, QStringLiteral("bytes"));
    ExportCrew crew(std::move(pieces), folder, request.options.level,
                    archive.encoding == u"SQL_ASCII", context);
    std::vector<std::pair<size_t, ArchiveFile>> files = crew.run(connection, snapshot, connections);
    std::ranges::sort(files, {}, [](const auto &file) { return file.second.path; });
    for (auto &[table, file] : files)
        archive.tables[table].files.push_back(std::move(file));
    return archive;
}

} // namespace arborist::data
