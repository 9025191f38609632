// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/migration_session.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/data/undo/take_back.h"
#include "services/operations/file_operation.h"
#include "services/operations/refused_plan.h"
#include <QDir>

namespace arborist::cli {
namespace {

/// The newest run that changed something and still holds. Undoing again and again goes back run by
/// run, so those that took something back do not count.
RunRecord lastRun(Session &session)
{
    RunFilter filter;
    filter.limit = 1000;
    if (session.hasWorkspace()) {
        filter.workspace = session.workspaceKey();
        filter.stage = session.stage().name;
    }
    for (RunRecord &run : RunLog().runs(filter)) {
        if (run.undoes.isEmpty() && data::canTakeBack(run))
            return std::move(run);
    }
    throw Error(
        filter.stage.isEmpty()
            ? CliText::tr("There is no run that could be taken back.")
            : CliText::tr("There is no run that could be taken back on %1.").arg(filter.stage),
        CliText::tr("arboristctl history shows what there was."));
}

RunRecord namedRun(const QString &id)
{
    auto run = RunLog().run(id);
    if (!run)
        throw Error::usage(CliText::tr("There is no run “%1”.").arg(id),
                           CliText::tr("arboristctl history shows the runs."));
    return std::move(*run);
}

/// Options that lead to where the run was, as far as the user has not named a place.
GlobalOptions placeOf(const RunRecord &run, GlobalOptions options)
{
    if (!options.db.isEmpty())
        return options;
    if (options.workspace.isEmpty() && !QDir::isAbsolutePath(run.workspace)) {
        options.db = run.workspace; // without a password: .pgpass or PGPASSWORD may have it
        options.target.clear();
        return options;
    }
    if (options.workspace.isEmpty())
        options.workspace = run.workspace;
    if (options.target.isEmpty())
        options.target = run.stage;
    return options;
}

class UndoCommand final : public Command
{
public:
    const char *name() const override { return "undo"; }
    QString help() const override { return CliText::tr("Take back what a run changed"); }

    void declare(CommandSpec &spec) override
    {
        spec.positional("RUN", m_run,
                        CliText::tr("Number of the run, as history shows it, or last"));
    }

    int run(Session &session) override
    {
        const RunRecord run = m_run == u"last" ? lastRun(session) : namedRun(m_run);
        GlobalOptions options = placeOf(run, session.options());
        // A stage that the run itself took away.
        if (operations::changedFiles(run) &&
            !session.with(options).workspace().stage(options.target))
            options.target.clear();
        Session there = session.with(options);
        OperationExtras extras;
        extras.undoes = run.id;
        const auto planned = plan(there, run);
        showProgram(there, *planned);
        return runOperation(there, *planned, extras);
    }

private:
    static operations::PlannedOperationPtr plan(Session &session, const RunRecord &run)
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        operations::Order order = orderOf(session);
        order.undoes = run.id;
        return operations::planOrKeepRefusal(order, QStringLiteral("undo ") + run.operation, [&] {
            return data::planTakeBack(run, order, context);
        });
    }

    QString m_run;
};

} // namespace

std::unique_ptr<Command> makeUndoCommand()
{
    return std::make_unique<UndoCommand>();
}

} // namespace arborist::cli
