// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_table.h"
#include "services/stages/stage.h"
#include <vector>

namespace arborist::stages {

/// A stage as the workspace file declares it; what the file leaves out is not set.
struct DeclaredStage {
    Stage stage; ///< environment and isProtected are in the two below
    std::optional<Environment> environment;
    std::optional<bool> isProtected;
};

/// The [stages.NAME] tables in the order of the file; throws Error with file and line, without the
/// password where a url holds one.
std::vector<DeclaredStage> readStages(const ConfigTable &root);

} // namespace arborist::stages
