// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/undo/take_back.h"

#include "services/backup/restore.h"
#include "services/core/log.h"
#include "services/data/reset/reset_recovery.h"
#include "services/data/reset/schemas_back.h"
#include "services/data/transfer/export.h"
#include "services/data/transfer/import.h"
#include "services/data/undo/added_rows.h"
#include "services/data/undo/take_out.h"
#include "services/journal/journal.h"
#include "services/migrations/run/migrate.h"
#include "services/migrations/run/way_back.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo.h"
#include "services/postgres/connection.h"
#include <QFileInfo>
#include <algorithm>

namespace arborist::data {

namespace {

/// What the run keeps beside rows; empty where nothing is, or it cannot be read now.
std::vector<journal::Kept> keptBy(const RunRecord &run)
{
    if (run.journal.isEmpty() || run.expired || !QFileInfo::exists(run.journal) ||
        journal::Journal::isAlive(run.journal))
        return {};
    try {
        return journal::Journal::open(run.journal, false).kept();
    } catch (const Error &error) {
        log::warning(error.message());
        return {};
    }
}

const journal::Kept *find(const std::vector<journal::Kept> &kept, const QString &kind)
{
    const auto found = std::ranges::find(kept, kind, &journal::Kept::kind);
    return found == kept.end() ? nullptr : &*found;
}

const QString kArchive = QStringLiteral("archive");
const QString kDatabase = QStringLiteral("database");
const QString kBackup = QStringLiteral("backup");

/// Whether something among it can be put back: a database that was put aside, not one that was
/// made beside; a backup that is still there, of a run that it takes back.
bool isWayBack(const std::vector<journal::Kept> &kept)
{
    if (find(kept, kAddedRows) || find(kept, kArchive) || find(kept, kKeptSchemas))
        return true;
    if (const journal::Kept *database = find(kept, kDatabase))
        return !database->what[u"name"].toString().isEmpty();
    const journal::Kept *backup = find(kept, kBackup);
    return backup && find(kept, backup::kInPlace) &&
           QFileInfo::exists(backup->what[u"file"].toString());
}

} // namespace

bool canTakeBack(const RunRecord &run)
{
    if (!run.undoneBy.isEmpty() || run.expired)
        return false;
    if (migrations::appliedMigrations(run))
        return migrations::canTakeBack(run);
    const bool changed = run.outcome ? run.rows > 0 : !run.journal.isEmpty();
    return (changed && isWayBack(keptBy(run))) || operations::canUndo(run);
}

operations::PlannedOperationPtr planTakeBack(const RunRecord &run, const operations::Order &order,
                                             OperationContext &context)
{
    const std::vector<journal::Kept> kept = keptBy(run);
    const bool isInPlace = find(kept, backup::kInPlace);
    const bool isOurs = run.undoneBy.isEmpty() && (isInPlace || isWayBack(kept));
    if (migrations::appliedMigrations(run))
        return migrations::planWayBack(run, *order.workspace, *order.stage, context);
    if (!isOurs)
        return operations::planUndo(run, context);
    postgres::Connection connection = context.connect();
    if (find(kept, kArchive))
        return planArchiveUndo(run, ledgersOf(*order.workspace), connection, context);
    const PlanTarget target = operations::planTarget(*order.stage, connection);
    if (find(kept, kDatabase))
        return backup::planSwapBack(run, target, connection);
    operations::refuseOtherDatabase(run, target);
    if (const journal::Kept *schemas = find(kept, kKeptSchemas))
        return planSchemasBack(run, schemas->what, target, connection);
    if (isInPlace)
        return backup::planRestoreBack(run, target, connection, context);
    return planTakeOut(run, *find(kept, kAddedRows), target, connection, context);
}

} // namespace arborist::data
