// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/column_mapping.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QSet>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

/// Types whose binary form is their text.
bool isText(const QString &receive)
{
    static const QSet<QString> names{QStringLiteral("textrecv"),   QStringLiteral("varcharrecv"),
                                     QStringLiteral("bpcharrecv"), QStringLiteral("enum_recv"),
                                     QStringLiteral("citextrecv"), QStringLiteral("namerecv"),
                                     QStringLiteral("json_recv")};
    return names.contains(receive);
}

/// Whether the values of one column can be read as the other's as they stand.
bool fits(const DataColumn &from, const DataColumn &to)
{
    if (from.receive == to.receive) {
        // One function reads the arrays, records and ranges of all types.
        static const QSet<QString> ofMany{
            QStringLiteral("array_recv"), QStringLiteral("record_recv"),
            QStringLiteral("range_recv"), QStringLiteral("multirange_recv")};
        return !ofMany.contains(from.receive) || from.base == to.base;
    }
    return isText(from.receive) && isText(to.receive);
}

QString stagingType(const DataColumn &column, CopyFormat format)
{
    return format == CopyFormat::Csv || isText(column.receive) ? QStringLiteral("text")
                                                               : column.base;
}

/// Asks the server whether it has such a conversion.
void requireCast(const DataColumn &from, const DataColumn &to, CopyFormat format,
                 const QString &title, postgres::Connection &connection)
{
    try {
        connection.describe(
            QStringLiteral("SELECT CAST(NULL::%1 AS %2)").arg(stagingType(from, format), to.type));
    } catch (const Error &error) {
        if (error.sqlState().isEmpty())
            throw;
        throw Error::refused(
            tr("%1.%2 was %3 and is %4: the values cannot be converted.")
                .arg(title, to.name, from.type, to.type),
            format == CopyFormat::Csv
                ? tr("Import into the schema that the archive was made of.")
                : tr("Export again with --csv, or import into the schema that the archive was "
                     "made of."))
            .setDetail(error.message());
    }
}

QString names(const QStringList &columns)
{
    return columns.isEmpty() ? QString()
                             : QStringLiteral(" (%1)").arg(columns.join(QStringLiteral(", ")));
}

void refuseMissing(const ArchiveTable &from, const DataTable &to)
{
    QSet<QString> known;
    for (const DataColumn &column : from.columns)
        known.insert(column.name);
    for (const DataColumn &column : to.columns) {
        if (column.isGenerated || known.contains(column.name))
            continue;
        if (column.isRequired && !column.hasDefault && from.rows() > 0)
            throw Error::refused(
                tr("%1.%2 wants a value, and the archive has none.").arg(to.title(), column.name),
                tr("Give the column a default, or let it be NULL until the rows are there."));
    }
}

} // namespace

ColumnMapping mapColumns(const Archive &archive, size_t archived, const DataTables &tables,
                         size_t table, postgres::Connection &connection)
{
    const ArchiveTable &from = archive.tables[archived];
    const DataTable &to = tables.at(table);
    refuseMissing(from, to);
    ColumnMapping mapping;
    mapping.archived = archived;
    mapping.table = table;
    QStringList copied, staged, inserted, selected;
    for (const DataColumn &column : from.columns) {
        const QString name = postgres::quoteIdentifier(column.name);
        copied << name;
        staged << name + u' ' + stagingType(column, from.format);
        const DataColumn *target = to.column(column.name);
        if (!target || target->isGenerated) {
            mapping.isStaged = true;
            mapping.remarks << (target ? tr("%1.%2 is computed now: its values are left out.")
                                       : tr("%1.%2 is no more: its values are left out."))
                                   .arg(to.title(), column.name);
            continue;
        }
        inserted << name;
        selected << QStringLiteral("CAST(%1 AS %2)").arg(name, target->type);
        if (from.format == CopyFormat::Csv ? true : fits(column, *target)) {
            if (column.type != target->type)
                mapping.remarks << tr("%1.%2 was %3 and is %4.")
                                       .arg(to.title(), column.name, column.type, target->type);
            continue;
        }
        requireCast(column, *target, from.format, to.title(), connection);
        mapping.isStaged = true;
        mapping.remarks << tr("%1.%2 was %3 and is %4: its values are converted.")
                               .arg(to.title(), column.name, column.type, target->type);
    }
    for (const DataColumn &column : to.columns) {
        if (!column.isGenerated && !copied.contains(postgres::quoteIdentifier(column.name)))
            mapping.remarks << (column.hasDefault ? tr("%1.%2 is new: it gets its default.")
                                                  : tr("%1.%2 is new: it stays NULL."))
                                   .arg(to.title(), column.name);
    }
    // Without a list COPY would want all columns of today.
    if (from.columns.empty() && !to.columns.empty())
        mapping.isStaged = true;
    const QString options = from.format == CopyFormat::Csv ? QStringLiteral("FORMAT csv, HEADER")
                                                           : QStringLiteral("FORMAT binary");
    if (!mapping.isStaged) {
        mapping.copySql =
            QStringLiteral("COPY %1%2 FROM STDIN (%3").arg(to.sql(), names(copied), options);
        mapping.canFreeze = !to.isPartitioned;
        return mapping;
    }
    const QString staging = QStringLiteral("pg_temp.arborist_import");
    mapping.stagingSql =
        QStringLiteral("CREATE TEMPORARY TABLE arborist_import (%1) ON COMMIT DROP")
            .arg(staged.join(QStringLiteral(", ")));
    mapping.copySql =
        QStringLiteral("COPY %1%2 FROM STDIN (%3").arg(staging, names(copied), options);
    mapping.insertSql =
        inserted.isEmpty()
            ? QStringLiteral("INSERT INTO %1 SELECT FROM %2").arg(to.sql(), staging)
            : QStringLiteral("INSERT INTO %1%2 OVERRIDING SYSTEM VALUE SELECT %3 FROM %4")
                  .arg(to.sql(), names(inserted), selected.join(QStringLiteral(", ")), staging);
    return mapping;
}

} // namespace arborist::data
