// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_rights.h"

#include "services/backup/maintenance.h"
#include "services/core/error.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QStorageInfo>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

} // namespace

QString whyNotBeside(postgres::Connection &connection, const DatabaseTraits &traits,
                     const std::stop_token &stop)
{
    const postgres::Result rights = connection.exec(
        postgres::sqlFile(QStringLiteral("backup_rights")), {traits.name, traits.owner});
    if (!rights.boolean(0, 0))
        return tr("the role %1 may not create databases").arg(rights.text(0, 3));
    if (!rights.boolean(0, 1))
        return tr("the role %1 is not a member of %2, which owns %3")
            .arg(rights.text(0, 3), traits.owner, traits.name);
    if (rights.integer(0, 2) > 0)
        return tr("%1 has transactions that are prepared and not ended").arg(traits.name);
    try {
        openMaintenance(connection, stop);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        return tr("there is no second database to rename it from: %1").arg(error.message());
    }
    return {};
}

QStringList missingRoles(postgres::Connection &connection, const QStringList &roles)
{
    QStringList missing;
    for (const QString &role : roles) {
        if (connection
                .exec(QStringLiteral("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1"),
                      {role})
                .rows() == 0)
            missing << role;
    }
    return missing;
}

qint64 freeSpaceOf(postgres::Connection &connection)
{
    if (!connection.info().isSocket())
        return -1; // a loopback address may lead into a container
    try {
        const QString folder = connection.exec(QStringLiteral("SHOW data_directory")).text(0, 0);
        const QStorageInfo storage(folder);
        return storage.isValid() && storage.isReady() ? storage.bytesAvailable() : -1;
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        return -1;
    }
}

} // namespace arborist::backup
