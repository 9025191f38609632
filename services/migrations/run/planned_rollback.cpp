// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/project/planned_typeorm.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/losses.h"
#include "services/migrations/run/plan_text.h"
#include "services/migrations/run/run_tasks.h"
#include "services/migrations/run/script_error.h"
#include "services/migrations/run/selection.h"
#include "services/migrations/run/statement_lock.h"
#include "services/migrations/run/undo_ledger.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QSet>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlannedRollback", text);
}

class PlannedRollback final : public operations::PlannedOperation
{
public:
    explicit PlannedRollback(const RollbackRequest &request) : m_target(request.target)
    {
        m_run.set = request.set;
        m_run.patience = request.patience;
        m_ledger = std::make_unique<UndoLedger>(Ledger::of(m_run.set), m_run.set.ledger);
    }
    PlannedRollback(const PlannedRollback &) = delete; // the ledger refers to the set
    PlannedRollback &operator=(const PlannedRollback &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Rollback);
    }
    bool hasWork() const override { return !m_tasks.empty(); }

    void make(const RollbackRequest &request, postgres::Connection &connection,
              OperationContext &context);
    void run(operations::Run &run) override { runTasks(run, m_run, *m_ledger, m_tasks); }

private:
    void refuseWithout(const Migration &migration) const;
    void addTask(const Migration &migration, const SetStatus &status, bool isUndo);
    void describe();

    MigrateRequest m_run; ///< what runTasks() is told
    PlanTarget m_target;
    std::unique_ptr<UndoLedger> m_ledger;
    std::vector<Task> m_tasks;
    std::vector<Statement> m_statements; ///< of all
    Plan m_plan;
};

/// Taking back one while later ones stay breaks what these build on; some tools would never apply
/// it again.
void refuseMiddle(const MigrationSet &set, const SetStatus &status,
                  const std::vector<qsizetype> &selected)
{
    RollbackRequest newest;
    newest.set = set;
    newest.steps = int(selected.size());
    const std::vector<qsizetype> last = selectToTakeBack(newest, status);
    const QSet<qsizetype> wanted(selected.begin(), selected.end());
    for (const qsizetype index : last) {
        if (wanted.contains(index))
            continue;
        throw Error::refused(
            tr("%1 was applied later and would stay: only the last migrations can be taken back.")
                .arg(set.migrations[size_t(index)].name),
            tr("Take it back as well: arboristctl rollback --to NAME takes back all that comes "
               "after NAME."));
    }
}

void PlannedRollback::refuseWithout(const Migration &migration) const
{
    if (migration.down)
        return;
    if (!migration.isRunnable) {
        refuseForeign(m_run.set, migration);
        return;
    }
    QString where;
    QString hint = tr("Write its way back into its file, as its tool wants it. Or restore a backup "
                      "made before it.");
    if (m_run.set.tool == Tool::Drizzle || m_run.set.tool == Tool::DrizzleV1) {
        where = m_run.set.tool == Tool::Drizzle
                    ? m_run.set.shown + u'/' + migration.id + QStringLiteral(".down.sql")
                    : m_run.set.shown + u'/' + migration.id + QStringLiteral("/down.sql");
        hint = tr("Drizzle keeps none. Write %1, or have one proposed from its snapshots and read "
                  "it before you save it (Migrations page, “Propose a down script”; arboristctl "
                  "rollback --propose). Or restore a backup made before it.")
                   .arg(where);
    }
    throw Error::refused(
        tr("%1 has no down script: there is no way back to run.").arg(migration.name), hint)
        .setWhere(where);
}

void PlannedRollback::addTask(const Migration &migration, const SetStatus &status, bool isUndo)
{
    Task task;
    task.migration = &migration;
    task.script = &*migration.down;
    task.isDown = true;
    task.partial = partialOf(status, migration, true);
    task.isUndo = isUndo;
    if (isUndo)
        m_ledger->addHalfWay(migration);
    task.parts = partsOf(*task.script, m_run.mode, task.partial.has_value());
    if (task.parts.statements.empty())
        m_plan.remarks << tr("The down script of %1 holds no statement: nothing is taken back but "
                             "the record, and migrate would run %1 again.")
                              .arg(migration.name);
    PlanStep step;
    step.title = migration.name;
    step.sql = planSql(task, m_ledger->forgetSql(migration));
    step.lock = locksOf(task.parts.statements);
    m_plan.steps.push_back(std::move(step));
    m_statements.insert(m_statements.end(), task.parts.statements.begin(),
                        task.parts.statements.end());
    m_tasks.push_back(std::move(task));
}

void PlannedRollback::make(const RollbackRequest &request, postgres::Connection &connection,
                           OperationContext &context)
{
    context.progress->enter(tr("Planning the way back"), 1);
    requireDirect(connection);
    const SetStatus status = statusOf(m_run.set, m_ledger->read(connection));
    if (!status.ledger.problems.empty())
        refuseBroken(m_run.set, status);
    RollbackRequest own = request;
    own.set = m_run.set;
    const std::vector<qsizetype> selected = selectToTakeBack(own, status);
    refuseMiddle(m_run.set, status, selected);
    for (const qsizetype index : selected) {
        const Migration &migration = m_run.set.migrations[size_t(index)];
        refuseWithout(migration);
        addTask(migration, status,
                partialOf(status, migration, false) &&
                    !m_ledger->isRecorded(connection, migration));
    }
    const Losses losses = lossesOf(m_statements, connection);
    m_plan.loses = losses.texts;
    m_plan.tables = losses.tables;
    describe();
}

void PlannedRollback::describe()
{
    m_plan.operation = QStringLiteral("rollback");
    m_plan.target = m_target;
    QJsonArray migrations;
    for (const Task &task : m_tasks)
        migrations += QJsonObject{{QStringLiteral("name"), task.migration->name},
                                  {QStringLiteral("sha256"), fileHash(*task.migration)}};
    m_plan.request = {{QStringLiteral("tool"), toKey(m_run.set.tool)},
                      {QStringLiteral("folder"), m_run.set.shown},
                      {QStringLiteral("migrations"), migrations}};
    if (hasWork())
        m_plan.wayBack = m_plan.loses.isEmpty()
                             ? tr("migrate applies them again.")
                             : tr("migrate applies them again, without what is lost: a backup made "
                                  "before brings that back.");
}

} // namespace

operations::PlannedOperationPtr planRollback(const RollbackRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context)
{
    if (request.set.tool == Tool::TypeOrm)
        return planTypeOrmRevert(request, connection, context);
    auto planned = std::make_shared<PlannedRollback>(request);
    planned->make(request, connection, context);
    return planned;
}

} // namespace arborist::migrations
