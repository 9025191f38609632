// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include "services/repair/change_set.h"
#include <memory>
#include <span>
#include <vector>

namespace arborist {

/// The changes of a repair, grouped by where the drift began: origins with the most changes first,
/// in each the origin's own ones, then those that follow from it. Takes a moment for 100,000s: made
/// on a job's thread.
class ChangeGroups
{
public:
    struct Group {
        hierarchy::Item origin = hierarchy::kNoItem; ///< kNoItem: not known
        quint32 begin = 0;
        quint32 end = 0;
        quint32 items = 0; ///< different ones among its changes
    };

    /// `owner` keeps `changes` alive.
    ChangeGroups(std::shared_ptr<const void> owner, const repair::ChangeSet &changes,
                 hierarchy::SnapshotPtr snapshot);

    const std::vector<Group> &groups() const { return m_groups; }
    const repair::ItemChange &change(quint32 number) const
    {
        return m_changes.changes()[m_order[number]];
    }
    const repair::ChangeSet &set() const { return m_changes; }
    const hierarchy::SnapshotPtr &snapshot() const { return m_snapshot; }

private:
    std::shared_ptr<const void> m_owner;
    const repair::ChangeSet &m_changes;
    hierarchy::SnapshotPtr m_snapshot;
    std::vector<quint32> m_order;
    std::vector<Group> m_groups;
};

using ChangeGroupsPtr = std::shared_ptr<const ChangeGroups>;

} // namespace arborist
