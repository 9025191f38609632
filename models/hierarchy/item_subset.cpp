// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/item_subset.h"

#include <algorithm>
#include <bit>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr quint64 bitOf(Item item)
{
    return quint64(1) << (item & 63U);
}

bool test(const std::vector<quint64> &bits, Item item)
{
    return (bits[item >> 6U] & bitOf(item)) != 0;
}

} // namespace

ItemSubset::ItemSubset(const Snapshot &snapshot, std::span<const Item> hits,
                       std::span<const quint32> organizations, Item subtree)
{
    mark(snapshot, hits);
    arrange(snapshot, organizations, subtree);
    measure(snapshot);
}

void ItemSubset::mark(const Snapshot &snapshot, std::span<const Item> hits)
{
    const size_t words = (size_t(snapshot.size()) + 63) / 64;
    m_bits.assign(words, 0);
    m_hitBits.assign(words, 0);
    for (const Item hit : hits) {
        m_hitBits[hit >> 6U] |= bitOf(hit);
        for (Item item = hit; item != kNoItem && !test(m_bits, item); item = snapshot.parent(item))
            m_bits[item >> 6U] |= bitOf(item);
    }
}

void ItemSubset::arrange(const Snapshot &snapshot, std::span<const quint32> organizations,
                         Item subtree)
{
    const auto &all = snapshot.organizations();
    m_roots.resize(all.size());
    m_organizationEnds.assign(all.size(), 0);
    for (const quint32 organization : organizations) {
        Family &family = m_roots[organization];
        family.first = quint32(m_rootItems.size());
        const std::span<const Item> roots = subtree == kNoItem
                                                ? std::span<const Item>(all[organization].roots)
                                                : std::span<const Item>(&subtree, 1);
        for (const Item root : roots) {
            if (!test(m_bits, root))
                continue;
            m_rootItems.push_back(root);
            appendTree(snapshot, root);
        }
        family.count = quint32(m_rootItems.size()) - family.first;
        m_organizationEnds[organization] = quint32(m_items.size());
    }
    // Hits of organizations that are not shown were marked, too: only what was reached is a member.
    std::fill(m_bits.begin(), m_bits.end(), 0);
    for (const Item item : m_items)
        m_bits[item >> 6U] |= bitOf(item);
    rank();
}

void ItemSubset::appendTree(const Snapshot &snapshot, Item root)
{
    std::vector<Item> open{root};
    while (!open.empty()) {
        const Item item = open.back();
        open.pop_back();
        m_items.push_back(item);
        Family family{quint32(m_children.size()), 0};
        for (const Item child : snapshot.children(item)) {
            if (test(m_bits, child))
                m_children.push_back(child);
        }
        family.count = quint32(m_children.size()) - family.first;
        m_families.push_back(family);
        open.insert(open.end(), m_children.rbegin(), m_children.rbegin() + family.count);
    }
}

void ItemSubset::rank()
{
    m_ranks.resize(m_bits.size());
    quint32 before = 0;
    for (size_t word = 0; word < m_bits.size(); ++word) {
        m_ranks[word] = before;
        before += quint32(std::popcount(m_bits[word]));
    }
    m_positions.resize(m_items.size());
    for (quint32 position = 0; position < m_items.size(); ++position) {
        const Item item = m_items[position];
        const quint64 below = m_bits[item >> 6U] & (bitOf(item) - 1);
        m_positions[m_ranks[item >> 6U] + quint32(std::popcount(below))] = position;
    }
}

void ItemSubset::measure(const Snapshot &snapshot)
{
    const auto count = quint32(m_items.size());
    m_ends.resize(count);
    m_rows.assign(count, 0);
    for (quint32 position = 0; position < count; ++position) {
        m_ends[position] = position + 1;
        if (isHit(m_items[position]))
            m_hitPositions.push_back(position);
        for (quint32 row = 0; row < m_families[position].count; ++row)
            m_rows[positionOf(m_children[m_families[position].first + row])] = row;
    }
    for (const Family &family : m_roots) {
        for (quint32 row = 0; row < family.count; ++row)
            m_rows[positionOf(m_rootItems[family.first + row])] = row;
    }
    // Backwards every subtree is complete before its parent asks for its end.
    for (quint32 position = count; position-- > 0;) {
        const Item parent = snapshot.parent(m_items[position]);
        if (contains(parent)) {
            quint32 &end = m_ends[positionOf(parent)];
            end = std::max(end, m_ends[position]);
        }
    }
}

bool ItemSubset::contains(Item item) const
{
    return item != kNoItem && test(m_bits, item);
}

bool ItemSubset::isHit(Item item) const
{
    return contains(item) && test(m_hitBits, item);
}

std::span<const Item> ItemSubset::roots(quint32 organization) const
{
    const Family &family = m_roots[organization];
    return {m_rootItems.data() + family.first, family.count};
}

std::span<const Item> ItemSubset::children(Item item) const
{
    const Family &family = m_families[positionOf(item)];
    return {m_children.data() + family.first, family.count};
}

int ItemSubset::rowOf(Item item) const
{
    return int(m_rows[positionOf(item)]);
}

quint32 ItemSubset::positionOf(Item item) const
{
    const quint64 below = m_bits[item >> 6U] & (bitOf(item) - 1);
    return m_positions[m_ranks[item >> 6U] + quint32(std::popcount(below))];
}

quint32 ItemSubset::positionsBefore(const Snapshot &snapshot, Item item) const
{
    Item branch = item;
    Item ancestor = snapshot.parent(item);
    while (ancestor != kNoItem && !contains(ancestor)) {
        branch = ancestor;
        ancestor = snapshot.parent(ancestor);
    }
    const quint32 organization = snapshot.organizationOf(item);
    const auto siblings = ancestor != kNoItem ? children(ancestor) : roots(organization);
    const int row = snapshot.rowOf(branch);
    const auto after = std::partition_point(siblings.begin(), siblings.end(), [&](Item sibling) {
        return snapshot.rowOf(sibling) < row;
    });
    if (after != siblings.end())
        return positionOf(*after);
    return ancestor != kNoItem ? m_ends[positionOf(ancestor)] : m_organizationEnds[organization];
}

Item ItemSubset::next(const Snapshot &snapshot, Item from) const
{
    quint32 start = 0;
    if (from != kNoItem)
        start = contains(from) ? positionOf(from) + 1 : positionsBefore(snapshot, from);
    const auto hit = std::lower_bound(m_hitPositions.begin(), m_hitPositions.end(), start);
    return hit == m_hitPositions.end() ? kNoItem : m_items[*hit];
}

Item ItemSubset::previous(const Snapshot &snapshot, Item from) const
{
    auto end = quint32(m_items.size());
    if (from != kNoItem)
        end = contains(from) ? positionOf(from) : positionsBefore(snapshot, from);
    const auto hit = std::lower_bound(m_hitPositions.begin(), m_hitPositions.end(), end);
    return hit == m_hitPositions.begin() ? kNoItem : m_items[*std::prev(hit)];
}

} // namespace arborist
