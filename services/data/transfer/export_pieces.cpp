// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/export_pieces.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QHash>
#include <algorithm>

namespace arborist::data {

namespace {

constexpr int kRangesFrom = 140000;     ///< scans of ctid ranges read these pages only
constexpr qint64 kSmallestRange = 2048; ///< pages: 16 MB
constexpr int kRangesEach = 4;          ///< so that connections end at about the same time

/// Letters, digits and dashes that any file system and shell takes.
QString safeName(const QString &name)
{
    constexpr qsizetype kMost = 60;
    QString safe;
    for (const QChar c : name.left(kMost))
        safe += c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-') ? c : u'_';
    return safe;
}

QString columnList(const ArchiveTable &table)
{
    QStringList names;
    for (const DataColumn &column : table.columns)
        names << postgres::quoteIdentifier(column.name);
    return names.join(QStringLiteral(", "));
}

QString copySql(const ArchiveTable &table, const QString &from, const QString &condition)
{
    return QStringLiteral("COPY (SELECT %1 FROM %2%3) TO STDOUT (FORMAT %4)")
        .arg(columnList(table), from, condition,
             table.format == CopyFormat::Csv ? QStringLiteral("csv, HEADER")
                                             : QStringLiteral("binary"));
}

} // namespace

std::vector<ArchiveTable> archiveTables(const DataTables &tables, const DataTables::Set &set,
                                        CopyFormat format)
{
    std::vector<ArchiveTable> archived;
    for (const size_t index : set) {
        const DataTable &table = tables.at(index);
        ArchiveTable into;
        into.schema = table.schema;
        into.name = table.name;
        into.format = format;
        for (const DataColumn &column : table.columns) {
            if (column.isGenerated)
                continue;
            if (column.isBoundToOids)
                into.format = CopyFormat::Csv;
            into.columns.push_back(column);
        }
        // A CSV line of no columns is an empty line, which COPY reads as one of one empty column.
        if (into.columns.empty())
            into.format = CopyFormat::Binary;
        archived.push_back(std::move(into));
    }
    return archived;
}

std::vector<ExportPiece> exportPieces(const DataTables &tables, const DataTables::Set &set,
                                      const std::vector<ArchiveTable> &archived, int connections,
                                      postgres::Connection &connection)
{
    QStringList oids;
    QHash<quint32, size_t> places;
    for (size_t i = 0; i < set.size(); ++i) {
        const DataTable &table = tables.at(set[i]);
        places.insert(table.oid, i);
        if (!table.hasForeignParts)
            oids << QString::number(table.oid);
    }
    std::vector<ExportPiece> pieces;
    const auto add = [&](size_t place, const QString &relation, const QString &from,
                         const QString &condition, qint64 bytes) {
        ExportPiece piece;
        piece.table = place;
        piece.relation = relation;
        piece.sql = copySql(archived[place], from, condition);
        piece.bytes = bytes;
        piece.format = archived[place].format;
        pieces.push_back(std::move(piece));
    };
    for (size_t i = 0; i < set.size(); ++i) {
        const DataTable &table = tables.at(set[i]);
        if (table.hasForeignParts)
            add(i, table.sql(), table.sql(), {}, table.tableBytes);
    }
    const postgres::Result parts = connection.exec(postgres::sqlFile(QStringLiteral("data_parts")),
                                                   {postgres::arrayLiteral(oids)});
    const bool mayRange = connection.serverVersion() >= kRangesFrom && connections > 1;
    qint64 allPages = 0;
    for (int row = 0; row < parts.rows(); ++row)
        allPages += parts.integer(row, 2);
    const qint64 step = std::max(kSmallestRange, allPages / (connections * kRangesEach) + 1);
    for (int row = 0; row < parts.rows(); ++row) {
        const size_t place = places.value(quint32(parts.integer(row, 0)));
        const QString relation = parts.text(row, 1);
        const QString from = QStringLiteral("ONLY ") + relation;
        const qint64 pages = parts.integer(row, 2);
        const qint64 bytes = parts.integer(row, 3);
        if (!mayRange || pages < 2 * kSmallestRange) {
            add(place, relation, from, {}, bytes);
            continue;
        }
        for (qint64 page = 0; page < pages; page += step) {
            // The last one is open: rows may have been added since, if none of our snapshot.
            QString condition = QStringLiteral(" WHERE ctid >= '(%1,0)'").arg(page);
            if (page + step < pages)
                condition += QStringLiteral(" AND ctid < '(%1,0)'").arg(page + step);
            add(place, relation, from, condition,
                qint64(double(bytes) * double(std::min(step, pages - page)) / double(pages)));
        }
    }
    std::vector<int> count(set.size());
    std::vector<int> next(set.size());
    for (const ExportPiece &piece : pieces)
        ++count[piece.table];
    for (ExportPiece &piece : pieces) {
        const ArchiveTable &table = archived[piece.table];
        piece.file = QStringLiteral("%1_%2")
                         .arg(int(piece.table) + 1, 4, 10, QChar(u'0'))
                         .arg(safeName(table.name));
        if (count[piece.table] > 1)
            piece.file += QStringLiteral(".%1").arg(++next[piece.table], 3, 10, QChar(u'0'));
        piece.file += QStringLiteral(".%1.zst").arg(
            piece.format == CopyFormat::Csv ? QStringLiteral("csv") : QStringLiteral("copy"));
    }
    std::ranges::stable_sort(pieces, std::ranges::greater(), &ExportPiece::bytes);
    return pieces;
}

} // namespace arborist::data
