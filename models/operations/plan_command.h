// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"

namespace arborist {

/// The line by which a pipeline does what the plan says, naming what is to be confirmed:
/// "arboristctl --target production repair orphans --orphans delete --confirm production".
QString commandOf(const Plan &plan, const QString &confirm);

} // namespace arborist
