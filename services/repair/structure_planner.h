// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include "services/repair/repair.h"
#include "services/repair/structural_choices.h"

namespace arborist::repair {

/// Chooses what becomes of bad edges and of positions that siblings share (hierarchy.md 4.2, 4.7).
class StructurePlanner
{
public:
    /// Reads stored paths in the connection's open transaction. `deletedHeads` are the orphans that
    /// will be deleted with their subtrees.
    static StructuralChoices choose(const Snapshot &snapshot, const RepairRequest &request,
                                    const TableShape &table, std::vector<Item> deletedHeads,
                                    postgres::Connection &connection);

    /// The items that choose() gives another parent.
    static std::vector<Item> itemsToMove(const Snapshot &snapshot, const RepairRequest &request);
    /// The heads that the kinds and the orphans' action select for deletion.
    static std::vector<Item> headsToDelete(const Snapshot &snapshot, const RepairRequest &request);
};

} // namespace arborist::repair
