// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/repair/hierarchy_names.h"
#include "services/repair/structural_choices.h"

namespace arborist::repair {

/// The snapshot that structural choices lead to: the same items, with the edges as they will be and
/// everything derived from them once more. Rules count as known or not as in `before`. Items that
/// will be deleted keep their numbers but are in no organization's roots and have no findings.
/// `before` must have been scanned with its paths kept. Throws Error::cancelled().
SnapshotPtr makePlannedForest(const Snapshot &before, const StructuralChoices &choices,
                              OperationContext &context);

} // namespace arborist::repair
