// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/undo_request.h"

#include "models/common/format.h"
#include "models/operations/plan_text.h"
#include "services/migrations/run/migrate.h"
#include "services/migrations/run/way_back.h"
#include "services/operations/undo.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist {

namespace {

/// The translation context of this file.
class UndoTexts
{
    Q_DECLARE_TR_FUNCTIONS(UndoTexts)
};

QString rowsText(qint64 rows)
{
    return rows == 1 ? UndoTexts::tr("1 row") : UndoTexts::tr("%1 rows").arg(format::count(rows));
}

operations::PlannedOperationPtr planUndo(const QString &id, OperationContext &context)
{
    const auto run = RunLog().run(id);
    if (!run)
        throw Error(UndoTexts::tr("The history knows no run %1.").arg(id));
    return operations::planUndo(*run, context);
}

} // namespace

FlowRequest undoRequest(const QString &run)
{
    FlowRequest request;
    request.planTitle = UndoTexts::tr("Plan to undo run %1").arg(run);
    request.runTitle = UndoTexts::tr("Undo run %1").arg(run);
    request.icon = QStringLiteral("edit-undo");
    request.undoes = run;
    request.operation = QStringLiteral("undo"); // of what, the run tells
    request.plan = [run](const stages::Stage &, OperationContext &context) {
        return planUndo(run, context);
    };
    request.describe = [run](ShownPlan &shown, const operations::PlannedOperation &operation) {
        if (operation.isLocal()) {
            shown.windowTitle = UndoTexts::tr("Undo");
            shown.title = UndoTexts::tr("Undo run %1").arg(run);
            shown.sentence = UndoTexts::tr("Writes the project's files as they were before “%1”. "
                                           "No database is touched.")
                                 .arg(shown.plan.operation.section(u' ', 1));
            shown.action = UndoTexts::tr("Restore the files");
            return;
        }
        const qint64 rows = plan_text::rows(shown.plan);
        shown.windowTitle = UndoTexts::tr("Undo");
        shown.title = UndoTexts::tr("Undo run %1").arg(run);
        shown.sentence =
            UndoTexts::tr("Restores %1 as they were before “%2”. Rows that were changed since then "
                          "are left as they are.")
                .arg(rowsText(rows), shown.plan.operation.section(u' ', 1));
        shown.action = UndoTexts::tr("Restore %1").arg(rowsText(rows));
    };
    return request;
}

FlowRequest undoRequest(const RunRecord &run, std::shared_ptr<const stages::Workspace> workspace)
{
    FlowRequest request = undoRequest(run.id);
    request.operation = QStringLiteral("undo ") + run.operation;
    if (!migrations::appliedMigrations(run))
        return request;
    request.plan = [run, workspace = std::move(workspace)](const stages::Stage &stage,
                                                           OperationContext &context) {
        return migrations::planWayBack(run, *workspace, stage, context);
    };
    request.describe = [id = run.id](ShownPlan &shown,
                                     const operations::PlannedOperation &operation) {
        const auto count = qint64(operation.plan().steps.size()); // the policy adds to those shown
        const QString migrations = count == 1
                                       ? UndoTexts::tr("1 migration")
                                       : UndoTexts::tr("%1 migrations").arg(format::count(count));
        shown.windowTitle = UndoTexts::tr("Undo");
        shown.title = UndoTexts::tr("Undo run %1").arg(id);
        shown.sentence =
            count == 1 ? UndoTexts::tr("Takes back the migration that it applied, by its down "
                                       "script; it becomes pending again.")
                       : UndoTexts::tr("Takes back the %1 that it applied, the newest first, by "
                                       "their down scripts; each becomes pending again.")
                             .arg(migrations);
        shown.action = UndoTexts::tr("Roll back %1").arg(migrations);
    };
    return request;
}

qint64 changedRows(const Report &report)
{
    qint64 rows = 0;
    for (const ReportStep &step : report.steps)
        rows += std::max<qint64>(0, step.rows);
    return rows;
}

} // namespace arborist
