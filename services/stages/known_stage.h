// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/fingerprint_store.h"
#include "services/stages/stage.h"
#include <optional>

namespace arborist::stages {

/// The stage of a workspace that this machine knows whose database has that fingerprint, at
/// whatever address; the strictest where there are several. `nearby` is one more folder to ask, of
/// which this machine need not know. A workspace that is gone leaves its stages' names and what was
/// on record, which tell their protection. Throws Error when a record cannot be read.
std::optional<Stage> knownStage(const Fingerprint &fingerprint, const FingerprintStore &store,
                                const QString &nearby = {});

/// The stage of that name, or one judged by its name alone where the workspace has none.
Stage stageByName(const Workspace &workspace, const QString &name);

/// Puts the databases that the stages lead to now on record in place of those that were there: for
/// the maker of a workspace who has just made them anew. Stages that cannot be reached keep their
/// record. Throws Error.
void trustStages(const Workspace &workspace, const std::stop_token &stop);

} // namespace arborist::stages
