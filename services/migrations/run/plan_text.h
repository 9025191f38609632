// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/task.h"

namespace arborist::migrations {

/// What the plan shows of a migration: its script as it is sent, where transactions begin and end
/// if not around all of it, and the row of the ledger.
QString planSql(const Task &task, const QString &ledgerSql);

/// SHA-256 of the file, in hexadecimal.
QString fileHash(const Migration &migration);

/// "each", "all", "none": as --transaction has it.
QString toKey(TransactionMode mode);

} // namespace arborist::migrations
