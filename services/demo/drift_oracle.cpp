// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/drift_oracle.h"

#include <QByteArrayView>
#include <algorithm>
#include <tuple>

namespace arborist::demo {

DriftOracle::DriftOracle(const ItemTable &items, qint64 idsOfAll, Manifest &manifest)
    : m_items(items),
      m_idsOfAll(idsOfAll),
      m_manifest(manifest),
      m_count(size_t(items.size()))
{
}

void DriftOracle::run()
{
    m_parent.assign(m_count, -1);
    m_orphan.assign(m_count, 0);
    m_drifted.assign(m_count, 0);
    checkParents();
    cutCycles();
    measureDepth();
    sumUp();
    spreadDates();
    checkPositions();
    compare();
}

bool DriftOracle::exists(qint64 id) const
{
    const qint32 item = m_items.indexOf(id);
    // Other organizations' items are referred to only where nothing is ever removed.
    return item >= 0 ? !m_items.removed[size_t(item)] : id >= 1 && id <= m_idsOfAll;
}

void DriftOracle::find(ManifestKind kind, size_t item)
{
    m_manifest.add(kind, m_items.idOf(qint32(item)));
    if (!m_drifted[item])
        ++m_manifest.driftedItems;
    m_drifted[item] = 1;
}

void DriftOracle::checkParents()
{
    for (size_t i = 0; i < m_count; ++i) {
        if (m_items.removed[i])
            continue;
        ++m_manifest.items;
        const qint64 id = m_items.parentId[i];
        if (id == 0)
            continue;
        const bool self = id == m_items.idOf(qint32(i));
        if (exists(id) && m_items.contains(id) && !self) {
            m_parent[i] = m_items.indexOf(id);
            continue;
        }
        m_manifest.cut.push_back(m_items.idOf(qint32(i)));
        m_orphan[i] = !exists(id);
        find(self ? S1 : m_orphan[i] ? S3 : S4, i);
    }
}

void DriftOracle::cutCycles()
{
    // 0 unseen, 1 on the way up from the item at hand, 2 known to lead to a root
    std::vector<quint8> seen(m_count);
    std::vector<qint32> way;
    for (size_t i = 0; i < m_count; ++i) {
        way.clear();
        qint32 at = qint32(i);
        while (at >= 0 && seen[size_t(at)] == 0) {
            seen[size_t(at)] = 1;
            way.push_back(at);
            at = m_parent[size_t(at)];
        }
        if (at >= 0 && seen[size_t(at)] == 1)
            cutCycle({std::find(way.begin(), way.end(), at), way.end()});
        for (const qint32 item : way)
            seen[size_t(item)] = 2;
    }
}

void DriftOracle::cutCycle(const std::vector<qint32> &members)
{
    const auto order = [this](qint32 item) {
        const auto i = size_t(item);
        return std::tuple(m_items.depth[i], -m_items.updated[i], -item);
    };
    const qint32 head = *std::min_element(members.begin(), members.end(),
                                          [&](qint32 a, qint32 b) { return order(a) < order(b); });
    for (const qint32 member : members)
        find(S2, size_t(member));
    m_parent[size_t(head)] = -1;
    m_manifest.cut.push_back(m_items.idOf(head));
}

void DriftOracle::measureDepth()
{
    m_depth.assign(m_count, 0);
    for (size_t i = 0; i < m_count; ++i) {
        bool stranded = false;
        for (qint32 at = m_parent[i]; at >= 0; at = m_parent[size_t(at)]) {
            ++m_depth[i];
            stranded = stranded || m_orphan[size_t(at)];
        }
        m_manifest.stranded += stranded && !m_items.removed[i];
    }
}

void DriftOracle::sumUp()
{
    m_children.assign(m_count, 0);
    m_descendants.assign(m_count, 0);
    m_done.assign(m_count, 0);
    m_work.assign(m_count, 0);
    m_doneWork.assign(m_count, 0);
    for (size_t i = 0; i < m_count; ++i)
        if (!m_items.removed[i])
            sumUpOne(i);
}

// Adds the item's own values to itself and to everything above, as far up as deleted items let
// them.
void DriftOracle::sumUpOne(size_t item)
{
    const bool done =
        m_items.status[item] == ItemStatus::Done || m_items.status[item] == ItemStatus::Closed;
    const qint64 work = m_items.estimate[item] == kNone ? 0 : m_items.estimate[item];
    const qint64 percent = done                                 ? 10'000
                           : m_items.percentDone[item] == kNone ? 0
                                                                : m_items.percentDone[item];
    m_work[item] += work;
    m_doneWork[item] += work * percent;
    if (counts(item) && m_parent[item] >= 0)
        ++m_children[size_t(m_parent[item])];
    bool carried = counts(item);
    for (qint32 above = m_parent[item]; above >= 0 && carried; above = m_parent[size_t(above)]) {
        const auto at = size_t(above);
        ++m_descendants[at];
        m_done[at] += done;
        m_work[at] += work;
        m_doneWork[at] += work * percent;
        carried = counts(at);
    }
}

void DriftOracle::spreadDates()
{
    m_start.assign(m_count, kNoDate);
    m_end.assign(m_count, kNoDate);
    std::vector<qint32> deepestFirst;
    for (size_t i = 0; i < m_count; ++i)
        if (!m_items.removed[i])
            deepestFirst.push_back(qint32(i));
    std::stable_sort(deepestFirst.begin(), deepestFirst.end(), [this](qint32 a, qint32 b) {
        return m_depth[size_t(a)] > m_depth[size_t(b)];
    });
    for (const qint32 item : deepestFirst) {
        const auto i = size_t(item);
        // By now every child has left its range here; without any the item's own dates count.
        if (m_start[i] == kNoDate) {
            qint32 a = m_items.start[i];
            qint32 b = m_items.end[i];
            if (a == kNoDate)
                a = b;
            if (b == kNoDate)
                b = a;
            m_start[i] = a < b ? a : b;
            m_end[i] = a < b ? b : a;
        }
        if (m_start[i] == kNoDate || m_parent[i] < 0 || !counts(i))
            continue;
        const auto above = size_t(m_parent[i]);
        const bool first = m_start[above] == kNoDate;
        m_start[above] = first ? m_start[i] : std::min(m_start[above], m_start[i]);
        m_end[above] = first ? m_end[i] : std::max(m_end[above], m_end[i]);
    }
}

void DriftOracle::checkPositions()
{
    std::vector<std::tuple<qint64, qint32, qint32>> places;
    for (size_t i = 0; i < m_count; ++i)
        if (!m_items.removed[i] && m_items.position[i] != kNone)
            places.emplace_back(m_items.parentId[i], m_items.position[i], qint32(i));
    std::sort(places.begin(), places.end());
    const auto same = [&](size_t a, size_t b) {
        return std::get<0>(places[a]) == std::get<0>(places[b]) &&
               std::get<1>(places[a]) == std::get<1>(places[b]);
    };
    for (size_t n = 0; n < places.size(); ++n)
        if ((n > 0 && same(n - 1, n)) || (n + 1 < places.size() && same(n, n + 1)))
            find(S8, size_t(std::get<2>(places[n])));
}

void DriftOracle::compare()
{
    for (size_t i = 0; i < m_count; ++i)
        if (!m_items.removed[i])
            compareOne(i);
}

void DriftOracle::compareOne(size_t item)
{
    const auto i = item;
    const qint32 parent = m_items.indexOf(m_items.parentId[i]);
    if (m_items.isLive(qint32(i)) && parent >= 0 && !m_items.removed[size_t(parent)] &&
        !m_items.isLive(parent))
        find(S6, i);
    if (m_depth[i] > m_manifest.maxDepth)
        find(S7, i);
    if (m_items.depth[i] != m_depth[i])
        find(D1, i);
    comparePath(i);
    if (m_items.childCount[i] != m_children[i])
        find(R1, i);
    if (m_items.descendantCount[i] != m_descendants[i])
        find(R2, i);
    if (m_items.doneCount[i] != m_done[i])
        find(R3, i);
    if (m_items.estimateSum[i] == kNoSum && m_work[i] == 0)
        ++m_manifest.nullForZero;
    else if (m_items.estimateSum[i] != m_work[i])
        find(R4, i);

    qint64 progress = 0;
    const bool done =
        m_items.status[i] == ItemStatus::Done || m_items.status[i] == ItemStatus::Closed;
    if (m_work[i] > 0)
        progress = (m_doneWork[i] + m_work[i] / 2) / m_work[i];
    else if (m_descendants[i] > 0)
        progress = (m_done[i] * 10'000LL + m_descendants[i] / 2) / m_descendants[i];
    else if (m_items.percentDone[i] != kNone)
        progress = m_items.percentDone[i];
    else if (done)
        progress = 10'000;
    if (m_items.progress[i] != progress)
        find(R5, i);
    if (m_items.minStart[i] != m_start[i])
        find(T1, i);
    if (m_items.maxEnd[i] != m_end[i])
        find(T2, i);
    if (m_items.start[i] != kNoDate && m_items.end[i] != kNoDate &&
        m_items.start[i] > m_items.end[i])
        find(Q1, i);
}

void DriftOracle::comparePath(size_t item)
{
    m_items.storedPath(qint32(item), m_stored);
    std::vector<qint64> ids;
    for (qint32 at = qint32(item); at >= 0; at = m_parent[size_t(at)])
        ids.push_back(m_items.idOf(at));
    m_expected.resize(0);
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        if (id != ids.rbegin())
            m_expected.append('/');
        appendNumber(m_expected, *id);
    }
    // S5: the last but one segment names an item that exists and is not the parent, which exists
    // too.
    const qsizetype last = m_stored.lastIndexOf('/');
    if (last > 0 && m_items.parentId[item] != 0) {
        const qsizetype before = m_stored.lastIndexOf('/', last - 1);
        const qint64 named = m_stored.mid(before + 1, last - before - 1).toLongLong();
        if (named != m_items.parentId[item] && exists(named) && exists(m_items.parentId[item]))
            find(S5, item);
    }
    if (m_stored != m_expected)
        find(D2, item);
}

} // namespace arborist::demo
