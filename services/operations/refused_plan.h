// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include <functional>

namespace arborist::operations {

/// What `plan` returns. A refusal that it throws is kept in history and audit, as `operation` of
/// the order's stage, like one that comes before a run; then it is thrown on.
PlannedOperationPtr planOrKeepRefusal(const Order &order, const QString &operation,
                                      const std::function<PlannedOperationPtr()> &plan);

} // namespace arborist::operations
