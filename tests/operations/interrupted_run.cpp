// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/operations/update_operation.h"

#include "services/operations/execute.h"
#include <QCoreApplication>
#include <cstdio>
#include <unistd.h>

using namespace arborist;

/// interrupted_run PROJECT URL ROWS STOP_AFTER: runs the small operation on the project's stage
/// local, and after that many rows says so and waits to be killed.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto workspace = stages::Workspace::open(arguments.at(1));
    OperationContext context;
    context.connect = [&] {
        return postgres::Connection::open(postgres::ConnectionInfo::parse(arguments.at(2)));
    };
    postgres::Connection connection = context.connect();
    testing::UpdateOperation operation(connection, arguments.at(3).toInt());
    operation.m_afterBatch = [&](int done) {
        if (done != arguments.at(4).toInt())
            return;
        std::puts("waiting");
        std::fflush(stdout);
        for (;;)
            ::pause();
    };
    operations::Order order;
    order.workspace = &workspace;
    order.stage = workspace.stage(QStringLiteral("local"));
    order.workspaceKey = workspace.folder();
    order.consent.yes = true;
    return execute(operation, order, context).outcome == Report::Result::Succeeded ? 0 : 1;
}
