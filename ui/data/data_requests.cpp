// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_requests.h"

#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "services/data/transfer/export.h"
#include "services/data/transfer/import.h"
#include "services/data/wipe/wipe.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QDir>
#include <algorithm>

namespace arborist {

namespace {

/// The translation context of this file.
class RequestTexts
{
    Q_DECLARE_TR_FUNCTIONS(RequestTexts)
};

qint64 rowsOf(const Plan &plan)
{
    qint64 rows = 0;
    for (const PlanTable &table : plan.tables)
        rows += std::max<qint64>(0, table.rows);
    return rows;
}

/// "public.items", or "3 tables"
QString tablesOf(const Plan &plan)
{
    return plan.tables.size() == 1 ? plan.tables.front().name
                                   : data_text::tables(qint64(plan.tables.size()));
}

} // namespace

FlowRequest exportRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                          const ExportWish &wish)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan the export of %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Export tables of %1").arg(stage.name);
    request.icon = QStringLiteral("document-export");
    request.operation = QStringLiteral("export");
    request.plan = [workspace, wish](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        data::ExportOrder order;
        order.tables = wish.tables;
        order.folder = wish.folder;
        order.options.format = wish.format;
        order.ledgers = data::ledgersOf(*workspace);
        order.target = operations::planTarget(target, connection);
        return data::planExport(order, connection, context);
    };
    request.describe = [name = stage.name, folder = wish.folder](
                           ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Export");
        shown.title = RequestTexts::tr("Export %1 of %2").arg(tablesOf(shown.plan), name);
        shown.sentence =
            RequestTexts::tr("%1 as of one moment, into %2. The database is only "
                             "read.")
                .arg(data_text::rows(rowsOf(shown.plan), false), QDir::toNativeSeparators(folder));
        shown.action =
            RequestTexts::tr("Export %1").arg(data_text::tables(qint64(shown.plan.tables.size())));
    };
    return request;
}

FlowRequest importRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                          const ImportWish &wish)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan the import into %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Import tables into %1").arg(stage.name);
    request.icon = QStringLiteral("document-import");
    request.operation = QStringLiteral("import");
    request.plan = [workspace, wish](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        data::ImportOrder order;
        order.folder = wish.folder;
        order.tables = wish.tables;
        order.firesTriggers = wish.firesTriggers;
        order.ledgers = data::ledgersOf(*workspace);
        order.target = operations::planTarget(target, connection);
        return data::planImport(order, connection, context);
    };
    request.describe = [name = stage.name](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Import");
        shown.title = RequestTexts::tr("Import %1 into %2").arg(tablesOf(shown.plan), name);
        shown.sentence =
            RequestTexts::tr("%1 replace what the tables hold, in one transaction: all of it or "
                             "nothing.")
                .arg(data_text::rows(rowsOf(shown.plan)));
        shown.action =
            RequestTexts::tr("Replace %1").arg(data_text::tables(qint64(shown.plan.tables.size())));
    };
    return request;
}

FlowRequest wipeRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                        const WipeWish &wish)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan to wipe tables of %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Wipe tables of %1").arg(stage.name);
    request.icon = QStringLiteral("edit-clear-all");
    request.operation = QStringLiteral("wipe");
    request.plan = [workspace, wish](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        data::WipeOrder order;
        order.tables = wish.tables;
        order.takesReferring = wish.takesReferring;
        order.keepsSequences = wish.keepsNumbers;
        order.ledgers = data::ledgersOf(*workspace);
        order.target = operations::planTarget(target, connection);
        return data::planWipe(order, connection, context);
    };
    request.describe = [name = stage.name](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Wipe");
        shown.title = RequestTexts::tr("Wipe %1 of %2").arg(tablesOf(shown.plan), name);
        shown.sentence =
            RequestTexts::tr("Takes away %1 in one transaction, after they were written to an "
                             "archive.")
                .arg(data_text::rows(rowsOf(shown.plan), false));
        shown.action =
            RequestTexts::tr("Wipe %1").arg(data_text::tables(qint64(shown.plan.tables.size())));
    };
    return request;
}

std::vector<TableChoiceModel::Row> choiceRows(const data::DataOverview &overview,
                                              const data::DataTables::Set &chosen)
{
    std::vector<TableChoiceModel::Row> rows;
    for (size_t i = 0; i < overview.size(); ++i) {
        const data::DataTable &table = overview.tables.at(i);
        TableChoiceModel::Row row;
        row.word = table.sql();
        row.title = table.title();
        row.rows = data_text::rowCount(overview, i);
        row.rowCount = table.rows;
        row.bytes = table.bytes();
        row.isChosen = std::ranges::binary_search(chosen, i);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace arborist
