// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/execute.h"

#include "services/operations/execution.h"
#include "services/operations/retention.h"

namespace arborist::operations {

Report execute(PlannedOperation &operation, const Order &order, OperationContext &context)
{
    Report report = Execution(operation, order, context).execute();
    deleteExpiredJournals();
    return report;
}

} // namespace arborist::operations
