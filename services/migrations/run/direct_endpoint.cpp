// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/direct_endpoint.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/stages/stage_check.h"
#include <QCoreApplication>

namespace arborist::migrations {

namespace {

using postgres::Connection;
using postgres::ConnectionInfo;

QString tr(const char *text)
{
    return QCoreApplication::translate("DirectEndpoint", text);
}

/// "ep-cool-leaf-123456-pooler.eu-central-1.aws.neon.tech": the same without the word is the
/// server's own.
const QString kPoolerHost = QStringLiteral("-pooler.");

Error refusal(const ConnectionInfo &info, const QString &direct)
{
    return Error::refused(
        tr("%1 is a pooler: migrations need a session of their own, whose locks and settings stay "
           "theirs.")
            .arg(info.address()),
        direct.isEmpty()
            ? tr("Give the stage the address of the server itself, mostly port 5432 instead of the "
                 "pooler's.")
            : tr("Give the stage the address of the server itself: %1").arg(direct));
}

} // namespace

void requireDirect(Connection &connection)
{
    const ConnectionInfo &info = connection.info();
    QString host = info.host();
    if (host.contains(kPoolerHost))
        throw refusal(info, host.replace(kPoolerHost, QStringLiteral(".")));
    const postgres::Result found = connection.exec(
        QStringLiteral("SELECT pg_catalog.pg_backend_pid(), host(pg_catalog.inet_server_addr()), "
                       "pg_catalog.inet_server_port()"));
    // Neon's proxy answers in the name of every server behind it, and keeps the session.
    if (found.integer(0, 0) == connection.backendPid() || stages::isBilledByUse(info))
        return;
    // That is how the pooler reaches it; from here the way may be another one.
    throw refusal(info,
                  found.isNull(0, 1) ? QString() : found.text(0, 1) + u':' + found.text(0, 2));
}

} // namespace arborist::migrations
