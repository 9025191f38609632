// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/write_request.h"

#include "models/common/format.h"
#include "models/operations/plan_text.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "services/query/write_plan.h"
#include <QCoreApplication>

namespace arborist {

namespace {

/// The translation context of this file.
class WriteTexts
{
    Q_DECLARE_TR_FUNCTIONS(WriteTexts)
};

void describe(ShownPlan &shown)
{
    const auto steps = qint64(shown.plan.steps.size());
    const qint64 rows = plan_text::rows(shown.plan);
    shown.windowTitle = WriteTexts::tr("Run as a change");
    shown.title = steps == 1
                      ? WriteTexts::tr("Run a statement that writes")
                      : WriteTexts::tr("Run %1 statements that write").arg(format::count(steps));
    shown.sentence = WriteTexts::tr("All in one transaction. ");
    if (rows == 1)
        shown.sentence += WriteTexts::tr("The server expects ≈ 1 row to be touched. ");
    else if (rows > 0)
        shown.sentence +=
            WriteTexts::tr("The server expects ≈ %1 rows to be touched. ").arg(format::count(rows));
    shown.sentence += WriteTexts::tr("Every row that changes is kept as it was, for undo.");
    shown.action = steps == 1 ? WriteTexts::tr("Run statement")
                              : WriteTexts::tr("Run %1 statements").arg(format::count(steps));
}

} // namespace

FlowRequest writeRequest(const query::QueryRequest &sql)
{
    FlowRequest request;
    request.planTitle = WriteTexts::tr("Plan the change");
    request.runTitle = WriteTexts::tr("Run SQL as a change");
    request.icon = QStringLiteral("dialog-scripts");
    request.plan = [sql](const stages::Stage &stage, OperationContext &context) {
        postgres::Connection connection = context.connect();
        const PlanTarget target = operations::planTarget(stage, connection);
        return query::planWrite({sql, target}, connection, context);
    };
    request.describe = [](ShownPlan &shown, const operations::PlannedOperation &) {
        describe(shown);
    };
    return request;
}

} // namespace arborist
