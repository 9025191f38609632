// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/maintenance.h"

#include "services/core/error.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

using postgres::Connection;
using postgres::ConnectionInfo;

QString tr(const char *text)
{
    return QCoreApplication::translate("Maintenance", text);
}

/// What tells a session from all others, on any server.
const char *const kOwnSession =
    "SELECT pid, datid, (extract(epoch FROM backend_start) * 1000000)::bigint "
    "FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()";
const char *const kFoundSession =
    "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE pid = $1::int4 AND datid = $2::oid "
    "AND (extract(epoch FROM backend_start) * 1000000)::bigint = $3::bigint";

void requireSameServer(Connection &checked, Connection &found)
{
    const postgres::Result own = checked.exec(QString::fromLatin1(kOwnSession));
    const postgres::Result same = found.exec(QString::fromLatin1(kFoundSession),
                                             {own.text(0, 0), own.text(0, 1), own.text(0, 2)});
    if (same.rows() == 0)
        throw Error::refused(tr("A second connection to %1 led to another server than the first.")
                                 .arg(found.info().address()),
                             tr("Connect to the server itself, past poolers and lists of hosts."));
}

template <typename Accept>
Connection openFirst(const ConnectionInfo &base, const std::stop_token &stop, const Accept &accept)
{
    std::optional<Error> last;
    for (const char *name : {"postgres", "template1"}) {
        const QString database = QString::fromLatin1(name);
        if (base.database() == database)
            continue;
        ConnectionInfo info = base;
        info.setValue(QStringLiteral("dbname"), database);
        try {
            Connection connection = Connection::open(info, stop);
            accept(connection);
            return connection;
        } catch (const Error &error) {
            if (error.kind() != ErrorKind::Failed)
                throw;
            last = error;
        }
    }
    throw last ? *last : Error(tr("There is no second database to work from."));
}

} // namespace

Connection openMaintenance(Connection &checked, std::stop_token stop)
{
    return openFirst(checked.info(), stop,
                     [&](Connection &found) { requireSameServer(checked, found); });
}

Connection openMaintenance(const ConnectionInfo &info, std::stop_token stop)
{
    return openFirst(info, stop, [](Connection &) {});
}

Connection openBeside(Connection &checked, const QString &database, std::stop_token stop)
{
    ConnectionInfo info = checked.info();
    info.setValue(QStringLiteral("dbname"), database);
    Connection connection = Connection::open(info, std::move(stop));
    requireSameServer(checked, connection);
    return connection;
}

} // namespace arborist::backup
