// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"

namespace arborist {

/// Where an item's findings come from, and where they have spread to.
struct DriftSpread {
    int originsHere = 0;
    int inheritedHere = 0;
    qint64 inheritedElsewhere = 0; ///< findings of other items that follow from the ones here
    qint64 itemsElsewhere = 0;     ///< the items that have them
    bool upwards = false;          ///< some of those items are ancestors
    bool downwards = false;        ///< some are descendants
    bool complete = true;          ///< false if counting stopped at a limit
    /// Where the first inherited finding of the item began; kNoItem if there is none.
    hierarchy::Item began = hierarchy::kNoItem;
};

/// Counts, sums and dates pass drift on to the ancestors; depth and path to the descendants.
/// Looks at `limit` items at most.
DriftSpread spreadOf(const hierarchy::Snapshot &snapshot, hierarchy::Item item, int limit = 20'000);

} // namespace arborist
