// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/read_only_transaction.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"

namespace arborist::query {

ReadOnlyTransaction::ReadOnlyTransaction(postgres::Connection &connection, std::stop_token stop,
                                         std::chrono::milliseconds timeout)
    : m_connection(connection),
      m_stop(std::move(stop)),
      // A pooler would hand the session with the setting to somebody else.
      m_guardsSession(!connection.info().isPooled())
{
    m_guard.emplace(connection, m_stop);
    if (m_guardsSession)
        m_connection.exec(QStringLiteral("SET default_transaction_read_only = on"));
    m_connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    // Takes the snapshot.
    m_connection.exec(QStringLiteral("SELECT set_config('statement_timeout', $1, true)"),
                      {QString::number(timeout.count())});
}

ReadOnlyTransaction::~ReadOnlyTransaction()
{
    m_guard.reset();
    if (!m_guardsSession || !m_connection.isOpen())
        return;
    m_connection.setStopToken({}); // who uses the connection next may want to write
    try {
        m_connection.exec(QStringLiteral("RESET default_transaction_read_only"));
    } catch (const Error &) {
        // Lost, and its settings with it.
    }
    m_connection.setStopToken(m_stop);
}

} // namespace arborist::query
