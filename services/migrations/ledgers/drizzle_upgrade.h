// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include <vector>

namespace arborist::migrations {

/// Which migration of a folder of drizzle 1.0 each row of a ledger of the old form (three columns)
/// records, as drizzle-orm 1.0 decides when it adds the column "name": by the second of its time,
/// among several of one second by hash, without any by hash alone. -1: none, and then drizzle-orm
/// refuses the whole upgrade.
std::vector<qsizetype> upgradeMatches(const MigrationSet &set, const std::vector<LedgerRow> &rows);

} // namespace arborist::migrations
