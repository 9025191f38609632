// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/postgres/connection.h"
#include "services/stages/stage.h"

namespace arborist::operations {

/// Which database a plan is made for: asked of the server over that connection, which must not be
/// in a transaction. The run compares it with the database that it is about to change. Throws
/// Error.
PlanTarget planTarget(const stages::Stage &stage, postgres::Connection &connection);

/// The same for a planner that is not told the stage; the run fills it in.
PlanTarget planTarget(postgres::Connection &connection);

} // namespace arborist::operations
