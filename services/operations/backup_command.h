// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/operations/execute.h"

namespace arborist::operations {

/// What a person types in a shell to dump the order's database into a file of the folder they are
/// in. Without a password: pg_dump asks for it, or takes it from ~/.pgpass. `planned` tells the
/// place where the stage's address is a secret.
QString backupCommand(const Order &order, const PlanTarget &planned);

} // namespace arborist::operations
