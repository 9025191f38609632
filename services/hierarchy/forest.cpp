// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/forest.h"

#include "services/core/error.h"
#include <algorithm>

namespace arborist::hierarchy {
namespace {

constexpr Item kCheckEvery = 1U << 16; ///< items between looks at the stop token

class Builder
{
public:
    Builder(ItemTable &table, const std::stop_token &stop) : m_table(table), m_stop(stop) {}

    Forest build()
    {
        cutBadEdges();
        link();
        if (m_reached < m_table.size()) {
            cutCycles();
            link();
        }
        std::sort(m_forest.cuts.begin(), m_forest.cuts.end(),
                  [](const CutEdge &a, const CutEdge &b) { return a.item < b.item; });
        return std::move(m_forest);
    }

private:
    void checkStop(Item item) const
    {
        if (item % kCheckEvery == 0 && m_stop.stop_requested())
            throw Error::cancelled();
    }

    void cut(Item item, Kind kind)
    {
        m_forest.cuts.push_back({item, kind, m_table.parent[item]});
        m_table.parent[item] = kNoItem;
        m_table.flags[item] |= kCut;
    }

    void cutBadEdges()
    {
        for (const ItemTable::Dangling &dangling : m_table.dangling)
            cut(dangling.item, dangling.foreign ? Kind::S4 : Kind::S3);
        for (Item item = 0; item < m_table.size(); ++item) {
            checkStop(item);
            const Item parent = m_table.parent[item];
            if (parent == kNoItem)
                continue;
            if (parent == item)
                cut(item, Kind::S1);
            else if (m_table.organization[parent] != m_table.organization[item])
                cut(item, Kind::S4);
        }
    }

    /// Children lists by counting sort, then breadth-first order from the roots.
    void link()
    {
        const auto count = Item(m_table.size());
        Array<quint32> &first = m_forest.firstChild;
        first.clear();
        first.resize(size_t(count) + 1, 0);
        std::vector<quint32> organizationSize(size_t(m_table.organizations.size()), 0);
        for (Item item = 0; item < count; ++item) {
            checkStop(item);
            ++organizationSize[m_table.organization[item]];
            if (m_table.parent[item] != kNoItem)
                ++first[m_table.parent[item]];
        }
        quint32 sum = 0;
        m_forest.innerItems = 0;
        for (Item item = 0; item <= count; ++item) {
            sum += first[item];
            m_forest.innerItems += first[item] > 0;
            first[item] = sum; // the end for now; filling moves it down to the beginning
        }
        m_forest.children.clear();
        m_forest.children.resize(sum, 0);
        m_forest.roots.assign(organizationSize.size(), {});
        for (Item item = count; item-- > 0;) {
            checkStop(item);
            const Item parent = m_table.parent[item];
            if (parent != kNoItem)
                m_forest.children[--first[parent]] = item;
            else
                m_forest.roots[m_table.organization[item]].push_back(item);
        }
        walk(organizationSize);
    }

    void walk(const std::vector<quint32> &organizationSize)
    {
        m_forest.order.clear();
        m_forest.order.resize(m_table.size(), kNoItem);
        m_forest.levels.assign(organizationSize.size(), {});
        m_reached = 0;
        quint32 begin = 0;
        for (size_t organization = 0; organization < organizationSize.size(); ++organization) {
            m_reached += walkOrganization(organization, begin);
            begin += organizationSize[organization];
        }
    }

    quint32 walkOrganization(size_t organization, quint32 begin)
    {
        Array<Item> &order = m_forest.order;
        std::vector<Item> &roots = m_forest.roots[organization];
        std::vector<quint32> &levels = m_forest.levels[organization];
        sortSiblings(roots);
        std::copy(roots.begin(), roots.end(), order.data() + begin);
        quint32 levelBegin = begin;
        auto end = quint32(begin + roots.size());
        levels.push_back(levelBegin);
        while (levelBegin < end) {
            levels.push_back(end);
            const quint32 levelEnd = end;
            for (quint32 at = levelBegin; at < levelEnd; ++at) {
                checkStop(at);
                const Item item = order[at];
                const quint32 from = m_forest.firstChild[item];
                const quint32 size = m_forest.firstChild[item + 1] - from;
                if (size == 0)
                    continue;
                Item *siblings = m_forest.children.data() + from;
                sortSiblings({siblings, size});
                std::copy(siblings, siblings + size, order.data() + end);
                end += size;
            }
            levelBegin = levelEnd;
        }
        return end - begin;
    }

    void sortSiblings(std::span<Item> siblings) const
    {
        if (siblings.size() < 2)
            return;
        const SiblingOrder before(m_table);
        if (!std::is_sorted(siblings.begin(), siblings.end(), before))
            std::sort(siblings.begin(), siblings.end(), before);
    }

    /// Items that no root reaches lie on a cycle or below one; walking up from each finds the
    /// cycles.
    void cutCycles()
    {
        Array<quint32> seen; // 0 not yet, 1 reached or done, else the number of the walk
        seen.resize(m_table.size(), 0);
        for (const Item item : m_forest.order) {
            if (item != kNoItem)
                seen[item] = 1;
        }
        quint32 walkNumber = 1;
        std::vector<Item> trail;
        for (Item start = 0; start < m_table.size(); ++start) {
            checkStop(start);
            if (seen[start] != 0)
                continue;
            ++walkNumber;
            trail.clear();
            Item item = start;
            while (seen[item] == 0) {
                seen[item] = walkNumber;
                trail.push_back(item);
                item = m_table.parent[item];
            }
            if (seen[item] == walkNumber) {
                const auto entry = std::find(trail.begin(), trail.end(), item);
                m_forest.cycleMembers.insert(m_forest.cycleMembers.end(), entry, trail.end());
                m_heads.push_back(*std::min_element(
                    entry, trail.end(), [this](Item a, Item b) { return cutBefore(a, b); }));
            }
            for (const Item passed : trail)
                seen[passed] = 1;
        }
        for (const Item head : m_heads)
            cut(head, Kind::S2);
        std::sort(m_forest.cycleMembers.begin(), m_forest.cycleMembers.end());
    }

    /// Smallest stored depth, then newest change, then largest id (hierarchy.md 4.2, S2).
    bool cutBefore(Item a, Item b) const
    {
        const RawColumn &depth = m_table.field(Field::Depth);
        const qint64 da = depth[a] == kNull ? std::numeric_limits<qint64>::max() : depth[a];
        const qint64 db = depth[b] == kNull ? std::numeric_limits<qint64>::max() : depth[b];
        if (da != db)
            return da < db;
        const RawColumn &updated = m_table.field(Field::Updated);
        if (updated[a] != updated[b])
            return updated[a] > updated[b];
        return m_table.ids.less(b, a);
    }

    ItemTable &m_table;
    const std::stop_token &m_stop;
    Forest m_forest;
    std::vector<Item> m_heads;
    size_t m_reached = 0;
};

} // namespace

Forest makeForest(ItemTable &table, const std::stop_token &stop)
{
    return Builder(table, stop).build();
}

} // namespace arborist::hierarchy
