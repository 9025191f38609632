// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/migrations/project/planned_typeorm.h"
#include "services/migrations/project/typeorm_command.h"
#include "services/migrations/project/typeorm_output.h"
#include "services/migrations/project/typeorm_session.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/plan_text.h"
#include "services/migrations/run/selection.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TypeOrmRun", text);
}

class PlannedTypeOrmRevert final : public ProgramOperation
{
public:
    explicit PlannedTypeOrmRevert(const RollbackRequest &request)
        : m_request(request),
          m_ledger(Ledger::of(m_request.set))
    {
    }
    PlannedTypeOrmRevert(const PlannedTypeOrmRevert &) = delete; // the ledger refers to the request
    PlannedTypeOrmRevert &operator=(const PlannedTypeOrmRevert &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Rollback);
    }
    bool hasWork() const override { return !m_names.isEmpty(); }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void describe();
    void revert(operations::Run &run, TypeOrmSession &session, const QString &name,
                const QStringList &gone) const;
    [[noreturn]] void fail(operations::Run &run, const LedProgram::Outcome &outcome,
                           const Migration &migration, const QStringList &gone) const;
    const Migration &migration(const QString &name) const { return *m_request.set.find(name); }

    RollbackRequest m_request;
    std::unique_ptr<Ledger> m_ledger;
    TypeOrmCommand m_command;
    QStringList m_names; ///< newest row first
    Plan m_plan;
};

/// TypeORM takes back the row that was written last, whatever else is asked for.
void refuseOtherThanLast(const std::vector<LedgerRow> &rows, const QStringList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString last =
            i < qsizetype(rows.size()) ? rows[rows.size() - 1 - size_t(i)].id : QString();
        if (last == names[i])
            continue;
        throw Error::refused(
            tr("TypeORM takes back what was applied last, and that is %1 rather than %2.")
                .arg(last.isEmpty() ? tr("nothing") : last, names[i]),
            tr("Take back all that come after it: arboristctl rollback --to NAME. One without a "
               "file has to be brought back from git first."));
    }
}

void PlannedTypeOrmRevert::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the way back"), 1);
    requireDirect(connection);
    const SetStatus status = statusOf(m_request.set, m_ledger->read(connection));
    if (!status.ledger.problems.empty())
        refuseBroken(m_request.set, status);
    for (const qsizetype index : selectToTakeBack(m_request, status))
        m_names << m_request.set.migrations[size_t(index)].name;
    refuseOtherThanLast(status.ledger.rows, m_names);
    if (hasWork())
        m_command = typeOrmCommand(m_request.set, TypeOrmVerb::Revert);
    describe();
}

void PlannedTypeOrmRevert::describe()
{
    m_plan.operation = QStringLiteral("rollback");
    m_plan.target = m_request.target;
    QJsonArray migrations;
    for (const QString &name : m_names) {
        const Migration &its = migration(name);
        migrations +=
            QJsonObject{{QStringLiteral("name"), name}, {QStringLiteral("sha256"), fileHash(its)}};
        PlanStep step;
        step.title = name;
        step.sql = methodText(m_request.set, its, true);
        m_plan.steps.push_back(std::move(step));
        m_plan.loses << tr("Whatever down() of %1 takes away: it is code, and what it drops is not "
                           "known before TypeORM runs it")
                            .arg(name);
    }
    m_plan.request = {{QStringLiteral("tool"), toKey(m_request.set.tool)},
                      {QStringLiteral("folder"), m_request.set.shown},
                      {QStringLiteral("migrations"), migrations}};
    if (!hasWork())
        return;
    const QString shown = redacted(m_command.command.shown());
    m_plan.request.insert(QStringLiteral("command"), shown);
    m_plan.request.insert(QStringLiteral("script"), redacted(m_command.script));
    m_plan.remarks << tr("TypeORM reverts them by the project's own command, one after the other: "
                         "%1")
                          .arg(shown);
    m_plan.wayBack = tr("migrate applies them again, without what is lost: make a backup first.");
}

void PlannedTypeOrmRevert::run(operations::Run &run)
{
    TypeOrmSession session(run, m_request.set, *m_ledger, m_request.patience,
                           [this](const QByteArray &bytes) { show(bytes); });
    QStringList gone;
    for (const QString &name : m_names) {
        run.context().restPoint();
        run.beginStep(name);
        run.context().progress->enter(
            name, 1.0 / double(m_names.size()), -1, {},
            m_names.size() > 1 ? tr("migration %1 of %2").arg(gone.size() + 1).arg(m_names.size())
                               : QString());
        if (gone.isEmpty())
            session.prove(m_command.command);
        run.context().throwIfStopped();
        revert(run, session, name, gone);
        gone << name;
    }
}

void PlannedTypeOrmRevert::revert(operations::Run &run, TypeOrmSession &session,
                                  const QString &name, const QStringList &gone) const
{
    refuseOtherThanLast(session.rows(), {name}); // somebody else may have been here
    const Migration &its = migration(name);
    // Of `transaction = false` TypeORM knows when it runs one, and not when it reverts it.
    const bool isAlone = !typeOrmClassOf(its).transaction.value_or(true);
    const LedProgram::Outcome outcome = session.call(
        isAlone ? m_command.in(TransactionMode::None) : m_command.command, [](const QString &) {});
    if (!recorded({name}, session.rows()).isEmpty())
        fail(run, outcome, its, gone);
    if (outcome.end.exitCode != 0)
        run.note(tr("The ledger says that %1 is taken back, though “%2” ended with code %3.")
                     .arg(name, redacted(m_command.command.shown()))
                     .arg(outcome.end.exitCode));
}

void PlannedTypeOrmRevert::fail(operations::Run &run, const LedProgram::Outcome &outcome,
                                const Migration &migration, const QStringList &gone) const
{
    if (!gone.isEmpty())
        run.note(tr("Taken back: %1").arg(gone.join(QStringLiteral(", "))));
    if (typeOrmClassOf(migration).transaction.value_or(true) &&
        m_command.mode != TransactionMode::None) {
        run.note(tr("%1 is in effect as before.").arg(migration.name));
    } else {
        run.stepStays();
        run.note(tr("%1 is still recorded. It uses no transaction: what its down() did before it "
                    "stopped stays.")
                     .arg(migration.name));
    }
    const QString shown = redacted(m_command.command.shown());
    if (outcome.isStopped)
        throw gone.isEmpty()
            ? Error::cancelled()
            : Error(tr("Cancelled. Taken back: %1").arg(gone.join(QStringLiteral(", "))),
                    tr("Roll back again to go on."), ErrorKind::Cancelled);
    if (outcome.end.signal != 0)
        throw Error(tr("“%1” was ended by signal %2 before it had taken back %3.")
                        .arg(shown)
                        .arg(outcome.end.signal)
                        .arg(migration.name),
                    tr("Roll back again to go on."));
    if (outcome.end.exitCode == 0)
        throw Error(tr("“%1” ended without taking back %2.").arg(shown, migration.name),
                    tr("See what it wrote: TypeORM may keep its record in another table than %1.")
                        .arg(m_request.set.ledger.table));
    Error error = complaintOf(outcome.text, m_request.set, migration,
                              tr("“%1” failed with code %2.").arg(shown).arg(outcome.end.exitCode));
    QStringList hints{error.hint(), tr("Mend its down() and roll back again.")};
    hints.removeAll(QString());
    throw error.setHint(hints.join(u'\n'));
}

} // namespace

operations::PlannedOperationPtr planTypeOrmRevert(const RollbackRequest &request,
                                                  postgres::Connection &connection,
                                                  OperationContext &context)
{
    auto planned = std::make_shared<PlannedTypeOrmRevert>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::migrations
