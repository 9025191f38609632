// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore.h"
#include "services/backup/restore_recovery.h"
#include "services/operations/execute.h"
#include "services/operations/plan_target.h"
#include "services/stages/stage_connection.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <cstdio>

using namespace arborist;

namespace {

/// A run in a process of its own, to be killed in the middle: PROJECT DUMP; or what the next start
/// does: PROJECT.
int work(const QStringList &arguments)
{
    const stages::Workspace workspace = stages::Workspace::open(arguments.at(1));
    const stages::Stage &stage = *workspace.stage(QStringLiteral("local"));
    if (arguments.size() < 3) {
        for (const QString &text : backup::settleCutOff(workspace, stage, {}))
            std::printf("%s\n", qPrintable(text));
        stages::openStage(workspace, stage, {}, [](postgres::ConnectionInfo &) {});
        return 0;
    }
    OperationContext context;
    context.connect = [&] {
        return stages::openStage(workspace, stage, {}, [](postgres::ConnectionInfo &) {});
    };
    operations::PlannedOperationPtr planned;
    {
        postgres::Connection connection = context.connect();
        backup::RestoreRequest request;
        request.file = arguments.at(2);
        request.jobs = 1;
        request.target = operations::planTarget(stage, connection);
        planned = planRestore(request, connection, context);
    }
    operations::Order order;
    order.workspace = &workspace;
    order.stage = &stage;
    order.workspaceKey = workspace.folder();
    order.consent.typedName = stage.name;
    const Report report = execute(*planned, order, context);
    std::printf("%s\n", QJsonDocument(report.toJson()).toJson().constData());
    return report.outcome == Report::Result::Succeeded ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    try {
        return work(QCoreApplication::arguments());
    } catch (const std::exception &error) {
        std::printf("%s\n", error.what());
        return 1;
    }
}
