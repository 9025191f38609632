// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"

namespace arborist {

/// Some items of a snapshot (the hits) with their ancestors, as a forest of its own: every question
/// a tree view asks is answered in constant time. Built once, off the GUI thread, in time linear in
/// the families it touches; immutable afterwards. About 20 bytes an item shown.
class ItemSubset
{
public:
    /// `organizations`: the ones shown, in the order of the top level; hits elsewhere are left out.
    /// `subtree`: stands for its organization's roots, unless it is kNoItem.
    ItemSubset(const hierarchy::Snapshot &snapshot, std::span<const hierarchy::Item> hits,
               std::span<const quint32> organizations,
               hierarchy::Item subtree = hierarchy::kNoItem);

    qsizetype size() const { return qsizetype(m_items.size()); }
    qsizetype hitCount() const { return qsizetype(m_hitPositions.size()); }
    bool contains(hierarchy::Item item) const;
    bool isHit(hierarchy::Item item) const;
    std::span<const hierarchy::Item> roots(quint32 organization) const;
    std::span<const hierarchy::Item> children(hierarchy::Item item) const;
    /// Among the siblings in this subset.
    int rowOf(hierarchy::Item item) const;

    /// The nearest hit after or before `from` in tree order, which need not be in the subset;
    /// kNoItem at the end. From kNoItem: the first or the last.
    hierarchy::Item next(const hierarchy::Snapshot &snapshot, hierarchy::Item from) const;
    hierarchy::Item previous(const hierarchy::Snapshot &snapshot, hierarchy::Item from) const;

private:
    struct Family {
        quint32 first = 0;
        quint32 count = 0;
    };

    void mark(const hierarchy::Snapshot &snapshot, std::span<const hierarchy::Item> hits);
    void arrange(const hierarchy::Snapshot &snapshot, std::span<const quint32> organizations,
                 hierarchy::Item subtree);
    void appendTree(const hierarchy::Snapshot &snapshot, hierarchy::Item root);
    void measure(const hierarchy::Snapshot &snapshot);
    void rank();
    quint32 positionOf(hierarchy::Item item) const;
    /// How many members of the subset stand before `item`, which is not one of them.
    quint32 positionsBefore(const hierarchy::Snapshot &snapshot, hierarchy::Item item) const;

    std::vector<quint64> m_bits;          ///< by item: is it in the subset
    std::vector<quint64> m_hitBits;       ///< by item: is it a hit
    std::vector<quint32> m_ranks;         ///< members before each word of m_bits
    std::vector<quint32> m_positions;     ///< by rank: place in tree order
    std::vector<hierarchy::Item> m_items; ///< by position
    std::vector<quint32> m_ends;          ///< by position: where its subtree ends
    std::vector<quint32> m_rows;          ///< by position: row among its siblings
    std::vector<Family> m_families;       ///< by position: its part of m_children
    std::vector<hierarchy::Item> m_children;
    std::vector<Family> m_roots;             ///< by organization: its part of m_rootItems
    std::vector<quint32> m_organizationEnds; ///< by organization: position after its last member
    std::vector<hierarchy::Item> m_rootItems;
    std::vector<quint32> m_hitPositions; ///< ascending
};

} // namespace arborist
