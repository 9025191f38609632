// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/execute.h"

namespace arborist::data {

/// Whether Undo may be offered for the run, whatever it was: a way back exists, and it has not been
/// used. Reads the run's journal; no database.
bool canTakeBack(const RunRecord &run);

/// Plans to take it back, by what it keeps: its rows, by the journal; migrations that it applied,
/// by their down scripts; rows that it added, by the transaction that did; tables that it emptied
/// or replaced, from its archive; a database that it put aside, by swapping the names back; schemas
/// that it put aside, by bringing them back; what was replaced in place, by the backup made before.
/// `order` tells workspace and stage; `context` connects to that stage. Throws Error: nothing to
/// take back, already taken back, expired, still under way, another database.
operations::PlannedOperationPtr planTakeBack(const RunRecord &run, const operations::Order &order,
                                             OperationContext &context);

} // namespace arborist::data
