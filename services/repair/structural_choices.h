// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include <vector>

namespace arborist::repair {

/// A new parent for an item whose edge is bad.
struct ParentChoice {
    Item item = kNoItem;
    Kind kind = Kind::S1;
    Item parent = kNoItem; ///< kNoItem: NULL, a root of its organization
    /// The item that the stored path names as its parent; kNoItem if none is named or known.
    Item pathParent = kNoItem;
};

/// A new position among its siblings.
struct PositionChoice {
    Item item = kNoItem;
    qint64 position = 0;
};

/// What a plan changes in the structure itself, before anything is derived.
struct StructuralChoices {
    std::vector<ParentChoice> parents;     ///< by item
    std::vector<PositionChoice> positions; ///< by item
    std::vector<Item> deletedHeads;        ///< orphans that go with their subtrees; by item

    bool empty() const { return parents.empty() && positions.empty() && deletedHeads.empty(); }
};

} // namespace arborist::repair
