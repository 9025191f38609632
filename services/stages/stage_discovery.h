// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/environment_files.h"
#include "services/stages/stage.h"
#include <vector>

namespace arborist::stages {

/// A stage that the .env files of a folder show: name and urlReference are filled, and problem
/// where a file cannot be read.
struct DiscoveredStage {
    Stage stage;
    QString file; ///< in the folder; empty for variables of this process
};

/// Stages of the .env files of a folder: `.env` and `.env.local` are "local" (or what
/// DEVSTRIDE_STAGE in them says), `.env.NAME` is NAME, and `.env.NAME.local` overrides it. Examples
/// and templates are left out. Where the folder itself names no database, the usual places of a
/// backend below it are looked at. Development first, production last.
std::vector<DiscoveredStage> discoverStages(EnvironmentFiles &files);

/// The stage of this process's own variables (a pipeline without .env); nullopt if they name no
/// database. Called after ARBORIST_STAGE or DEVSTRIDE_STAGE, else "local".
std::optional<DiscoveredStage> processStage(EnvironmentFiles &files);

} // namespace arborist::stages
