// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/reset/reset.h"
#include "services/operations/execute.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <cstdio>

using namespace arborist;

/// Resets the stage local of a project folder with its seed, to be killed in the middle; with
/// "in-place" within its database.
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const stages::Workspace workspace = stages::Workspace::open(application.arguments().value(1));
    const stages::Stage *stage = workspace.stage(QStringLiteral("local"));
    OperationContext context;
    context.connect = [&] { return postgres::Connection::open(workspace.resolve(*stage)); };
    data::ResetRequest request;
    request.workspace = &workspace;
    request.data = data::ResetData::Seed;
    request.isInPlace = application.arguments().value(2) == u"in-place";
    operations::Order order;
    order.workspace = &workspace;
    order.stage = stage;
    order.workspaceKey = workspace.folder();
    order.consent.typedName = stage->name;
    std::shared_ptr<data::ResetOperation> planned;
    {
        postgres::Connection connection = context.connect();
        request.target = operations::planTarget(*stage, connection);
        planned = planReset(request, connection, context);
    }
    std::puts("planned");
    std::fflush(stdout);
    const Report report = execute(*planned, order, context);
    return report.outcome == Report::Result::Succeeded ? 0 : 1;
}
