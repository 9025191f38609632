// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/repair/hierarchy_names.h"
#include "services/repair/repair_changes.h"

namespace arborist::repair {

/// Reads what the rows to be updated hold now, and their versions (xmin), in the connection's open
/// transaction: the snapshot of the scan. Reads those rows only. Throws Error.
void readStored(RepairChanges &changes, const Snapshot &snapshot, const TableShape &table,
                postgres::Connection &connection, OperationContext &context);

} // namespace arborist::repair
