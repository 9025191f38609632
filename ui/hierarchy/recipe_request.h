// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/workspace.h"
#include "ui/operations/operation_flow.h"

namespace arborist {

/// A declared repair on its way through the window; `organization` is the id of the only one to be
/// repaired, empty for all.
FlowRequest recipeRequest(const stages::RecipeFile &file, const QString &organization);

} // namespace arborist
