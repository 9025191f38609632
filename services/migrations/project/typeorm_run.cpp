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

class PlannedTypeOrmRun final : public ProgramOperation
{
public:
    explicit PlannedTypeOrmRun(const MigrateRequest &request)
        : m_request(request),
          m_ledger(Ledger::of(m_request.set))
    {
    }
    PlannedTypeOrmRun(const PlannedTypeOrmRun &) = delete; // the ledger refers to the request
    PlannedTypeOrmRun &operator=(const PlannedTypeOrmRun &) = delete;

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Migrate);
    }
    bool hasWork() const override { return !m_names.isEmpty(); }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    void refuseRange(const SetStatus &status, const std::vector<qsizetype> &selected) const;
    void settleMode();
    void describe(const std::vector<qsizetype> &selected);
    const Migration &migration(const QString &name) const { return *m_request.set.find(name); }
    bool isLate(operations::Run &run, const std::vector<LedgerRow> &before) const;
    void tellOthers(operations::Run &run, const std::vector<LedgerRow> &before,
                    const std::vector<LedgerRow> &after) const;
    static void settleSteps(operations::Run &run, const QStringList &wanted,
                            const QStringList &applied, const QStringList &begun);
    [[noreturn]] void fail(operations::Run &run, const LedProgram::Outcome &outcome,
                           const QStringList &applied, const Migration &next) const;
    void tellWhatHolds(operations::Run &run, const QStringList &applied,
                       const Migration &next) const;

    MigrateRequest m_request;
    std::unique_ptr<Ledger> m_ledger;
    TypeOrmCommand m_command;
    QStringList m_names; ///< of what is pending, in TypeORM's order
    Plan m_plan;
};

void PlannedTypeOrmRun::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the migrations"), 1);
    requireDirect(connection);
    const SetStatus status = statusOf(m_request.set, m_ledger->read(connection));
    refuseBroken(m_request.set, status);
    const std::vector<qsizetype> selected = selectToApply(m_request, status);
    if (!selected.empty()) {
        refuseRange(status, selected);
        m_command = typeOrmCommand(m_request.set, TypeOrmVerb::Run);
        settleMode();
    }
    describe(selected);
}

void PlannedTypeOrmRun::refuseRange(const SetStatus &status,
                                    const std::vector<qsizetype> &selected) const
{
    for (const qsizetype index : status.pendingIndexes()) {
        if (std::ranges::find(selected, index) != selected.end())
            continue;
        throw Error::refused(
            tr("%1 is pending as well: TypeORM runs all that are, and cannot be told to run a part "
               "of them.")
                .arg(m_request.set.migrations[size_t(index)].name),
            tr("Apply all of them, without --from, --to and --only. One whose changes are there "
               "already: arboristctl baseline --only %1")
                .arg(m_request.set.migrations[size_t(index)].name));
    }
}

/// The mode that the project's script names holds; else ours, which TypeORM is told.
void PlannedTypeOrmRun::settleMode()
{
    if (m_command.mode && m_request.mode != TransactionMode::Each &&
        m_request.mode != *m_command.mode)
        throw Error::refused(tr("“%1” names the transaction mode itself: %2.")
                                 .arg(redacted(m_command.command.shown()), toKey(*m_command.mode)),
                             tr("Leave out --transaction, or take the option out of the script."));
    if (m_command.mode)
        m_request.mode = *m_command.mode;
}

void PlannedTypeOrmRun::describe(const std::vector<qsizetype> &selected)
{
    m_plan.operation = QStringLiteral("migrate");
    m_plan.target = m_request.target;
    QJsonArray migrations;
    for (const qsizetype index : selected) {
        const Migration &migration = m_request.set.migrations[size_t(index)];
        if (m_request.mode == TransactionMode::All && typeOrmClassOf(migration).transaction)
            throw Error::refused(
                tr("%1 says by its property “transaction” how it wants to be run: with one "
                   "transaction for all of them TypeORM runs nothing.")
                    .arg(migration.name),
                tr("Run each in a transaction of its own: --transaction each."));
        m_names << migration.name;
        migrations += QJsonObject{{QStringLiteral("name"), migration.name},
                                  {QStringLiteral("sha256"), fileHash(migration)}};
        PlanStep step;
        step.title = migration.name;
        step.sql = methodText(m_request.set, migration, false);
        m_plan.steps.push_back(std::move(step));
    }
    m_plan.request = {{QStringLiteral("tool"), toKey(m_request.set.tool)},
                      {QStringLiteral("folder"), m_request.set.shown},
                      {QStringLiteral("transaction"), toKey(m_request.mode)},
                      {QStringLiteral("migrations"), migrations}};
    if (!hasWork())
        return;
    const QString shown = redacted(m_command.in(m_request.mode).shown());
    m_plan.request.insert(QStringLiteral("command"), shown);
    m_plan.request.insert(QStringLiteral("script"), redacted(m_command.script));
    m_plan.remarks << tr("TypeORM runs them by the project's own command: %1").arg(shown)
                   << tr("They are code: which SQL they send, which locks it takes and what is "
                         "lost is not known before TypeORM runs them.");
    for (const Problem &problem : m_request.set.problems) {
        if (problem.code == u"not-registered" && m_names.contains(problem.migration))
            m_plan.remarks << problem.text;
    }
    m_plan.wayBack = tr("TypeORM's own revert, if their down() is what it should be: arboristctl "
                        "rollback --steps %1")
                         .arg(m_names.size());
}

/// Whether another run has done all of it meanwhile.
bool PlannedTypeOrmRun::isLate(operations::Run &run, const std::vector<LedgerRow> &before) const
{
    const QStringList done = recorded(m_names, before);
    for (const QString &name : done)
        run.note(tr("%1 had been applied by another run meanwhile.").arg(name));
    for (const Migration &each : m_request.set.migrations) {
        if (!m_names.contains(each.name) && recorded({each.name}, before).isEmpty())
            throw Error::refused(
                tr("%1 is pending by now, and was not when the plan was made.").arg(each.name),
                tr("Look at the plan as it is now."));
    }
    return done.size() == m_names.size();
}

void PlannedTypeOrmRun::run(operations::Run &run)
{
    TypeOrmSession session(run, m_request.set, *m_ledger, m_request.patience,
                           [this](const QByteArray &bytes) { show(bytes); });
    const std::vector<LedgerRow> before = session.rows();
    if (isLate(run, before))
        return;
    const QStringList former = recorded(m_names, before);
    QStringList wanted = m_names;
    wanted.removeIf([&](const QString &name) { return former.contains(name); });

    QStringList begun;
    const auto begin = [&](const QString &name) {
        run.beginStep(name);
        begun << name;
        run.context().progress->enter(
            name, 1.0 / double(wanted.size()), -1, {},
            wanted.size() > 1 ? tr("migration %1 of %2").arg(begun.size()).arg(wanted.size())
                              : QString());
    };
    begin(wanted.front());
    session.prove(m_command.command);
    run.context().throwIfStopped();
    const LedProgram::Outcome outcome =
        session.call(m_command.in(m_request.mode), [&](const QString &line) {
            const QString done = doneIn(line);
            const qsizetype next = begun.size();
            if (!done.isEmpty() && done == begun.last() && next < wanted.size())
                begin(wanted[next]);
        });

    const std::vector<LedgerRow> after = session.rows();
    const QStringList applied = recorded(wanted, after);
    settleSteps(run, wanted, applied, begun);
    tellOthers(run, before, after);
    if (applied.size() < wanted.size()) {
        wanted.removeIf([&](const QString &name) { return applied.contains(name); });
        fail(run, outcome, applied, migration(wanted.front()));
    }
    if (outcome.end.exitCode != 0)
        run.note(tr("The ledger says that all of them are applied, though “%1” ended with code %2.")
                     .arg(redacted(m_command.command.shown()))
                     .arg(outcome.end.exitCode));
}

/// Steps are what the ledger says, not what the program did: done for each that has a row; then
/// comes the one that was not done, if any.
void PlannedTypeOrmRun::settleSteps(operations::Run &run, const QStringList &wanted,
                                    const QStringList &applied, const QStringList &begun)
{
    const auto isApplied = [&](const QString &name) { return applied.contains(name); };
    const qsizetype good = std::ranges::find_if_not(begun, isApplied) - begun.begin();
    if (good + 1 == begun.size() && good == applied.size())
        return; // the one under way is the one that was not done
    if (good < begun.size())
        run.rolledBack(int(begun.size() - good));
    if (good < begun.size() && good == applied.size())
        return;
    for (const QString &name : applied) {
        if (!begun.first(good).contains(name))
            run.beginStep(name);
    }
    const auto missing = std::ranges::find_if_not(wanted, isApplied);
    if (missing != wanted.end())
        run.beginStep(*missing);
}

void PlannedTypeOrmRun::tellOthers(operations::Run &run, const std::vector<LedgerRow> &before,
                                   const std::vector<LedgerRow> &after) const
{
    for (const LedgerRow &row : after) {
        const bool isNew = std::ranges::find(before, row.row, &LedgerRow::row) == before.end();
        if (isNew && !m_names.contains(row.id))
            run.note(tr("TypeORM has also applied %1, which is not in %2.")
                         .arg(row.id, m_request.set.shown));
    }
}

void PlannedTypeOrmRun::tellWhatHolds(operations::Run &run, const QStringList &applied,
                                      const Migration &next) const
{
    if (!applied.isEmpty())
        run.note(tr("In effect and recorded: %1").arg(applied.join(QStringLiteral(", "))));
    const bool isWhole =
        m_request.mode != TransactionMode::None && typeOrmClassOf(next).transaction.value_or(true);
    if (!isWhole) {
        run.stepStays();
        run.note(tr("%1 is not recorded. It uses no transaction: what it did before it stopped "
                    "stays.")
                     .arg(next.name));
    } else if (m_request.mode == TransactionMode::All && applied.isEmpty()) {
        run.note(tr("Nothing of this run is in effect: all of it was one transaction."));
    } else {
        run.note(tr("Of %1 nothing is in effect.").arg(next.name));
    }
    if (!applied.isEmpty())
        run.note(tr("To take back what this run applied: arboristctl rollback --steps %1")
                     .arg(applied.size()));
}

void PlannedTypeOrmRun::fail(operations::Run &run, const LedProgram::Outcome &outcome,
                             const QStringList &applied, const Migration &next) const
{
    tellWhatHolds(run, applied, next);
    const QString shown = redacted(m_command.command.shown());
    const QString again = tr("Run migrate again to go on.");
    if (outcome.isStopped)
        throw applied.isEmpty()
            ? Error::cancelled()
            : Error(tr("Cancelled. In effect: %1").arg(applied.join(QStringLiteral(", "))), again,
                    ErrorKind::Cancelled);
    if (outcome.refused)
        throw complaintOf(
            outcome.text, m_request.set, next,
            tr("“%1” was about to reach another database, and was kept from it.").arg(shown))
            .setWhere({})
            .setHint(tr("Let the data source connect by the usual options of TypeORM's type "
                        "postgres."));
    if (outcome.end.signal != 0)
        throw Error(tr("“%1” was ended by signal %2 before it had applied %3.")
                        .arg(shown)
                        .arg(outcome.end.signal)
                        .arg(next.name),
                    again);
    if (outcome.end.exitCode == 0)
        throw Error(tr("“%1” ended without applying %2.").arg(shown, next.name),
                    outcome.connected
                        ? tr("TypeORM does not know it, or keeps its record in another table than "
                             "%1: look at “migrations” and “migrationsTableName” of the data "
                             "source, and name the table under [migrations] in arborist.toml.")
                              .arg(m_request.set.ledger.table)
                        : tr("It never connected to the database. See what it wrote."));
    const Migration *named = m_request.set.find(failedIn(outcome.text));
    const Migration &its = named ? *named : next;
    Error error = complaintOf(outcome.text, m_request.set, its,
                              tr("“%1” failed with code %2.").arg(shown).arg(outcome.end.exitCode));
    QStringList hints{error.hint(),
                      tr("Mend it and run migrate again; if its changes are there already: "
                         "arboristctl baseline --only %1")
                          .arg(its.name)};
    hints.removeAll(QString());
    throw error.setHint(hints.join(u'\n'));
}

} // namespace

operations::PlannedOperationPtr planTypeOrmRun(const MigrateRequest &request,
                                               postgres::Connection &connection,
                                               OperationContext &context)
{
    auto planned = std::make_shared<PlannedTypeOrmRun>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::migrations
