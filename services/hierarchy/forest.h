// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/item_table.h"
#include "services/hierarchy/kind.h"
#include <span>
#include <stop_token>
#include <vector>

namespace arborist::hierarchy {

/// Order of siblings: by position (NULL last), then by id.
class SiblingOrder
{
public:
    explicit SiblingOrder(const ItemTable &table) : m_table(table) {}
    bool operator()(Item a, Item b) const
    {
        const RawColumn &position = m_table.field(Field::Position);
        const quint64 pa = key(position[a]);
        const quint64 pb = key(position[b]);
        return pa != pb ? pa < pb : m_table.ids.less(a, b);
    }

private:
    /// As unsigned, NULL (the smallest number) becomes the largest.
    static quint64 key(qint64 position) { return quint64(position) - 1 + (1ULL << 63); }
    const ItemTable &m_table;
};

/// An edge that is not part of the effective forest.
struct CutEdge {
    Item item;
    Kind kind;         ///< S1, S2, S3 or S4
    Item storedParent; ///< kNoItem where it is not among the rows
};

/// The effective forest: what remains when every bad edge is cut (hierarchy.md section 1). Every
/// item is in it exactly once, whatever the data looked like.
struct Forest {
    Array<quint32> firstChild;            ///< by item; one more than items
    Array<Item> children;                 ///< siblings in order: position (NULL last), then id
    Array<Item> order;                    ///< breadth first, organization by organization
    std::vector<std::vector<Item>> roots; ///< by organization, in sibling order
    /// By organization: where each level begins in `order`, and where the last one ends.
    std::vector<std::vector<quint32>> levels;
    std::vector<CutEdge> cuts;      ///< by item
    std::vector<Item> cycleMembers; ///< all items on a closed chain
    qint64 innerItems = 0;          ///< items with at least one child

    std::span<const Item> childrenOf(Item item) const
    {
        return {children.data() + firstChild[item], firstChild[item + 1] - firstChild[item]};
    }
};

/// Cuts bad edges (table.parent becomes the effective parent) and orders what remains. O(n), no
/// recursion; throws Error::cancelled().
Forest makeForest(ItemTable &table, const std::stop_token &stop);

} // namespace arborist::hierarchy
