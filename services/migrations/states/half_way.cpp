// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/text.h"
#include "services/migrations/run/script_error.h"
#include "services/migrations/states/states.h"
#include <QLocale>
#include <algorithm>

namespace arborist::migrations {
namespace {

/// One migration, and what a run of ours has left of it.
class HalfWay
{
public:
    HalfWay(const MigrationSet &set, const Migration &migration, const PartialRun &run)
        : m_set(set),
          m_run(run),
          m_name(migration.name)
    {
        m_task.migration = &migration;
        m_task.isDown = run.isDown();
        const std::optional<Script> &script = run.isDown() ? migration.down : migration.up;
        if (!script)
            return;
        m_task.script = &*script;
        m_task.parts.statements = statementsOf(*script);
    }

    /// "drizzle/0003_index.sql:7": where a run goes on; empty where the file does not tell.
    QString place() const
    {
        const size_t next = size_t(m_run.running.value_or(m_run.done));
        if (isEdited() || next >= m_task.parts.statements.size())
            return {};
        return QStringLiteral("%1:%2")
            .arg(shownFile(m_set, m_task.script->file))
            .arg(m_task.parts.statements[next].line);
    }

    QString text() const
    {
        return QStringLiteral("%1 %2 %3").arg(whatHappened(), extent(), whose()).simplified();
    }

    QString remedy() const
    {
        if (isEdited())
            return Text::tr("Put the statements that are in effect back into the file as they "
                            "were and change only what follows, or mark it as applied (baseline "
                            "--only %1).")
                .arg(m_name);
        const QString from = place().isEmpty() ? QString() : Text::tr(" at %1").arg(place());
        if (m_run.isDown())
            return Text::tr("Resume it: rollback goes on%1. Or leave it at that: baseline --only "
                            "%2 marks it as applied again.")
                .arg(from, m_name);
        return (m_task.migration->down
                    ? Text::tr("Resume it: migrate goes on%1. Or undo it: rollback --only %2 runs "
                               "its down script. Or mark it as applied: baseline --only %2.")
                    : Text::tr("Resume it: migrate goes on%1. Or mark it as applied: baseline "
                               "--only %2. It has no down script to undo it with."))
            .arg(from, m_name);
    }

private:
    bool isEdited() const { return !m_task.script || m_task.hashOf(m_run.done) != m_run.doneHash; }

    QString whatHappened() const
    {
        return m_run.isDown() ? Text::tr("Its way back failed half way.")
                              : Text::tr("It failed half way.");
    }

    QString extent() const
    {
        const QString total = QString::number(m_task.parts.statements.size());
        const QString done = QString::number(m_run.done);
        if (isEdited())
            return Text::tr("Its first %1 statements are in effect, and the file says something "
                            "else in them by now.")
                .arg(done);
        if (m_run.running)
            return Text::tr("Of its %1 statements %2 are in effect; statement %3 was running when "
                            "the run ended.")
                .arg(total, done, QString::number(*m_run.running + 1));
        return Text::tr("Of its %1 statements the first %2 are in effect.").arg(total, done);
    }

    QString whose() const
    {
        return Text::tr("Begun by run %1, %2.")
            .arg(m_run.run, QLocale().toString(m_run.since.toLocalTime(), QLocale::ShortFormat));
    }

    const MigrationSet &m_set;
    const PartialRun &m_run;
    QString m_name;
    Task m_task;
};

/// It is at work now: nothing has failed.
void sayUnderWay(const PartialRun &run, const Migration &migration, SetStatus &status)
{
    status.problems.push_back(
        {QStringLiteral("under-way"),
         Severity::Info,
         migration.name,
         {},
         Text::tr("Run %1 is working on it now; %2 of its statements are in effect.")
             .arg(run.run)
             .arg(run.done),
         Text::tr("Wait for its end.")});
}

void apply(const MigrationSet &set, const PartialRun &run, const Migration &migration,
           MigrationStatus &its, SetStatus &status)
{
    const bool isUndo = run.isDown() && isHalfApplied(its);
    if (isInEffect(its) != run.isDown() && !isUndo)
        return; // it has come to its end since, in another way
    if (run.isUnderWay) {
        sayUnderWay(run, migration, status);
        return;
    }
    const HalfWay found(set, migration, run);
    // golang-migrate's dirty, and what a tool would pass over for ever: this tells more.
    if (its.state == State::Failed || its.state == State::Skipped) {
        std::erase_if(status.problems, [&](const Problem &problem) {
            return problem.migration == migration.name && problem.text == its.text;
        });
        status.pending += isUndo ? -1 : 1; // what is to be undone is not run
    }
    status.problems.push_back({toKey(State::Failed), Severity::Error, migration.name, found.place(),
                               found.text(), found.remedy()});
    if (its.state == State::MissingFile)
        return;
    its.state = State::Failed;
    its.partial = run;
    its.text = found.text();
    its.remedy = found.remedy();
}

void addStranger(const PartialRun &run, SetStatus &status)
{
    status.problems.push_back(
        {toKey(State::Failed),
         Severity::Error,
         run.migrationId(),
         {},
         Text::tr("It failed half way, with %1 of its statements in effect, and is not in this "
                  "checkout.")
             .arg(run.done),
         Text::tr("Pull the branch that has it, and run it to its end there.")});
}

} // namespace

void halfWayStates(const MigrationSet &set, SetStatus &status)
{
    std::vector<PartialRun> runs = status.ledger.partial;
    std::ranges::stable_partition(runs, [](const PartialRun &run) { return !run.isDown(); });
    for (const PartialRun &run : runs) {
        const auto found = std::ranges::find(set.migrations, run.migrationId(), &Migration::id);
        if (found == set.migrations.end())
            addStranger(run, status);
        else
            apply(set, run, *found, status.migrations.at(size_t(found - set.migrations.begin())),
                  status);
    }
}

} // namespace arborist::migrations
