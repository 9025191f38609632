// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/repair_planner.h"

namespace arborist::repair {

/// What a planned repair will do, in words and in SQL.
Plan describe(const PlannedRepair &repair);

} // namespace arborist::repair
