// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/load_rows.h"

#include "services/core/error.h"
#include "services/data/transfer/piece_reader.h"
#include "services/data/transfer/sequences.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <memory>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

void requireRows(const QString &title, qint64 wanted, qint64 found)
{
    if (wanted == found)
        return;
    const QLocale locale;
    throw Error(tr("%1 got %2 rows of %3. Nothing was changed.")
                    .arg(title, locale.toString(found), locale.toString(wanted)),
                tr("A trigger or rule may have kept rows back: import with --triggers skip."))
        .setWhere(title);
}

/// One file a time, while the next one is decompressed already.
class Loader
{
public:
    Loader(const Archive &archive, Connection &connection, OperationContext &context)
        : m_archive(archive),
          m_connection(connection),
          m_context(context)
    {
    }

    qint64 copy(const QString &sql, const ArchiveFile &file, const ArchiveFile *following)
    {
        const std::unique_ptr<PieceReader> reader = m_next ? std::move(m_next) : open(file);
        if (following)
            m_next = open(*following);
        m_connection.beginCopyIn(sql);
        try {
            for (auto bytes = reader->next(); !bytes.empty(); bytes = reader->next()) {
                m_connection.putCopyData(bytes);
                m_context.progress->advance(m_done += qint64(bytes.size()));
            }
        } catch (const Error &error) {
            m_connection.abortCopyIn(error.message());
            throw;
        }
        return m_connection.endCopyIn();
    }

private:
    std::unique_ptr<PieceReader> open(const ArchiveFile &file) const
    {
        return std::make_unique<PieceReader>(m_archive.folder + u'/' + file.path);
    }

    const Archive &m_archive;
    Connection &m_connection;
    OperationContext &m_context;
    std::unique_ptr<PieceReader> m_next;
    qint64 m_done = 0;
};

void setSequence(const QString &schema, const QString &name, const QString &value,
                 Connection &connection)
{
    const QString sequence = postgres::quoteQualified(schema, name);
    // New storage first, which a roll-back takes away again together with the value set in it.
    connection.exec(QStringLiteral("ALTER SEQUENCE %1 RESTART").arg(sequence));
    connection.exec(QStringLiteral("SELECT setval($1::regclass, %1").arg(value), {sequence});
}

} // namespace

qint64 loadRows(const Archive &archive, const std::vector<ColumnMapping> &mappings,
                const DataTables &tables, const DataTables::Set &emptied, bool firesTriggers,
                Connection &connection, OperationContext &context)
{
    Loader loader(archive, connection, context);
    std::vector<const ArchiveFile *> files;
    for (const ColumnMapping &mapping : mappings) {
        for (const ArchiveFile &file : archive.tables[mapping.archived].files)
            files.push_back(&file);
    }
    files.push_back(nullptr);
    size_t next = 0;
    qint64 all = 0;
    for (const ColumnMapping &mapping : mappings) {
        const ArchiveTable &table = archive.tables[mapping.archived];
        const DataTable &target = tables.at(mapping.table);
        if (mapping.isStaged)
            connection.exec(mapping.stagingSql);
        const QString sql =
            mapping.copyStatement(std::ranges::binary_search(emptied, mapping.table));
        qint64 rows = 0;
        for (const ArchiveFile &file : table.files) {
            const qint64 copied = loader.copy(sql, file, files[++next]);
            requireRows(target.title(), file.rows, copied);
            rows += copied;
        }
        if (mapping.isStaged) {
            requireRows(target.title(), rows, connection.exec(mapping.insertSql).affectedRows());
            connection.exec(QStringLiteral("DROP TABLE pg_temp.arborist_import"));
        }
        if (firesTriggers)
            requireRows(target.title(), rows,
                        connection.exec(QStringLiteral("SELECT count(*) FROM ") + target.onlySql())
                            .integer(0, 0));
        all += rows;
    }
    return all;
}

void loadSequences(const Archive &archive, const std::vector<ColumnMapping> &mappings,
                   const DataTables &tables, bool isWhole, Connection &connection)
{
    DataTables::Set set;
    for (const ColumnMapping &mapping : mappings)
        set.push_back(mapping.table);
    std::ranges::sort(set);
    for (const ArchiveSequence &now : readSequences(connection, tables, set, isWhole)) {
        const auto was = std::ranges::find_if(archive.sequences, [&](const ArchiveSequence &each) {
            return now.table.isEmpty()
                       ? each.table.isEmpty() && each.schema == now.schema && each.name == now.name
                       : each.tableSchema == now.tableSchema && each.table == now.table &&
                             each.column == now.column;
        });
        if (was != archive.sequences.end()) {
            const QString value = QStringLiteral("%1, %2)").arg(was->last).arg(
                was->isCalled ? QStringLiteral("true") : QStringLiteral("false"));
            setSequence(now.schema, now.name, value, connection);
        } else if (!now.table.isEmpty()) {
            const QString value = QStringLiteral("max(%1)) FROM %2")
                                      .arg(postgres::quoteIdentifier(now.column),
                                           postgres::quoteQualified(now.tableSchema, now.table));
            setSequence(now.schema, now.name, value, connection);
        }
    }
}

} // namespace arborist::data
