// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/embedded_server.h"
#include <QCoreApplication>
#include <cstdio>

// lease_holder FOLDER: starts or joins the server there, prints "ready VERSION SOCKET-FOLDER", and
// leaves when its standard input ends.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    arborist::OperationContext context;
    try {
        const auto server =
            arborist::postgres::EmbeddedServer::start(context, app.arguments().value(1));
        std::printf("ready %s %s\n", qPrintable(server.serverVersion()),
                    qPrintable(server.connectionInfo().value(QStringLiteral("host"))));
        std::fflush(stdout);
        while (std::getchar() != EOF) {
        }
    } catch (const arborist::Error &error) {
        std::fprintf(stderr, "%s\n%s\n", qPrintable(error.message()), qPrintable(error.detail()));
        return 1;
    }
    return 0;
}
