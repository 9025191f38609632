// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/source_database.h"

#include "services/core/error.h"
#include "services/stages/stage_check.h"
#include <QCoreApplication>

namespace arborist::data {

namespace {

using postgres::Connection;

QString tr(const char *text)
{
    return QCoreApplication::translate("Reset", text);
}

Connection openReadOnly(const postgres::ConnectionInfo &info, std::stop_token stop)
{
    Connection connection = Connection::open(info, std::move(stop));
    connection.exec(QStringLiteral("SET default_transaction_read_only = on"));
    return connection;
}

/// Whether the session of the one is seen by the other, in its own database.
bool isSameDatabase(Connection &source, Connection &target)
{
    const auto own = source.exec(
        QStringLiteral("SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity "
                       "WHERE pid = pg_backend_pid()"));
    return own.rows() > 0 &&
           target.exec(QStringLiteral("SELECT FROM pg_stat_activity WHERE pid = $1::int AND "
                                      "extract(epoch FROM backend_start)::text = $2 AND datname "
                                      "= current_database()"),
                       {own.text(0, 0), own.text(0, 1)})
                   .rows() > 0;
}

} // namespace

SourceDatabase::SourceDatabase(const postgres::ConnectionInfo &info, Connection &target,
                               const OperationContext &context)
    : m_info(info)
{
    Connection source = openReadOnly(info, context.stop);
    const QString own = identityOf(target);
    m_fingerprint = identityOf(source);
    m_title = tr("%1 at %2").arg(source.info().database(), source.info().address());
    if (m_fingerprint == own || isSameDatabase(source, target))
        throw Error::refused(tr("The source is the database that would be reset: %1.").arg(m_title),
                             tr("Name another one: --source-db URL, or SOURCE_DB_CONNECTION_STRING "
                                "in .env."));
}

QString SourceDatabase::identityOf(Connection &connection)
{
    return stages::identify({}, connection).fingerprint.text();
}

Connection SourceDatabase::connect(std::stop_token stop) const
{
    Connection connection = openReadOnly(m_info, std::move(stop));
    if (identityOf(connection) != m_fingerprint)
        throw Error::refused(tr("The address of the source leads to another database by now."),
                             tr("Plan again, and look at the plan."));
    return connection;
}

} // namespace arborist::data
