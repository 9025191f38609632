// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/backup_command.h"

#include "services/core/shell_quoted.h"
#include "services/postgres/ssh/ssh_host.h"

namespace arborist::operations {

namespace {

postgres::ConnectionInfo addressOf(const Order &order, const PlanTarget &planned)
{
    if (order.workspace && order.stage) {
        if (const auto known = order.workspace->knownAddress(*order.stage))
            return *known;
    }
    postgres::ConnectionInfo info;
    info.setValue(QStringLiteral("dbname"), planned.database);
    if (!planned.host.isEmpty())
        info.setValue(QStringLiteral("host"), planned.host);
    return info;
}

} // namespace

QString backupCommand(const Order &order, const PlanTarget &planned)
{
    const postgres::ConnectionInfo info = addressOf(order, planned);
    QString name = planned.stage.isEmpty() ? info.database() : planned.stage;
    name.replace(u'/', u'_');
    const QString file = shellQuoted(name + QStringLiteral(".dump"));
    const QString dump =
        QStringLiteral("pg_dump --format=custom --dbname=") + shellQuoted(info.toUrl());
    const QString through = order.stage ? order.stage->sshHost : QString();
    if (through.isEmpty())
        return dump + QStringLiteral(" --file=") + file;
    // Host and port are those that the machine on the way uses.
    QStringList words{QStringLiteral("ssh")};
    for (const QString &word : postgres::SshHost::parse(through).arguments())
        words << shellQuoted(word);
    return words.join(u' ') + u' ' + shellQuoted(dump) + QStringLiteral(" > ") + file;
}

} // namespace arborist::operations
