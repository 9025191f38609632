// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/change_groups.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace arborist {

using namespace hierarchy;
using repair::ItemChange;

ChangeGroups::ChangeGroups(std::shared_ptr<const void> owner, const repair::ChangeSet &changes,
                           SnapshotPtr snapshot)
    : m_owner(std::move(owner)),
      m_changes(changes),
      m_snapshot(std::move(snapshot))
{
    const std::span<const ItemChange> all = changes.changes();
    std::vector<Item> origins(all.size());
    std::transform(all.begin(), all.end(), origins.begin(),
                   [&](const ItemChange &change) { return changes.originOf(change); });
    m_order.resize(all.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    // The changes come by item, then kind; a stable sort keeps that within a group.
    std::stable_sort(m_order.begin(), m_order.end(), [&](quint32 a, quint32 b) {
        const auto key = [&](quint32 number) {
            return std::tuple(origins[number], all[number].item != origins[number]);
        };
        return key(a) < key(b);
    });
    for (quint32 at = 0; at < m_order.size(); ++at) {
        const Item origin = origins[m_order[at]];
        if (m_groups.empty() || m_groups.back().origin != origin)
            m_groups.push_back({origin, at, at, 0});
        Group &group = m_groups.back();
        const bool sameItem =
            group.end > group.begin && all[m_order[at - 1]].item == all[m_order[at]].item;
        group.items += sameItem ? 0 : 1;
        group.end = at + 1;
    }
    std::stable_sort(m_groups.begin(), m_groups.end(), [](const Group &a, const Group &b) {
        return a.end - a.begin > b.end - b.begin;
    });
}

} // namespace arborist
