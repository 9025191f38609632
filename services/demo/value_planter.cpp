// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/value_planter.h"

#include "services/demo/item_generator.h"
#include <algorithm>

namespace arborist::demo {

void ValuePlanter::plant(const MishapCounts &counts)
{
    for (auto mishap = quint8(Mishap::Depth); mishap <= quint8(Mishap::NullSum); ++mishap)
        for (int n = 0; n < counts[mishap]; ++n)
            plantOne(Mishap(mishap));
}

void ValuePlanter::plantOne(Mishap mishap)
{
    switch (mishap) {
    case Mishap::Depth:
        return depth();
    case Mishap::Path:
    case Mishap::DepthAndPath:
        return path(mishap);
    case Mishap::ChildCount:
        return childCount();
    case Mishap::LostCount:
        return lostCount();
    case Mishap::LostDone:
        return lostDone();
    case Mishap::LostEstimate:
        return lostEstimate();
    case Mishap::LostSum:
        return lostSum();
    case Mishap::Progress:
        return progress();
    case Mishap::LostDates:
        return lostDates();
    case Mishap::MinStart:
    case Mishap::MaxEnd:
        return date(mishap);
    case Mishap::NullSum:
        return nullSum();
    default:
        return;
    }
}

qint32 ValuePlanter::pickLeaf(const PlantingGround::Test &test)
{
    return m_ground.pick([&](qint32 item) {
        return m_ground.parent(item) >= 0 && m_ground.children(item).empty() &&
               m_items.childCount[size_t(item)] == 0 && test(item);
    });
}

qint32 ValuePlanter::pickInner(const PlantingGround::Test &test)
{
    return m_ground.pick(
        [&](qint32 item) { return m_items.childCount[size_t(item)] > 0 && test(item); });
}

void ValuePlanter::depth()
{
    const qint32 item = m_ground.pick([](qint32) { return true; });
    if (item < 0)
        return;
    qint32 &stored = m_items.depth[size_t(item)];
    const bool up = stored == 0 || (stored < kLevels - 1 && m_ground.random().chance(500));
    stored += up ? 1 : -1;
    m_ground.record(Mishap::Depth, item);
}

// The path's first segment names another root, or is missing; its last two stay, so that it still
// names the right parent.
void ValuePlanter::path(Mishap mishap)
{
    const qint32 item = m_ground.pick([&](qint32 at) {
        return m_items.depth[size_t(at)] >= 2 && m_items.depth[size_t(at)] < kLevels;
    });
    if (item < 0)
        return;
    QByteArray path;
    m_items.storedPath(item, path);
    const QByteArray below = path.mid(path.indexOf('/') + 1);
    if (mishap == Mishap::Path) {
        const qint64 root = path.left(path.indexOf('/')).toLongLong();
        const qint64 other = m_items.idOf(m_ground.random().below(m_items.roots));
        path.setNum(other == root ? m_items.idOf(m_items.indexOf(other) == 0 ? 1 : 0) : other);
        m_items.pathOverride[item] = path + '/' + below;
    } else {
        m_items.pathOverride[item] = below;
        --m_items.depth[size_t(item)];
    }
    m_ground.record(mishap, item);
}

void ValuePlanter::childCount()
{
    const qint32 item = pickInner([](qint32) { return true; });
    if (item < 0)
        return;
    qint32 &stored = m_items.childCount[size_t(item)];
    stored += stored > 1 && m_ground.random().chance(500) ? -1 : m_ground.random().between(1, 2);
    m_ground.record(Mishap::ChildCount, item);
}

void ValuePlanter::lostCount()
{
    const int lost = m_ground.random().between(1, 3);
    const qint32 item =
        pickInner([&](qint32 at) { return m_items.descendantCount[size_t(at)] >= lost; });
    if (item < 0)
        return;
    for (const qint32 above : m_ground.chain(item)) {
        qint32 &stored = m_items.descendantCount[size_t(above)];
        stored = std::max(0, stored - lost);
    }
    m_ground.record(Mishap::LostCount, item);
}

void ValuePlanter::lostDone()
{
    const qint32 item =
        pickLeaf([&](qint32 at) { return m_items.status[size_t(at)] == ItemStatus::Active; });
    if (item < 0)
        return;
    m_items.status[size_t(item)] = ItemStatus::Done;
    m_items.percentDone[size_t(item)] = kNone;
    m_items.progress[size_t(item)] = 10'000;
    m_ground.record(Mishap::LostDone, item);
}

void ValuePlanter::lostEstimate()
{
    const qint32 item = pickLeaf([&](qint32 at) { return m_items.estimate[size_t(at)] > 0; });
    if (item < 0)
        return;
    m_items.estimate[size_t(item)] += 50 * m_ground.random().between(2, 48);
    m_items.estimateSum[size_t(item)] = m_items.estimate[size_t(item)];
    m_ground.record(Mishap::LostEstimate, item);
}

void ValuePlanter::lostSum()
{
    const qint64 lost = 50 * m_ground.random().between(2, 40);
    const qint32 item =
        pickInner([&](qint32 at) { return m_items.estimateSum[size_t(at)] > lost; });
    if (item < 0)
        return;
    for (const qint32 above : m_ground.chain(item)) {
        qint64 &stored = m_items.estimateSum[size_t(above)];
        stored = std::max<qint64>(0, stored - lost);
    }
    m_ground.record(Mishap::LostSum, item);
}

void ValuePlanter::progress()
{
    const qint32 item = pickInner([](qint32) { return true; });
    if (item < 0)
        return;
    qint32 &stored = m_items.progress[size_t(item)];
    const qint32 by = m_ground.random().between(40, 260) * 10;
    stored = stored >= 5'000 ? stored - by : stored + by;
    m_ground.record(Mishap::Progress, item);
}

// A leaf that its parent's range ends with is moved on.
void ValuePlanter::lostDates()
{
    const qint32 item = pickLeaf([&](qint32 at) {
        const auto i = size_t(at);
        return m_items.end[i] != kNoDate && m_items.end[i] == m_items.maxEnd[i] &&
               m_items.maxEnd[size_t(m_ground.parent(at))] == m_items.maxEnd[i];
    });
    if (item < 0)
        return;
    const auto i = size_t(item);
    const qint32 days = m_ground.random().between(3, 30);
    m_items.end[i] += days;
    m_items.maxEnd[i] += days;
    if (m_items.start[i] != kNoDate && m_ground.random().chance(300)) {
        m_items.start[i] -= 60;
        m_items.minStart[i] = m_items.start[i];
    } else if (m_items.start[i] == kNoDate) {
        m_items.minStart[i] = m_items.end[i];
    }
    m_ground.record(Mishap::LostDates, item);
}

void ValuePlanter::date(Mishap mishap)
{
    auto &column = mishap == Mishap::MinStart ? m_items.minStart : m_items.maxEnd;
    const qint32 item = pickInner([&](qint32 at) { return column[size_t(at)] != kNoDate; });
    if (item < 0)
        return;
    const int roll = m_ground.random().below(10);
    if (roll == 0)
        column[size_t(item)] = kNoDate;
    else
        column[size_t(item)] += (roll < 5 ? 1 : -1) * m_ground.random().between(2, 45);
    m_ground.record(mishap, item);
}

void ValuePlanter::nullSum()
{
    const qint32 item = pickLeaf([&](qint32 at) { return m_items.estimateSum[size_t(at)] == 0; });
    if (item < 0)
        return;
    m_items.estimateSum[size_t(item)] = kNoSum;
    m_ground.record(Mishap::NullSum, item);
}

} // namespace arborist::demo
