// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/migration_requests.h"

#include "models/common/format.h"
#include "services/migrations/author/push.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>

namespace arborist {

using migrations::TransactionMode;

namespace {

/// The translation context of this file.
class RequestTexts
{
    Q_DECLARE_TR_FUNCTIONS(RequestTexts)
};

QString transactions(TransactionMode mode, qint64 count)
{
    if (mode == TransactionMode::None)
        return RequestTexts::tr("Each statement takes effect on its own, and progress is kept "
                                "after each.");
    if (count == 1)
        return RequestTexts::tr("In one transaction, as far as its statements can be in one.");
    return mode == TransactionMode::All
               ? RequestTexts::tr("All in one transaction: either all of them take effect or none.")
               : RequestTexts::tr("Each in a transaction of its own: those that succeeded stay "
                                  "where a later one fails.");
}

} // namespace

QString migrationCount(qint64 count)
{
    return count == 1 ? RequestTexts::tr("1 migration")
                      : RequestTexts::tr("%1 migrations").arg(format::count(count));
}

std::vector<migrations::RequiredColumns> requiredColumns(const stages::Workspace &workspace)
{
    std::vector<migrations::RequiredColumns> required;
    for (const stages::RequireColumns &each : workspace.migrations().requireColumns)
        required.push_back({each.tables, each.columns});
    return required;
}

FlowRequest applyRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                         const ApplyWish &wish,
                         const std::vector<migrations::RequiredColumns> &required)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan to apply migrations to %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Apply migrations to %1").arg(stage.name);
    request.icon = QStringLiteral("run-install");
    request.plan = [set, wish, required](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        migrations::MigrateRequest migrate;
        migrate.requiredColumns = required;
        migrate.set = *set;
        migrate.to = wish.to;
        migrate.chosen = wish.chosen;
        migrate.mode = wish.mode;
        migrate.target = operations::planTarget(target, connection);
        return migrations::planMigrate(migrate, connection, context);
    };
    request.describe = [name = stage.name, mode = wish.mode](
                           ShownPlan &shown, const operations::PlannedOperation &operation) {
        const auto &steps = operation.plan().steps; // the policy adds to those shown
        const auto count = qint64(steps.size());
        shown.windowTitle = RequestTexts::tr("Apply migrations");
        shown.title = count == 1
                          ? RequestTexts::tr("Apply %1 to %2").arg(steps.front().title, name)
                          : RequestTexts::tr("Apply %1 to %2").arg(migrationCount(count), name);
        shown.sentence = transactions(mode, count);
        shown.action = RequestTexts::tr("Apply %1").arg(migrationCount(count));
    };
    return request;
}

FlowRequest rollbackRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                            const RollbackWish &wish)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan to roll back migrations of %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Roll back migrations of %1").arg(stage.name);
    request.icon = QStringLiteral("edit-undo");
    request.plan = [set, wish](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        migrations::RollbackRequest rollback;
        rollback.set = *set;
        rollback.to = wish.to;
        rollback.chosen = wish.chosen;
        rollback.target = operations::planTarget(target, connection);
        return migrations::planRollback(rollback, connection, context);
    };
    request.describe = [name = stage.name](ShownPlan &shown,
                                           const operations::PlannedOperation &operation) {
        const auto &steps = operation.plan().steps; // the policy adds to those shown
        const auto count = qint64(steps.size());
        shown.windowTitle = RequestTexts::tr("Roll back migrations");
        shown.title = count == 1
                          ? RequestTexts::tr("Roll back %1 on %2").arg(steps.front().title, name)
                          : RequestTexts::tr("Roll back %1 on %2").arg(migrationCount(count), name);
        shown.sentence =
            shown.plan.request.value(QStringLiteral("command")).isString()
                ? RequestTexts::tr("The newest first, by their tool's own revert; each becomes "
                                   "pending again.")
                : RequestTexts::tr("The newest first, by their down scripts; each becomes pending "
                                   "again.");
        shown.action = RequestTexts::tr("Roll back %1").arg(migrationCount(count));
    };
    return request;
}

FlowRequest baselineRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                            const QString &upTo, const QStringList &chosen)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan a baseline of %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Baseline of %1").arg(stage.name);
    request.icon = QStringLiteral("bookmark-new");
    request.plan = [set, upTo, chosen](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        migrations::BaselineRequest baseline;
        baseline.set = *set;
        baseline.upTo = upTo;
        baseline.chosen = chosen;
        baseline.target = operations::planTarget(target, connection);
        return migrations::planBaseline(baseline, connection, context);
    };
    request.describe = [name = stage.name](ShownPlan &shown,
                                           const operations::PlannedOperation &operation) {
        const auto &steps = operation.plan().steps; // the policy adds to those shown
        const qint64 count = steps.empty() ? 0 : steps.front().rows;
        shown.windowTitle = RequestTexts::tr("Baseline");
        shown.title =
            RequestTexts::tr("Record %1 as applied on %2").arg(migrationCount(count), name);
        shown.sentence = RequestTexts::tr("None of their SQL is run: for a database that has what "
                                          "they do already.");
        shown.action = RequestTexts::tr("Record %1").arg(migrationCount(count));
    };
    return request;
}

FlowRequest createRequest(const migrations::CreateRequest &wish)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan a new migration");
    request.runTitle = RequestTexts::tr("Create a migration");
    request.icon = QStringLiteral("document-new");
    request.onFiles = true;
    request.plan = [wish](const stages::Stage &, OperationContext &) {
        return migrations::planCreate(wish);
    };
    request.describe = [](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Create migration");
        shown.title = RequestTexts::tr("Create %1")
                          .arg(shown.plan.request[QStringLiteral("name")].toString());
        shown.sentence = RequestTexts::tr("Writes files of the project. No database is touched.");
        shown.action = RequestTexts::tr("Create migration");
    };
    return request;
}

FlowRequest downFileRequest(const MigrationSetPtr &set, qsizetype migration, const QString &sql)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan a down script");
    request.runTitle = RequestTexts::tr("Save a down script");
    request.icon = QStringLiteral("edit-undo");
    request.onFiles = true;
    request.plan = [set, migration, sql](const stages::Stage &, OperationContext &) {
        return migrations::planDownFile(*set, set->migrations[size_t(migration)], sql);
    };
    request.describe = [](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Save down script");
        shown.title = RequestTexts::tr("Save the way back of %1")
                          .arg(shown.plan.request[QStringLiteral("name")].toString());
        shown.sentence = RequestTexts::tr("Writes a file of the project, which a roll-back runs. "
                                          "No database is touched now.");
        shown.action = RequestTexts::tr("Save down script");
    };
    return request;
}

FlowRequest pushRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                        const std::shared_ptr<const stages::Workspace> &workspace)
{
    FlowRequest request;
    request.planTitle = RequestTexts::tr("Plan a push to %1").arg(stage.name);
    request.runTitle = RequestTexts::tr("Push to %1").arg(stage.name);
    request.icon = QStringLiteral("go-up");
    request.plan = [set, workspace](const stages::Stage &target, OperationContext &context) {
        // Before anything is asked of anybody: not even a secret is fetched for another stage.
        if (const auto known = workspace->knownAddress(target))
            migrations::refuseFarPush(target, *known);
        migrations::PushRequest push;
        push.stage = target;
        push.set = *set;
        push.command = migrations::pushCommand(*workspace, *set);
        push.address = workspace->resolve(target, context.stop);
        postgres::Connection connection = context.connect();
        push.target = operations::planTarget(target, connection);
        return operations::PlannedOperationPtr(migrations::planPush(push, connection, context));
    };
    request.describe = [name = stage.name](ShownPlan &shown, const operations::PlannedOperation &) {
        shown.windowTitle = RequestTexts::tr("Push");
        shown.title = RequestTexts::tr("Push the models to %1").arg(name);
        shown.sentence = RequestTexts::tr("The project's own command brings the database up to the "
                                          "models, without a migration. What it asks is answered "
                                          "in the console.");
        shown.action = RequestTexts::tr("Push to %1").arg(name);
    };
    return request;
}

} // namespace arborist
