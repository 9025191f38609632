// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/copy_preview.h"

#include "services/core/error.h"
#include "services/core/listed.h"
#include "services/data/transfer/column_mapping.h"
#include "services/data/transfer/export_pieces.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

constexpr qsizetype kTold = 12; ///< names in one sentence

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

QString counted(const DataTable &table)
{
    return table.rows < 0
               ? table.title()
               : tr("%1 (about %2 rows)").arg(table.title(), QLocale().toString(table.rows));
}

/// What becomes of the columns, or why the rows cannot get there.
QStringList columnsTold(const DataTables &source, const DataTables::Set &copied,
                        const DataTables &now, postgres::Connection &connection)
{
    Archive archive;
    archive.tables = archiveTables(source, copied, CopyFormat::Binary);
    QStringList told;
    for (size_t place = 0; place < copied.size(); ++place) {
        const DataTable &table = source.at(copied[place]);
        ArchiveFile rows;
        rows.rows = table.rows < 0 ? 1 : table.rows; // never counted: it may well have some
        archive.tables[place].files.push_back(rows);
        try {
            told << mapColumns(archive, place, now, size_t(now.find(table.schema, table.name)),
                               connection)
                        .remarks;
        } catch (const Error &error) {
            if (error.kind() != ErrorKind::Refused)
                throw;
            told << tr("Would fail, unless migrations change it: %1").arg(error.message());
        }
    }
    return told;
}

} // namespace

void previewCopy(Plan &plan, const SourceDatabase &source, const DataTables &now,
                 const std::vector<migrations::LedgerName> &ledgers,
                 postgres::Connection &connection, const OperationContext &context)
{
    postgres::Connection reading = source.connect(context.stop);
    const DataTables there = DataTables::read(reading, ledgers);
    DataTables::Set copied = there.all();
    std::erase_if(copied, [&](size_t index) {
        return now.find(there.at(index).schema, there.at(index).name) < 0;
    });
    QJsonArray names;
    for (const DataTable &table : there.tables())
        names += table.title();
    plan.request.insert(QStringLiteral("source_tables"), names);
    if (now.tables().empty()) {
        plan.remarks << tr("%1 has no tables to compare the source with: rows are copied into "
                           "those that migrations make.")
                            .arg(connection.info().database());
        return;
    }
    if (copied.empty()) {
        plan.remarks
            << tr("None of the tables of %1 is one of %2's: look whether it is the right "
                  "source. Unless migrations make some of them, nothing can be copied, and "
                  "the reset goes back.")
                   .arg(source.title(), connection.info().database());
        return;
    }
    plan.remarks << tr("The source is compared with the tables as they are now; what migrations "
                       "change comes on top.");
    std::vector<const DataTable *> most;
    for (const size_t index : copied)
        most.push_back(&there.at(index));
    std::ranges::stable_sort(most, std::greater(), &DataTable::rows);
    QStringList tables;
    for (const DataTable *table : most)
        tables << counted(*table);
    plan.remarks << tr("Tables whose rows are copied: %1").arg(listed(tables, kTold));
    if (const QStringList left = there.missingIn(now); !left.isEmpty())
        plan.remarks
            << tr("Not copied, unless a migration makes them: %1").arg(listed(left, kTold));
    if (const QStringList left = now.missingIn(there); !left.isEmpty())
        plan.remarks << tr("Without rows afterwards, since the source does not have them: %1")
                            .arg(listed(left, kTold));
    plan.remarks << columnsTold(there, copied, now, connection);
}

} // namespace arborist::data
