// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/migrations/files/migration_set.h"
#include <QStringList>
#include <chrono>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// Keeps runs of ours on one ledger apart, for as long as it lives: an advisory lock of the
/// session. It is asked for again and again and never waited for within the server, where a waiting
/// statement's snapshot would hold up CREATE INDEX CONCURRENTLY. The server drops it with the
/// session: a statement that goes on after its program died still holds it.
class RunLock
{
public:
    /// Says in the progress who holds it meanwhile. Throws Error once the patience is over,
    /// Error::cancelled() when stopped.
    RunLock(postgres::Connection &connection, const LedgerName &ledger,
            const OperationContext &context, std::chrono::milliseconds patience);
    ~RunLock();
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;

private:
    bool tryLock();
    QString holder();

    postgres::Connection &m_connection;
    std::stop_token m_stop;
    QStringList m_key; ///< runLockKey()
};

/// Returns after that time; throws Error::cancelled() when stopped.
void pauseFor(std::chrono::milliseconds time, const std::stop_token &stop);

} // namespace arborist::migrations
