// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/staging_tables.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <atomic>

namespace arborist::journal {

namespace {

QString newName()
{
    static std::atomic<quint64> counter = 0;
    return QStringLiteral("pg_temp.arborist_batch_%1").arg(++counter);
}

QString create(const QString &name, const QString &definition, const char *onCommit)
{
    return QStringLiteral("CREATE TEMPORARY TABLE ") + name + u' ' + definition +
           QStringLiteral(" ON COMMIT ") + QLatin1StringView(onCommit);
}

} // namespace

StagingTables::StagingTables(postgres::Connection &connection)
    : m_connection(connection),
      m_pooled(connection.info().isPooled())
{
}

StagingTables::~StagingTables()
{
    for (const QString &name : std::as_const(m_names)) {
        try {
            m_connection.exec(QStringLiteral("DROP TABLE IF EXISTS ") + name);
        } catch (const Error &) {
            return; // lost, or in a failed transaction: they end with the session
        }
    }
}

void StagingTables::prepare(const QString &definition)
{
    if (m_pooled || m_names.contains(definition))
        return;
    const QString name = newName();
    m_connection.exec(create(name, definition, "DELETE ROWS"));
    m_names.insert(definition, name);
}

QString StagingTables::use(const QString &definition)
{
    if (!m_pooled)
        return m_names.value(definition);
    const QString name = newName();
    m_connection.exec(create(name, definition, "DROP"));
    return name;
}

} // namespace arborist::journal
