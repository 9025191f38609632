// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/drift_origin.h"

#include "models/hierarchy/field_info.h"
#include <set>

namespace arborist {

using namespace hierarchy;

namespace {

bool passesDown(Kind kind)
{
    return groupOf(kind) == KindGroup::Path;
}

bool passesUp(Kind kind)
{
    return groupOf(kind) == KindGroup::Counts || groupOf(kind) == KindGroup::Dates;
}

const Finding *inheritedAt(const Snapshot &snapshot, Item item, Kind kind)
{
    const Finding *finding = findingOf(snapshot, item, kind);
    return finding && !finding->origin && !finding->inFlight ? finding : nullptr;
}

class Spread
{
public:
    Spread(const Snapshot &snapshot, int limit) : m_snapshot(snapshot), m_left(limit) {}

    void up(Item from, Kind kind)
    {
        for (Item item = m_snapshot.parent(from); item != kNoItem && take(item, kind);
             item = m_snapshot.parent(item))
            result.upwards = true;
    }

    void down(Item from, Kind kind)
    {
        std::vector<Item> open{from};
        while (!open.empty() && result.complete) {
            const Item item = open.back();
            open.pop_back();
            for (const Item child : m_snapshot.children(item)) {
                if (!take(child, kind))
                    continue;
                result.downwards = true;
                open.push_back(child);
            }
        }
    }

    /// Follows an inherited finding back to where it began.
    Item began(Item from, Kind kind)
    {
        Item item = from;
        while (item != kNoItem && m_left-- > 0) {
            const Finding *finding = findingOf(m_snapshot, item, kind);
            if (!finding)
                return kNoItem;
            if (finding->origin)
                return item;
            item = passesDown(kind) ? m_snapshot.parent(item) : driftedChild(item, kind);
        }
        return kNoItem;
    }

    DriftSpread result;

private:
    bool take(Item item, Kind kind)
    {
        if (m_left-- <= 0) {
            result.complete = false;
            return false;
        }
        if (!inheritedAt(m_snapshot, item, kind))
            return false;
        ++result.inheritedElsewhere;
        m_items.insert(item);
        result.itemsElsewhere = qint64(m_items.size());
        return true;
    }

    Item driftedChild(Item item, Kind kind)
    {
        for (const Item child : m_snapshot.children(item)) {
            if (m_left-- <= 0)
                return kNoItem;
            if (findingOf(m_snapshot, child, kind))
                return child;
        }
        return kNoItem;
    }

    const Snapshot &m_snapshot;
    int m_left;
    std::set<Item> m_items;
};

} // namespace

DriftSpread spreadOf(const Snapshot &snapshot, Item item, int limit)
{
    Spread spread(snapshot, limit);
    for (const Finding &finding : snapshot.findings(item)) {
        if (finding.inFlight)
            continue;
        if (!finding.origin) {
            ++spread.result.inheritedHere;
            if (spread.result.began == kNoItem)
                spread.result.began = spread.began(item, finding.kind);
            continue;
        }
        ++spread.result.originsHere;
        if (passesDown(finding.kind))
            spread.down(item, finding.kind);
        else if (passesUp(finding.kind))
            spread.up(item, finding.kind);
    }
    return spread.result;
}

} // namespace arborist
