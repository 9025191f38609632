// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/item_subset.h"
#include <optional>

namespace arborist {

/// Which items a tree shows.
struct FilterRequest {
    enum class Show {
        All,
        Drifted, ///< items with a finding, and their ancestors
        Origins, ///< items where drift began, and their ancestors
        Hits,    ///< the items in `hits`, and their ancestors
    };
    Show show = Show::Drifted;
    std::optional<quint32> organization; ///< limits to one
    quint32 kinds = 0; ///< limits Drifted and Origins to these kinds; 0: every kind
    std::vector<hierarchy::Item> hits;
    hierarchy::Item subtree = hierarchy::kNoItem; ///< limits to this item and what is below it
    bool operator==(const FilterRequest &) const = default;
};

class TreeFilter;
using TreeFilterPtr = std::shared_ptr<const TreeFilter>;

/// The forest that a tree view shows: the whole snapshot or a part of it. Immutable and shared
/// between threads; build() takes tens of milliseconds a million items, so it belongs in a job.
class TreeFilter
{
public:
    static TreeFilterPtr build(hierarchy::SnapshotPtr snapshot, FilterRequest request);

    const hierarchy::SnapshotPtr &snapshot() const { return m_snapshot; }
    const FilterRequest &request() const { return m_request; }

    /// Shown organizations: the ones with most drift first.
    const std::vector<quint32> &organizations() const { return m_organizations; }
    int rowOfOrganization(quint32 organization) const; ///< -1 if it is not shown
    std::span<const hierarchy::Item> roots(quint32 organization) const;
    std::span<const hierarchy::Item> children(hierarchy::Item item) const;
    bool contains(hierarchy::Item item) const;
    int rowOf(hierarchy::Item item) const; ///< of an item that is shown
    /// Of an item that is shown; kNoItem on the top level.
    hierarchy::Item parent(hierarchy::Item item) const;

    /// Shown for its own sake, not only as an ancestor.
    bool matches(hierarchy::Item item) const;
    qsizetype matchCount() const;
    /// What F3 jumps to: the matches; when everything is shown, the items with a finding. Wraps
    /// round at the end; kNoItem if there are none.
    hierarchy::Item nextStop(hierarchy::Item from) const;
    hierarchy::Item previousStop(hierarchy::Item from) const;

private:
    TreeFilter() = default;
    std::vector<hierarchy::Item> hits() const;
    void markSubtree();
    bool isInside(hierarchy::Item item) const;

    hierarchy::SnapshotPtr m_snapshot;
    FilterRequest m_request;
    std::vector<quint32> m_organizations;
    std::vector<int> m_organizationRows; ///< by organization
    std::optional<ItemSubset> m_stops;   ///< is what is shown, unless everything is
    std::vector<bool> m_inside;          ///< by item: in the subtree; empty if there is no limit
};

/// All organizations of a snapshot, the ones with most drift first, then by name.
std::vector<quint32> organizationsByDrift(const hierarchy::Snapshot &snapshot);

} // namespace arborist
