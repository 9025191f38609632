// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/migrations/project/planned_typeorm.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/effect.h"
#include "services/migrations/run/losses.h"
#include "services/migrations/run/plan_text.h"
#include "services/migrations/run/run_tasks.h"
#include "services/migrations/run/script_error.h"
#include "services/migrations/run/selection.h"
#include "services/migrations/run/statement_lock.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlannedMigrate", text);
}

class PlannedMigrate final : public operations::PlannedOperation
{
public:
    explicit PlannedMigrate(const MigrateRequest &request)
        : m_request(request),
          m_ledger(Ledger::of(m_request.set))
    {
    }
    PlannedMigrate(const PlannedMigrate &) = delete; // the ledger refers to the request
    PlannedMigrate &operator=(const PlannedMigrate &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Migrate);
    }
    bool hasWork() const override { return !m_tasks.empty(); }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void addTask(const Migration &migration, std::optional<PartialRun> partial,
                 postgres::Connection &connection);
    void refuseForAll(const Task &task) const;
    void addHazards(const std::vector<qsizetype> &selected, postgres::Connection &connection);
    void tellPassedOver(const SetStatus &status, const std::vector<qsizetype> &selected);
    void describe();
    QString wayBack() const;

    MigrateRequest m_request;
    std::unique_ptr<Ledger> m_ledger;
    std::vector<Task> m_tasks;
    NewEnumValues m_newValues; ///< in the one transaction of all
    QStringList m_passedOver;
    Plan m_plan;
};

void PlannedMigrate::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the migrations"), 1);
    requireDirect(connection);
    const SetStatus status = statusOf(m_request.set, m_ledger->read(connection));
    refuseBroken(m_request.set, status);
    const std::vector<qsizetype> selected = selectToApply(m_request, status);
    tellPassedOver(status, selected);
    for (const qsizetype index : selected) {
        context.throwIfStopped();
        const Migration &migration = m_request.set.migrations[size_t(index)];
        addTask(migration, partialOf(status, migration, false), connection);
    }
    addHazards(selected, connection);
    describe();
}

/// What the tool would never run: whoever counts on this run has to know.
void PlannedMigrate::tellPassedOver(const SetStatus &status, const std::vector<qsizetype> &selected)
{
    for (const MigrationStatus &each : status.migrations) {
        if (each.state == State::Skipped &&
            std::ranges::find(selected, each.index) == selected.end())
            m_passedOver << QStringLiteral("%1: %2 %3")
                                .arg(m_request.set.migrations[size_t(each.index)].name, each.text,
                                     each.remedy);
    }
    m_plan.remarks << m_passedOver;
}

void PlannedMigrate::addHazards(const std::vector<qsizetype> &selected,
                                postgres::Connection &connection)
{
    if (selected.empty())
        return;
    LintRequest asked;
    asked.set = &m_request.set;
    asked.migrations = selected;
    asked.requiredColumns = m_request.requiredColumns;
    std::vector<Statement> statements;
    for (const Task &task : m_tasks) {
        const std::vector<Statement> &its = task.parts.statements;
        statements.insert(statements.end(), its.begin(), its.end());
        if (m_request.mode != TransactionMode::All) // there they know of each other's new values
            asked.statements.push_back(its);
    }
    for (const Hazard &hazard : lint(asked, &connection)) {
        if (hazard.severity == Severity::Info)
            continue;
        QString text =
            tr("%1, line %2: %3").arg(hazard.migration).arg(hazard.line).arg(hazard.title);
        if (!hazard.detail.isEmpty())
            text += QStringLiteral(": ") + hazard.detail;
        m_plan.remarks << text;
        if (hazard.rule == u"column-type-narrows" && hazard.severity == Severity::Error)
            m_plan.loses << text;
    }
    // Whatever a comment in the file suppresses: what is lost is told.
    Losses losses = lossesOf(statements, connection);
    m_plan.loses = losses.texts + m_plan.loses;
    m_plan.tables = std::move(losses.tables);
}

void PlannedMigrate::addTask(const Migration &migration, std::optional<PartialRun> partial,
                             postgres::Connection &connection)
{
    Task task;
    task.migration = &migration;
    task.script = &*migration.up;
    task.parts = partsOf(*migration.up, m_request.mode, partial.has_value(),
                         m_request.mode == TransactionMode::All ? &m_newValues : nullptr);
    task.partial = std::move(partial);
    if (m_request.mode == TransactionMode::All)
        refuseForAll(task);
    if (task.parts.statements.empty())
        m_plan.remarks
            << tr("%1 holds no statement: nothing but its record is written.").arg(migration.name);
    PlanStep step;
    step.title = migration.name;
    step.sql = planSql(task, m_ledger->recordSql(migration));
    if (task.partial && task.partial->running) {
        Statement begun;
        begun.text = task.partial->runningSql;
        const Effect effect = effectOf(begun, connection);
        if (!effect.cleanUp.isEmpty())
            step.sql.prepend(QStringLiteral("-- %1\n%2;\n").arg(effect.text, effect.cleanUp));
    }
    step.lock = locksOf(task.parts.statements);
    m_plan.steps.push_back(std::move(step));
    m_tasks.push_back(std::move(task));
}

/// One transaction for all has no room for what needs a commit of its own.
void PlannedMigrate::refuseForAll(const Task &task) const
{
    if (task.parts.isAtomic() && !task.partial)
        return;
    const auto &all = task.parts.statements;
    const auto found = std::ranges::find_if(all, [](const Statement &statement) {
        return statement.placement != Placement::Anywhere || statement.controlsTransaction;
    });
    const QString file = shownFile(m_request.set, task.migration->up->file);
    throw Error::refused(
        tr("%1 cannot be part of one transaction for all.%2")
            .arg(task.migration->name, found == all.end() || found->placementReason.isEmpty()
                                           ? QString()
                                           : u' ' + found->placementReason),
        tr("Run each in a transaction of its own: --transaction each."))
        .setWhere(found == all.end()
                      ? file
                      : QStringLiteral("%1:%2:%3").arg(file).arg(found->line).arg(found->column));
}

void PlannedMigrate::describe()
{
    m_plan.operation = QStringLiteral("migrate");
    m_plan.target = m_request.target;
    QJsonArray migrations;
    for (const Task &task : m_tasks)
        migrations += QJsonObject{{QStringLiteral("name"), task.migration->name},
                                  {QStringLiteral("sha256"), fileHash(*task.migration)}};
    m_plan.request = {{QStringLiteral("tool"), toKey(m_request.set.tool)},
                      {QStringLiteral("folder"), m_request.set.shown},
                      {QStringLiteral("transaction"), toKey(m_request.mode)},
                      {QStringLiteral("migrations"), migrations}};
    if (hasWork())
        m_plan.wayBack = wayBack();
}

QString PlannedMigrate::wayBack() const
{
    QStringList without;
    for (const Task &task : m_tasks) {
        if (!task.migration->down)
            without << task.migration->name;
    }
    if (without.isEmpty())
        return tr("Their down scripts: arboristctl rollback --steps %1").arg(m_tasks.size());
    constexpr int kMost = 5;
    const QString names = without.size() > kMost ? tr("%1 of them").arg(without.size())
                                                 : without.join(QStringLiteral(", "));
    return tr("No down script for %1: a backup made before brings back what was there.").arg(names);
}

void PlannedMigrate::run(operations::Run &run)
{
    for (const QString &text : m_passedOver)
        run.note(text);
    runTasks(run, m_request, *m_ledger, m_tasks);
}

} // namespace

operations::PlannedOperationPtr planMigrate(const MigrateRequest &request,
                                            postgres::Connection &connection,
                                            OperationContext &context)
{
    if (request.set.tool == Tool::TypeOrm)
        return planTypeOrmRun(request, connection, context);
    auto planned = std::make_shared<PlannedMigrate>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::migrations
