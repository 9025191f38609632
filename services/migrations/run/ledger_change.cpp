// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/ledger_change.h"

#include "services/core/error.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/migrations/run/run_lock.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"

namespace arborist::migrations {

void changeLedger(operations::Run &run, const LedgerName &name, const Ledger &ledger,
                  const LockPatience &patience,
                  const std::function<qint64(postgres::Connection &)> &change)
{
    postgres::Connection &connection = run.connection();
    requireDirect(connection);
    const RunLock lock(connection, name, run.context(), patience.others);
    ledger.create(connection);
    {
        const postgres::RollbackGuard guard(connection, run.context().stop);
        connection.exec(QStringLiteral("BEGIN"));
        ledger.lock(connection);
        const qint64 rows = change(connection);
        run.context().throwIfStopped();
        connection.exec(QStringLiteral("COMMIT"));
        run.addRows(rows);
    }
    ProgressTable(name).dropIfEmpty(connection, run.context().stop);
}

} // namespace arborist::migrations
