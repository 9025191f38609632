// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/execute.h"

#include "services/operations/execution.h"

namespace arborist::operations {

Report execute(PlannedOperation &operation, const Order &order, OperationContext &context)
{
    return Execution(operation, order, context).execute();
}

} // namespace arborist::operations
