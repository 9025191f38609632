// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include "services/repair/structural_choices.h"

namespace arborist::repair {

/// Gives siblings with the same position positions of their own (S8): the order by position and id
/// stays, as few rows as possible move, into gaps or by the siblings' usual step.
class PositionPlanner
{
public:
    /// `largest` is what the position column can hold.
    PositionPlanner(const Snapshot &snapshot, qint64 largest);

    /// The siblings as they are once `parents` is done; by item. Siblings of whom one in flight
    /// would have to move are left as they are.
    std::vector<PositionChoice> plan(const std::vector<ParentChoice> &parents) const;

    /// New positions for `positions` (ascending, not strictly): strictly ascending, within the
    /// bounds, the greatest number of them unchanged. Empty if there is no room.
    static std::vector<qint64> renumbered(const std::vector<qint64> &positions, qint64 largest);

private:
    void planGroup(std::vector<Item> &siblings, std::vector<PositionChoice> &choices) const;

    const Snapshot &m_snapshot;
    qint64 m_largest;
};

} // namespace arborist::repair
