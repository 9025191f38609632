// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/journal/journal.h"
#include "services/operations/operation.h"

namespace arborist::data {

/// Plans to delete the rows that a run added (runAdding), each only if nobody has changed it since.
/// Throws a refusing Error where rows of others would go, or be changed, with them.
operations::PlannedOperationPtr planTakeOut(const RunRecord &run, const journal::Kept &kept,
                                            const PlanTarget &target,
                                            postgres::Connection &connection,
                                            OperationContext &context);

} // namespace arborist::data
