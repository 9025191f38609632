// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/progress_table.h"
#include "services/migrations/ledgers/table_rows.h"
#include "services/migrations/run/migrate.h"
#include <functional>

namespace arborist::migrations {

/// Lets `change` work on the locked ledger, in one transaction, under the lock of runs; it returns
/// the number of rows that it changed.
void changeLedger(operations::Run &run, const LedgerName &name, const Ledger &ledger,
                  const LockPatience &patience,
                  const std::function<qint64(postgres::Connection &)> &change);

} // namespace arborist::migrations
