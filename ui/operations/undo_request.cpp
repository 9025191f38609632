// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/undo_request.h"

#include "models/common/format.h"
#include "models/operations/plan_text.h"
#include "services/data/undo/take_back.h"
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

operations::PlannedOperationPtr planUndo(const QString &id, const stages::Workspace &workspace,
                                         const stages::Stage &stage, OperationContext &context)
{
    const auto run = RunLog().run(id);
    if (!run)
        throw Error(UndoTexts::tr("The history knows no run %1.").arg(id));
    operations::Order order;
    order.workspace = &workspace;
    order.stage = &stage;
    return data::planTakeBack(*run, order, context);
}

/// What the dialog says of it, and its button.
struct Words {
    QString sentence, action;
};

Words wordsOfFiles(const Plan &plan)
{
    return {UndoTexts::tr("Writes the project's files as they were before “%1”. No database is "
                          "touched.")
                .arg(plan.operation.section(u' ', 1)),
            UndoTexts::tr("Restore the files")};
}

/// `count`: of the operation's own steps, as the policy adds to those shown.
Words wordsOfMigrations(qint64 count)
{
    const QString migrations = count == 1
                                   ? UndoTexts::tr("1 migration")
                                   : UndoTexts::tr("%1 migrations").arg(format::count(count));
    return {count == 1 ? UndoTexts::tr("Takes back the migration that it applied, by its down "
                                       "script; it becomes pending again.")
                       : UndoTexts::tr("Takes back the %1 that it applied, the newest first, by "
                                       "their down scripts; each becomes pending again.")
                             .arg(migrations),
            UndoTexts::tr("Roll back %1").arg(migrations)};
}

Words wordsOfSwap(const Plan &plan)
{
    return {UndoTexts::tr("Puts the database back that was put aside by “%1”. The one in use now "
                          "is kept in turn.")
                .arg(plan.operation.section(u' ', 1)),
            UndoTexts::tr("Swap the databases")};
}

Words wordsOfBackup(const Plan &plan)
{
    return {UndoTexts::tr("Puts the backup that was made before “%1” in the place of all that the "
                          "database holds now, of which a backup is made first.")
                .arg(plan.operation.section(u' ', 1)),
            UndoTexts::tr("Restore the backup")};
}

Words wordsOfRows(const Plan &plan)
{
    const QString rows = rowsText(plan_text::rows(plan));
    const QString sentence =
        plan.request.contains(QStringLiteral("archive"))
            ? UndoTexts::tr("Puts back %1 that the tables held before it. What they hold now is "
                            "replaced, and kept in turn.")
                  .arg(rows)
            : UndoTexts::tr("Restores %1 as they were before “%2”. Rows that were changed since "
                            "then are left as they are.")
                  .arg(rows, plan.operation.section(u' ', 1));
    return {sentence, UndoTexts::tr("Restore %1").arg(rows)};
}

} // namespace

FlowRequest undoRequest(const QString &run, std::shared_ptr<const stages::Workspace> workspace)
{
    FlowRequest request;
    request.planTitle = UndoTexts::tr("Plan to undo run %1").arg(run);
    request.runTitle = UndoTexts::tr("Undo run %1").arg(run);
    request.icon = QStringLiteral("edit-undo");
    request.undoes = run;
    request.operation = QStringLiteral("undo"); // of what, the run tells
    request.plan = [run, workspace = std::move(workspace)](const stages::Stage &stage,
                                                           OperationContext &context) {
        return planUndo(run, *workspace, stage, context);
    };
    request.describe = [run](ShownPlan &shown, const operations::PlannedOperation &operation) {
        const Words words =
            operation.isLocal() ? wordsOfFiles(shown.plan)
            : operation.kind().verb == stages::Verb::Rollback
                ? wordsOfMigrations(qint64(operation.plan().steps.size()))
            : operation.kind().verb == stages::Verb::Restore     ? wordsOfSwap(shown.plan)
            : operation.kind().verb == stages::Verb::UndoInPlace ? wordsOfBackup(shown.plan)
                                                                 : wordsOfRows(shown.plan);
        shown.windowTitle = UndoTexts::tr("Undo");
        shown.title = UndoTexts::tr("Undo run %1").arg(run);
        shown.sentence = words.sentence;
        shown.action = words.action;
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
