// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "app/cli/interrupt.h"
#include "services/backup/client_login.h"
#include "services/core/core_dump.h"
#include <QCoreApplication>

int main(int argc, char **argv)
{
    arborist::leaveNoCore();
    const QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("arboristctl"));
    arborist::backup::ClientLogin::removeLeftOvers(); // of runs that were killed
    const arborist::cli::Interrupt interrupt;
    arborist::cli::Terminal terminal(stdout, stderr, stdin);
    return arborist::cli::runCli(QCoreApplication::arguments().mid(1), terminal, interrupt.token());
}
