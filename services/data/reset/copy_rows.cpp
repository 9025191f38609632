// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/copy_rows.h"

#include "services/core/error.h"
#include "services/data/transfer/export_tables.h"
#include "services/data/transfer/import.h"
#include "services/operations/plan_target.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

} // namespace

qint64 copyRows(const SourceDatabase &source, BesideRun &run,
                const std::vector<migrations::LedgerName> &ledgers, const QString &folder)
{
    OperationContext from = run.context();
    from.connect = [&source, stop = from.stop] { return source.connect(stop); };
    const DataTables made = DataTables::read(run.connection(), ledgers);
    DataTables there;
    {
        postgres::Connection connection = from.connect();
        there = DataTables::read(connection, ledgers);
    }
    ExportRequest request;
    request.ledgers = ledgers;
    for (const DataTable &table : there.tables()) {
        if (made.find(table.schema, table.name) >= 0)
            request.tables.emplace_back(table.schema, table.name);
    }
    if (const QStringList left = there.missingIn(made); !left.isEmpty())
        run.note(tr("Not copied, since no migration makes them: %1")
                     .arg(left.join(QStringLiteral(", "))));
    if (const QStringList left = made.missingIn(there); !left.isEmpty())
        run.note(tr("The source does not have: %1").arg(left.join(QStringLiteral(", "))));
    if (request.tables.empty() && !there.tables().empty())
        throw Error::refused(
            tr("No table of %1 is one that the migrations make: it is another application's.")
                .arg(source.title()),
            tr("Name another source: --source-db URL, or SOURCE_DB_CONNECTION_STRING in .env."));
    if (request.tables.empty())
        return 0;
    Archive archive = exportTables(request, folder, from, 0.2);
    archive.write();
    ImportOrder order;
    order.folder = folder;
    order.ledgers = ledgers;
    order.target = operations::planTarget(run.connection());
    const auto import = planImport(order, run.connection(), run.context());
    const qint64 before = run.rows();
    import->run(run);
    const qint64 rows = run.rows() - before;
    run.note(tr("Copied: %1 rows of %2")
                 .arg(QLocale().toString(rows), tablesText(request.tables.size())));
    return rows;
}

} // namespace arborist::data
