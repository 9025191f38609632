// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/operation.h"

namespace arborist::operations {

/// Plans to take back what a run did, by its journal: newest batch first, each row only if it still
/// holds what the run wrote. A run that was cut off is settled first (what did it commit?). Throws
/// Error: no journal, already undone, the run is still alive, another database.
PlannedOperationPtr planUndo(const RunRecord &run, postgres::Connection &connection,
                             OperationContext &context);

/// The same with a connection of the context's, which is opened only where the run changed a
/// database and not files of the project.
PlannedOperationPtr planUndo(const RunRecord &run, OperationContext &context);

/// Throws a refusing Error where the run has been taken back already.
void refuseUndone(const RunRecord &run);
/// Throws a refusing Error where the target is another database than the run's, at whatever
/// address.
void refuseOtherDatabase(const RunRecord &run, const PlanTarget &target);

/// Whether Undo may be offered: a way back exists, and it has not been used.
bool canUndo(const RunRecord &run);
/// No outcome, and no process works on it any more: what it committed stands, the rest does not.
bool wasCutOff(const RunRecord &run);

} // namespace arborist::operations
