// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/deferred_references.h"

#include "services/postgres/connection.h"

namespace arborist::data {

namespace {

QString alter(const DataReference &key, const QString &how)
{
    return QStringLiteral("ALTER TABLE %1 ALTER CONSTRAINT %2 %3")
        .arg(key.holder, postgres::quoteIdentifier(key.name), how);
}

} // namespace

DeferredReferences::DeferredReferences(postgres::Connection &connection, const DataTables &tables,
                                       const std::vector<size_t> &keys)
    : m_connection(connection),
      m_isDeferred(!keys.empty())
{
    for (const size_t index : keys) {
        const DataReference &key = tables.references()[index];
        if (key.isDeferrable || !tables.at(key.from).isOwned)
            continue;
        connection.exec(alter(key, QStringLiteral("DEFERRABLE INITIALLY DEFERRED")));
        m_changed.push_back(key);
    }
    if (m_isDeferred)
        connection.exec(QStringLiteral("SET CONSTRAINTS ALL DEFERRED"));
}

void DeferredReferences::check()
{
    if (!m_isDeferred)
        return;
    m_connection.exec(QStringLiteral("SET CONSTRAINTS ALL IMMEDIATE"));
    for (const DataReference &key : m_changed)
        m_connection.exec(alter(key, QStringLiteral("NOT DEFERRABLE")));
}

} // namespace arborist::data
