// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/way_back.h"

#include "services/migrations/ledgers/settle_tool.h"
#include "services/migrations/run/migrate.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WayBack", text);
}

MigrationSet setOf(const RunRecord &run, const stages::Workspace &workspace)
{
    const QString folder = folderOf(run);
    std::vector<MigrationSet> sets = findSets(workspace);
    const auto found = std::ranges::find(sets, folder, &MigrationSet::shown);
    if (found == sets.end())
        throw Error(tr("The project has no migrations in %1 any more.").arg(folder),
                    tr("The run %1 applied its migrations from there. Put the folder back, or name "
                       "it in [migrations] of arborist.toml.")
                        .arg(run.id));
    return std::move(*found);
}

} // namespace

bool canTakeBack(const RunRecord &run)
{
    return run.undoneBy.isEmpty() && !migrationsOf(run).isEmpty();
}

operations::PlannedOperationPtr planWayBack(const RunRecord &run,
                                            const stages::Workspace &workspace,
                                            const stages::Stage &stage, OperationContext &context)
{
    RollbackRequest request;
    request.chosen = migrationsOf(run);
    operations::refuseUndone(run);
    if (request.chosen.isEmpty())
        throw Error(
            tr("The run %1 applied no migration: there is nothing to take back.").arg(run.id));
    request.set = setOf(run, workspace);
    postgres::Connection connection = context.connect();
    request.target = operations::planTarget(stage, connection);
    operations::refuseOtherDatabase(run, request.target);
    settleTool(request.set, connection);
    request.set = readSet(std::move(request.set));
    return planRollback(request, connection, context);
}

} // namespace arborist::migrations
