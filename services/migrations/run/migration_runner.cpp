// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/migration_runner.h"

#include "services/core/error.h"
#include "services/migrations/run/parts_runner.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrationRun", text);
}

/// The script may be wrong; not that somebody cancelled, the connection was lost, a lock was not to
/// be had, a right is missing, or the server is full.
bool isOfScript(const Error &error)
{
    static const QStringList classes{QStringLiteral("08"), QStringLiteral("28"),
                                     QStringLiteral("40"), QStringLiteral("53"),
                                     QStringLiteral("57"), QStringLiteral("58")};
    static const QStringList states{QStringLiteral("42501"), QStringLiteral("55006"),
                                    QStringLiteral("55P03")};
    const QString &state = error.sqlState();
    return error.kind() == ErrorKind::Failed && !state.isEmpty() && !states.contains(state) &&
           !classes.contains(state.left(2));
}

} // namespace

MigrationRunner::MigrationRunner(operations::Run &run, const MigrateRequest &request,
                                 const Ledger &ledger)
    : m_run(run),
      m_request(request),
      m_ledger(ledger),
      m_session(run, request.set, ledger, request.patience)
{
}

void MigrationRunner::apply(const std::vector<Task> &tasks)
{
    try {
        if (m_request.mode == TransactionMode::All)
            applyAll(tasks);
        else
            applyEach(tasks);
    } catch (const Error &error) {
        tellWhatHolds(tasks);
        tellHowToGoOn(tasks, error);
        if (error.kind() == ErrorKind::Cancelled && (!m_applied.isEmpty() || m_partsDone > 0))
            throw Error::cancelledHalfWay();
        throw;
    }
}

void MigrationRunner::enter(const std::vector<Task> &tasks)
{
    const Task &task = tasks[m_current];
    m_run.beginStep(task.migration->name);
    m_session.enter(task, m_current + 1, tasks.size());
    m_session.expectMore(m_current + 1 < tasks.size());
}

void MigrationRunner::applyEach(const std::vector<Task> &tasks)
{
    for (m_current = 0; m_current < tasks.size(); ++m_current) {
        m_run.context().restPoint();
        enter(tasks);
        const Task &task = tasks[m_current];
        if (task.parts.isAtomic() && !task.partial) {
            m_session.retrying([&] { inOneTransaction(tasks); });
            continue;
        }
        PartsRunner parts(m_run, m_request, m_ledger, m_session, task);
        try {
            parts.run();
        } catch (const Error &) {
            m_partsDone = parts.done();
            throw;
        }
        m_applied << task.migration->name;
    }
}

/// The current one; and those behind it as long as another program waits to read the ledger, which
/// would otherwise run them as well. Each is kept for itself all the same.
void MigrationRunner::inOneTransaction(const std::vector<Task> &tasks)
{
    const postgres::RollbackGuard guard(m_session.connection(), m_run.context().stop);
    QStringList kept;
    NewEnumValues values;
    try {
        if (!m_session.begin(tasks[m_current]))
            return;
        for (;;) {
            const Task &task = tasks[m_current];
            m_session.apply(task);
            if (!m_session.isAwaited() || !mayFollow(tasks, values))
                break;
            m_session.keep();
            kept << task.migration->name;
            ++m_current;
            enter(tasks);
            if (isDoneByOthers(
                    tasks[m_current],
                    m_ledger.isRecorded(m_session.connection(), *tasks[m_current].migration),
                    m_run))
                break;
        }
        m_session.commit(tasks[m_current]);
    } catch (const Error &) {
        const bool isKept = m_session.wasKept() || m_session.abandon();
        if (isKept)
            m_applied << kept;
        else if (!kept.isEmpty())
            m_run.rolledBack(int(kept.size()) + 1);
        throw;
    }
    m_applied << kept << tasks[m_current].migration->name;
}

/// Whether the next one can be part of the transaction of the current one.
bool MigrationRunner::mayFollow(const std::vector<Task> &tasks, NewEnumValues &values) const
{
    const Task &next = tasks[m_current + 1];
    if (!next.parts.isAtomic() || next.partial)
        return false;
    if (values.empty())
        statementsOf(*tasks[m_current].script, &values);
    const std::vector<Statement> statements = statementsOf(*next.script, &values);
    return std::ranges::none_of(statements, [](const Statement &statement) {
        return statement.placement != Placement::Anywhere;
    });
}

void MigrationRunner::applyAll(const std::vector<Task> &tasks)
{
    m_session.retrying([&] {
        postgres::Connection &connection = m_session.connection();
        const postgres::RollbackGuard guard(connection, m_run.context().stop);
        const Task *last = nullptr;
        QStringList applied;
        m_current = 0;
        try {
            for (; m_current < tasks.size(); ++m_current) {
                const Task &task = tasks[m_current];
                enter(tasks);
                const bool isWanted =
                    m_current == 0
                        ? m_session.begin(task)
                        : !isDoneByOthers(task, m_ledger.isRecorded(connection, *task.migration),
                                          m_run);
                if (!isWanted)
                    continue;
                m_session.apply(task);
                m_session.expectMore(false);
                last = &task;
                applied << task.migration->name;
            }
            if (last)
                m_session.commit(*last);
        } catch (const Error &) {
            m_run.rolledBack(int(std::min(m_current + 1, tasks.size())));
            throw;
        }
        m_applied = applied;
    });
}

void MigrationRunner::tellWhatHolds(const std::vector<Task> &tasks)
{
    const bool isDown = tasks.front().isDown;
    if (!m_applied.isEmpty())
        m_run.note((isDown ? tr("Taken back: %1") : tr("In effect and recorded: %1"))
                       .arg(m_applied.join(QStringLiteral(", "))));
    if (m_current >= tasks.size())
        return;
    const Task &task = tasks[m_current];
    const QString &name = task.migration->name;
    if (m_partsDone > 0) {
        m_run.stepStays();
        m_run.note(tr("Half way: of the %2 statements of %1, the first %3 are in effect, and the "
                      "ledger is not told yet.")
                       .arg(name)
                       .arg(task.parts.statements.size())
                       .arg(m_partsDone));
    } else {
        m_run.note(m_request.mode == TransactionMode::All
                       ? tr("Nothing of this run is in effect: all of it was one transaction.")
                       : tr("Of %1 nothing is in effect.").arg(name));
    }
}

/// By what went wrong: a file is mended only where the server has refused what is in it.
void MigrationRunner::tellHowToGoOn(const std::vector<Task> &tasks, const Error &error)
{
    if (m_current >= tasks.size())
        return;
    const Task &task = tasks[m_current];
    const QString &name = task.migration->name;
    const bool isOfFile = isOfScript(error);
    if (task.isDown) {
        m_run.note(isOfFile ? tr("To go on, mend the down script and roll back again.")
                            : tr("To go on, roll back again."));
        return;
    }
    if (!isOfFile)
        m_run.note(tr("To go on, run migrate again."));
    else if (m_partsDone > 0)
        m_run.note(tr("To go on behind them, mend the rest of the file and run migrate again; to "
                      "leave it at that: arboristctl baseline --only %1")
                       .arg(name));
    else
        m_run.note(tr("To go on, mend the file and run migrate again; if its changes are there "
                      "already: arboristctl baseline --only %1")
                       .arg(name));
    const bool hasWayBack =
        std::all_of(tasks.begin(), tasks.begin() + qptrdiff(m_current),
                    [](const Task &each) { return each.migration->down.has_value(); });
    // What is half way would be taken back first.
    if (!m_applied.isEmpty() && hasWayBack && m_partsDone == 0)
        m_run.note(tr("To take back what this run applied: arboristctl rollback --steps %1")
                       .arg(m_applied.size()));
}

} // namespace arborist::migrations
