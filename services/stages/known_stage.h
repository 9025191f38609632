// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"
#include "services/stages/stage.h"
#include <optional>

namespace arborist::stages {

/// The stage of a workspace that this machine knows whose database has that fingerprint, at
/// whatever address; the strictest where there are several. A workspace that is gone leaves its
/// stages' names, which tell their protection. Throws Error when a record cannot be read.
std::optional<Stage> knownStage(const Fingerprint &fingerprint, const FingerprintStore &store);

/// The stage of that name, or one judged by its name alone where the workspace has none.
Stage stageByName(const Workspace &workspace, const QString &name);

} // namespace arborist::stages
