// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/truth_planter.h"

#include "services/demo/item_generator.h"
#include <utility>

namespace arborist::demo {

void TruthPlanter::plant(const MishapCounts &counts)
{
    for (int n = 0; n < counts[size_t(Mishap::TooDeep)]; ++n)
        tooDeep();
    for (int n = 0; n < counts[size_t(Mishap::DeletedAlone)]; ++n)
        deletedAlone();
    for (int n = 0; n < counts[size_t(Mishap::Inverted)]; ++n)
        inverted();
}

// A leaf goes below an item of the last level, and a second leaf below that.
void TruthPlanter::tooDeep()
{
    const auto level = [this](qint32 item) {
        int steps = 0;
        for (qint32 at = m_ground.parent(item); at >= 0; at = m_ground.parent(at))
            ++steps;
        return steps;
    };
    const qint32 last = m_ground.pick(
        [&](qint32 item) { return m_ground.children(item).empty() && level(item) == kLevels - 1; });
    if (last < 0)
        return;
    qint32 above = last;
    for (int n = 0; n < 2; ++n) {
        m_ground.claim(above);
        const qint32 leaf = m_ground.pick([&](qint32 item) {
            return item > above && m_ground.parent(item) >= 0 && m_ground.children(item).empty();
        });
        if (leaf < 0)
            return;
        m_items.parentId[size_t(leaf)] = m_items.idOf(above);
        m_items.position[size_t(leaf)] = 10;
        m_ground.record(Mishap::TooDeep, leaf, m_items.idOf(above));
        above = leaf;
    }
}

void TruthPlanter::deletedAlone()
{
    const qint32 item = m_ground.pick([&](qint32 at) {
        const auto below = m_ground.children(at);
        if (m_ground.parent(at) < 0 || below.empty() || below.size() > 4)
            return false;
        for (const qint32 child : below)
            if (!m_ground.isFree(child))
                return false;
        return true;
    });
    if (item < 0)
        return;
    m_items.deleted[size_t(item)] = 1;
    for (const qint32 child : m_ground.children(item))
        m_ground.claim(child);
    m_ground.record(Mishap::DeletedAlone, item);
}

void TruthPlanter::inverted()
{
    const qint32 item = m_ground.pick([&](qint32 at) {
        const qint32 start = m_items.start[size_t(at)];
        const qint32 end = m_items.end[size_t(at)];
        return start != kNoDate && end != kNoDate && start < end;
    });
    if (item < 0)
        return;
    std::swap(m_items.start[size_t(item)], m_items.end[size_t(item)]);
    m_ground.record(Mishap::Inverted, item);
}

} // namespace arborist::demo
