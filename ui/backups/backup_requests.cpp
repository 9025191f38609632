// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/backups/backup_requests.h"

#include "models/backups/backup_text.h"
#include "models/common/format.h"
#include "services/backup/dump.h"
#include "services/backup/places.h"
#include "services/backup/retention.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist {

namespace {

/// The translation context of this file.
class BackupRequestTexts
{
    Q_DECLARE_TR_FUNCTIONS(BackupRequestTexts)
};
using T = BackupRequestTexts;

QString fileName(const QString &path)
{
    return QFileInfo(path).fileName();
}

QString databases(qint64 count)
{
    return count == 1 ? T::tr("1 database") : T::tr("%1 databases").arg(format::count(count));
}

} // namespace

FlowRequest backupRequest(const SharedWorkspace &workspace, const QString &key,
                          const stages::Stage &stage, const BackupWish &wish)
{
    const QString folder = backup::backupFolder(*workspace, key);
    FlowRequest request;
    request.planTitle = T::tr("Plan the backup of %1").arg(stage.name);
    request.runTitle = T::tr("Back up %1").arg(stage.name);
    request.icon = QStringLiteral("archive-insert");
    request.operation = QStringLiteral("backup");
    request.plan = [key, wish, folder](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        backup::DumpRequest order;
        order.target = operations::planTarget(target, connection);
        order.workspaceKey = key;
        order.folder = folder;
        order.form = wish.form;
        order.compression = wish.compression;
        order.jobs = wish.jobs;
        return planDump(order, connection, context);
    };
    request.describe = [name = stage.name, folder](ShownPlan &shown,
                                                   const operations::PlannedOperation &) {
        shown.windowTitle = T::tr("Back up");
        shown.title = T::tr("Back up %1").arg(name);
        shown.sentence = T::tr("Everything that the database holds as of one moment, into %1. It "
                               "is only read, and what was written is verified.")
                             .arg(QDir::toNativeSeparators(folder));
        shown.action = T::tr("Back up");
    };
    return request;
}

FlowRequest restoreRequest(const SharedWorkspace &workspace, const stages::Stage &stage,
                           const RestoreWish &wish)
{
    FlowRequest request;
    request.planTitle = T::tr("Plan the restore of %1").arg(fileName(wish.file));
    request.runTitle = wish.into.isEmpty() ? T::tr("Restore %1").arg(stage.name)
                                           : T::tr("Restore into %1").arg(wish.into);
    request.icon = QStringLiteral("archive-extract");
    request.operation = QStringLiteral("restore");
    request.plan = [wish, days = workspace->backup().keepAutomaticDays](const stages::Stage &target,
                                                                        OperationContext &context) {
        postgres::Connection connection = context.connect();
        backup::RestoreRequest order;
        order.file = wish.file;
        order.into = wish.into;
        order.jobs = wish.jobs;
        order.noOwner = wish.noOwner;
        order.way = wish.way;
        order.takesDependents = wish.takesDependents;
        order.keepDays = days;
        order.target = operations::planTarget(target, connection);
        return planRestore(order, connection, context);
    };
    request.describe = [name = stage.name, wish](ShownPlan &shown,
                                                 const operations::PlannedOperation &operation) {
        const QString file = fileName(wish.file);
        shown.windowTitle = T::tr("Restore");
        if (!wish.into.isEmpty()) {
            shown.title = T::tr("Restore into a new database %1").arg(wish.into);
            shown.sentence = T::tr("Fills it from %1 on the server of %2, and counts its rows. "
                                   "Nothing is replaced.")
                                 .arg(file, name);
            shown.action = T::tr("Restore into %1").arg(wish.into);
            return;
        }
        const bool isBeside = operation.kind().verb == stages::Verb::Restore;
        shown.title = T::tr("Restore %1").arg(name);
        shown.sentence =
            isBeside ? T::tr("Fills a new database from %1, counts its rows, and only then puts it "
                             "in the place of the one in use.")
                           .arg(file)
                     : T::tr("Replaces what the database holds by %1, in one transaction: all of "
                             "it or nothing.")
                           .arg(file);
        shown.action = T::tr("Restore %1").arg(name);
    };
    return request;
}

FlowRequest cleanRequest(const SharedWorkspace &workspace, const QString &key)
{
    const int days = workspace->backup().keepAutomaticDays;
    FlowRequest request;
    request.planTitle = T::tr("Look for backups that have expired");
    request.runTitle = T::tr("Delete backups that have expired");
    request.icon = QStringLiteral("edit-clear-all");
    request.operation = QStringLiteral("backups clean");
    request.onFiles = true;
    request.plan = [folder = backup::backupFolder(*workspace, key),
                    days](const stages::Stage &target, OperationContext &) {
        PlanTarget place;
        place.stage = target.name;
        return backup::planClean(folder, days, place);
    };
    request.describe = [days](ShownPlan &shown, const operations::PlannedOperation &) {
        const QString backups = backup_text::backups(qint64(shown.plan.steps.size()));
        shown.windowTitle = T::tr("Clean up");
        shown.title = T::tr("Delete %1 that have expired").arg(backups);
        shown.sentence = T::tr("Automatic backups of all stages that are older than %1 days, but "
                               "never the newest of a stage. Manual ones are kept for ever.")
                             .arg(days);
        shown.action = T::tr("Delete %1").arg(backups);
    };
    return request;
}

FlowRequest deleteRequest(const QString &folder, const QStringList &paths)
{
    FlowRequest request;
    request.planTitle = T::tr("Plan to delete %1").arg(backup_text::backups(paths.size()));
    request.runTitle = T::tr("Delete %1").arg(backup_text::backups(paths.size()));
    request.icon = QStringLiteral("edit-delete");
    request.operation = QStringLiteral("backups delete");
    request.onFiles = true;
    request.plan = [folder, paths](const stages::Stage &target, OperationContext &) {
        PlanTarget place;
        place.stage = target.name;
        return backup::planDelete(folder, paths, place);
    };
    request.describe = [paths](ShownPlan &shown, const operations::PlannedOperation &) {
        const QString backups = backup_text::backups(paths.size());
        shown.windowTitle = T::tr("Delete");
        shown.title = T::tr("Delete %1").arg(paths.size() == 1 ? fileName(paths.front()) : backups);
        shown.sentence = T::tr("Deletes the files and their manifests. No database is touched.");
        shown.action = T::tr("Delete %1").arg(backups);
    };
    return request;
}

FlowRequest dropKeptRequest(const QStringList &runs, const stages::Stage &stage)
{
    FlowRequest request;
    request.planTitle = T::tr("Plan to drop databases that were put aside");
    request.runTitle = T::tr("Drop databases that were put aside");
    request.icon = QStringLiteral("edit-delete");
    request.operation = QStringLiteral("drop kept databases");
    request.plan = [runs](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        std::vector<backup::KeptDatabase> kept = backup::keptDatabases(connection);
        std::erase_if(kept,
                      [&](const backup::KeptDatabase &each) { return !runs.contains(each.run); });
        return planDropKept(kept, operations::planTarget(target, connection), connection);
    };
    request.describe = [name = stage.name](ShownPlan &shown, const operations::PlannedOperation &) {
        const QString count = databases(qint64(shown.plan.steps.size()));
        shown.windowTitle = T::tr("Drop");
        shown.title = T::tr("Drop %1 put aside beside %2").arg(count, name);
        shown.sentence = T::tr("The database in use is not touched. The runs that put them aside "
                               "cannot be taken back any more.");
        shown.action = T::tr("Drop %1").arg(count);
    };
    return request;
}

} // namespace arborist
