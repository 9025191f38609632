// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/sql_tree.h"
#include <QString>

namespace arborist::migrations {

/// Why PostgreSQL (12 to 18) refuses a statement in a transaction block (25001), as a whole
/// sentence; empty if it does not, as far as can be told without the catalog.
QString whyAlone(const postgres::SqlNode &statement);

/// BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT and PREPARE TRANSACTION.
bool isTransactionControl(const postgres::SqlNode &statement);

} // namespace arborist::migrations
