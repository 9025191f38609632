// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/rollback_guard.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"

namespace arborist::postgres {

RollbackGuard::RollbackGuard(Connection &connection, std::stop_token stop)
    : m_connection(connection),
      m_stop(std::move(stop))
{
}

RollbackGuard::~RollbackGuard()
{
    m_connection.setStopToken({});
    try {
        if (m_connection.isInTransaction())
            m_connection.exec(QStringLiteral("ROLLBACK"));
    } catch (const Error &) {
        // A connection that is lost takes its transaction with it.
    }
    m_connection.setStopToken(m_stop);
}

} // namespace arborist::postgres
