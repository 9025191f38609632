// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/operation.h"
#include "services/stages/workspace.h"

namespace arborist::migrations {

/// Whether to take the run back may be offered: it applied migrations, and nobody has done it yet.
bool canTakeBack(const RunRecord &run);

/// Plans to take back exactly the migrations that a run of `migrate` applied, newest first, by
/// their down scripts: planRollback() over the run's folder, which is read anew. Throws Error: as
/// planRollback() does; a run that applied none, or that was taken back already; a folder that the
/// workspace has no more; another database than the run's.
operations::PlannedOperationPtr planWayBack(const RunRecord &run,
                                            const stages::Workspace &workspace,
                                            const stages::Stage &stage, OperationContext &context);

} // namespace arborist::migrations
