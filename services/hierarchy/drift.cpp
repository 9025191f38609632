// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/drift.h"

#include "services/core/error.h"
#include <algorithm>

namespace arborist::hierarchy {
namespace {

constexpr size_t kCheckEvery = 1U << 14; ///< items between looks at the stop token
constexpr quint32 kAhead = 12;           ///< items whose memory is asked for ahead of their turn
constexpr quint16 kNotLive = kArchived | kDeleted;

void throwIfStopped(const std::stop_token &stop, size_t at)
{
    if (at % kCheckEvery == 0 && stop.stop_requested())
        throw Error::cancelled();
}

} // namespace

DriftComparison::DriftComparison(const ItemTable &table, const Forest &forest,
                                 const Mapping &mapping, int depthBase, std::stop_token stop)
    : m_table(table),
      m_forest(forest),
      m_mapping(mapping),
      m_rule(table, mapping),
      m_comparePath(!table.path.empty()),
      m_depthBase(depthBase),
      m_stop(std::move(stop))
{
    const PathRule path = mapping.rules.path.value_or(PathRule{});
    m_separator = path.separator.toStdString();
    m_pathHasSelf = path.self;
    m_labelIsId = table.label.empty();
    if (table.has(Field::Updated)) {
        m_anyRecent = std::any_of(table.flags.begin(), table.flags.end(),
                                  [](quint16 flags) { return (flags & kRecent) != 0; });
    }
    const QStringList &declared = mapping.rules.declared;
    const auto declare = [&](std::initializer_list<Kind> kinds, const char *key) {
        for (const Kind kind : kinds)
            m_declared[size_t(kind)] |= declared.contains(QLatin1String(key));
    };
    declare({Kind::D1}, "depth");
    declare({Kind::D2}, "path");
    declare({Kind::R1, Kind::R2, Kind::R3}, "count_archived");
    declare({Kind::R1, Kind::R2, Kind::R3}, "count_deleted");
    declare({Kind::R2, Kind::R3}, "count_self");
    declare({Kind::R4}, "estimate_sum");
    declare({Kind::R5}, "progress");
    declare({Kind::T1}, "min_start");
    declare({Kind::T2}, "max_end");
}

double DriftComparison::agreement(Kind kind) const
{
    if (m_forest.innerItems == 0)
        return 1;
    return 1 - double(m_innerMismatches[size_t(kind)]) / double(m_forest.innerItems);
}

bool DriftComparison::isKnown(Kind kind) const
{
    return m_declared[size_t(kind)] || m_innerMismatches[size_t(kind)] * 10 <= m_forest.innerItems;
}

void DriftComparison::resetUpward()
{
    for (int kind = int(Kind::R1); kind <= int(Kind::T2); ++kind)
        m_innerMismatches[size_t(kind)] = 0;
    m_nullForZero = 0;
}

bool DriftComparison::mismatch(Kind kind, bool inner)
{
    auto &count = m_innerMismatches[size_t(kind)];
    const qint64 now = inner ? count.fetch_add(1, std::memory_order_relaxed) + 1
                             : count.load(std::memory_order_relaxed);
    return m_declared[size_t(kind)] || now * 10 <= m_forest.innerItems;
}

bool DriftComparison::isInFlight(Item item) const
{
    if (!m_anyRecent)
        return false;
    const auto recent = [this](Item other) { return (m_table.flags[other] & kRecent) != 0; };
    const auto children = m_forest.childrenOf(item);
    return recent(item) || (m_table.parent[item] != kNoItem && recent(m_table.parent[item])) ||
           std::any_of(children.begin(), children.end(), recent);
}

void DriftComparison::report(Findings &findings, Item item, Kind kind, bool origin, bool repairable,
                             qint64 stored, qint64 expected) const
{
    const bool inFlight = isInFlight(item);
    findings.push_back({item, kind, origin, inFlight, repairable && !inFlight, stored, expected});
}

PathHash DriftComparison::extended(const PathHash &parent, Item item) const
{
    if (m_labelIsId)
        return m_table.ids.extendPath(parent, item, m_separator);
    return extendByText(parent, m_table.label[item], m_separator);
}

void DriftComparison::prefetchDownward(Item item) const
{
    __builtin_prefetch(m_table.flags.data() + item);
    __builtin_prefetch(m_table.parent.data() + item);
    __builtin_prefetch(m_forest.firstChild.data() + item);
    m_table.field(Field::Depth).prefetch(item);
    m_table.field(Field::Position).prefetch(item);
    if (m_comparePath)
        __builtin_prefetch(m_table.path.data() + item);
}

void DriftComparison::prefetchUpward(Item item) const
{
    __builtin_prefetch(m_table.flags.data() + item);
    __builtin_prefetch(m_forest.firstChild.data() + item);
    for (int field = int(Field::ChildCount); field <= int(Field::End); ++field)
        m_table.fields[size_t(field)].prefetch(item);
}

void DriftComparison::compareDownward(size_t organization, Findings &findings)
{
    const std::vector<quint32> &levels = m_forest.levels[organization];
    const Item *order = m_forest.order.data();
    compareSiblings(m_forest.roots[organization], findings);
    // Expected paths of two adjacent levels only; with `self` off an item's expected path is its
    // parent's prefix, so what is handed down is always the prefix for the children.
    std::vector<PathHash> prefixes;
    std::vector<PathHash> next;
    for (size_t level = 0; level + 1 < levels.size(); ++level) {
        const quint32 begin = levels[level];
        const quint32 end = levels[level + 1];
        if (level == 0) {
            prefixes.assign(end - begin, PathHash{});
        }
        next.clear();
        if (level + 2 < levels.size())
            next.reserve(levels[level + 2] - end);
        for (quint32 at = begin; at < end; ++at) {
            throwIfStopped(m_stop, at);
            const Item item = order[at];
            if (at + kAhead < end)
                prefetchDownward(order[at + kAhead]);
            PathHash path = prefixes[at - begin];
            PathHash forChildren = path;
            if (m_comparePath) {
                forChildren = extended(path, item);
                if (m_pathHasSelf)
                    path = forChildren;
            }
            compareItem(item, quint32(level), path, findings);
            const auto children = m_forest.childrenOf(item);
            compareSiblings(children, findings);
            next.insert(next.end(), children.size(), forChildren);
        }
        prefixes.swap(next);
    }
}

void DriftComparison::compareItem(Item item, quint32 depth, const PathHash &expectedPath,
                                  Findings &findings)
{
    const Item parent = m_table.parent[item];
    const bool inner = m_forest.firstChild[item + 1] > m_forest.firstChild[item];
    if (parent != kNoItem && (m_table.flags[parent] & kNotLive) &&
        !(m_table.flags[item] & kNotLive))
        report(findings, item, Kind::S6, true, false);
    if (int(depth) > m_mapping.rules.maxDepth)
        report(findings, item, Kind::S7, int(depth) == m_mapping.rules.maxDepth + 1, false, depth,
               m_mapping.rules.maxDepth);
    const RawColumn &depths = m_table.field(Field::Depth);
    if (depths.exists()) {
        const qint64 expected = qint64(depth) + m_depthBase;
        const qint64 stored = depths[item];
        if (stored != expected && mismatch(Kind::D1, inner)) {
            const bool origin = parent == kNoItem || stored == kNull || depths[parent] == kNull ||
                                stored != depths[parent] + 1;
            report(findings, item, Kind::D1, origin, true, stored, expected);
        }
    }
    if (m_comparePath && m_table.path[item] != expectedPath && mismatch(Kind::D2, inner)) {
        bool origin = true;
        if (parent != kNoItem && m_table.path[item] != kNoPath && m_table.path[parent] != kNoPath)
            origin =
                extended(m_table.path[parent], m_pathHasSelf ? item : parent) != m_table.path[item];
        report(findings, item, Kind::D2, origin, true);
    }
}

void DriftComparison::compareSiblings(std::span<const Item> siblings, Findings &findings) const
{
    const RawColumn &positions = m_table.field(Field::Position);
    if (!positions.exists() || siblings.size() < 2)
        return;
    const bool repairable = m_table.type(Field::Position).type == ValueType::Integer;
    const auto counts = [this](Item item) { return !(m_table.flags[item] & kCut); };
    for (size_t begin = 0; begin < siblings.size();) {
        const qint64 position = positions[siblings[begin]];
        size_t end = begin + 1;
        while (end < siblings.size() && positions[siblings[end]] == position)
            ++end;
        const auto group = siblings.subspan(begin, end - begin);
        begin = end;
        if (position == kNull || group.size() < 2 ||
            std::count_if(group.begin(), group.end(), counts) < 2)
            continue;
        for (const Item item : group) {
            if (counts(item))
                report(findings, item, Kind::S8, true, repairable, position);
        }
    }
}

void DriftComparison::compareUpward(size_t organization, Findings &findings)
{
    const std::vector<quint32> &levels = m_forest.levels[organization];
    const Item *order = m_forest.order.data();
    // Rollups of two adjacent levels only. Children of a level's items lie in order on the next
    // one.
    std::vector<Rollup> rollups;
    std::vector<Rollup> below;
    for (size_t level = levels.size() - 1; level-- > 0;) {
        const quint32 begin = levels[level];
        const quint32 end = levels[level + 1];
        rollups.clear();
        rollups.reserve(end - begin);
        size_t nextChild = 0;
        for (quint32 at = begin; at < end; ++at) {
            throwIfStopped(m_stop, at);
            const Item item = order[at];
            if (at + kAhead < end)
                prefetchUpward(order[at + kAhead]);
            const auto children = m_forest.childrenOf(item);
            Rollup rollup = m_rule.own(item);
            for (size_t i = 0; i < children.size(); ++i) {
                if (m_rule.contributes(children[i]))
                    m_rule.add(rollup, children[i], below[nextChild + i]);
            }
            m_rule.finish(rollup, item);
            compareRollups(item, rollup, children, below.data() + nextChild, findings);
            nextChild += children.size();
            rollups.push_back(rollup);
        }
        rollups.swap(below);
    }
}

void DriftComparison::compareRollups(Item item, const Rollup &rollup,
                                     std::span<const Item> children, const Rollup *childRollups,
                                     Findings &findings)
{
    for (int i = int(Field::ChildCount); i <= int(Field::MaxEnd); ++i) {
        const auto field = static_cast<Field>(i);
        if (!m_rule.uses(field) || m_rule.isManualTarget(field, item))
            continue;
        const qint64 stored = m_table.field(field)[item];
        const qint64 expected = m_rule.expected(field, item, rollup);
        if (stored == expected)
            continue;
        if (m_rule.agrees(field, stored, expected)) {
            if (stored == kNull)
                m_nullForZero.fetch_add(1, std::memory_order_relaxed);
            continue;
        }
        const Kind kind = kindOf(field);
        if (!mismatch(kind, !children.empty()))
            continue;
        report(findings, item, kind, isOrigin(field, item, stored, children, childRollups), true,
               stored, expected);
    }
}

bool DriftComparison::isOrigin(Field field, Item item, qint64 stored,
                               std::span<const Item> children, const Rollup *childRollups) const
{
    if (field == Field::ChildCount || children.empty())
        return true;
    Rollup fromStored = m_rule.own(item);
    for (size_t i = 0; i < children.size(); ++i) {
        if (m_rule.contributes(children[i]))
            m_rule.add(fromStored, children[i], m_rule.stored(children[i], childRollups[i]));
    }
    m_rule.finish(fromStored, item);
    if (field == Field::Progress)
        return !m_rule.progressFollows(item, stored, fromStored);
    return !m_rule.agrees(field, stored, m_rule.expected(field, item, fromStored));
}

void DriftComparison::reportStructure(Findings &findings) const
{
    for (const CutEdge &cut : m_forest.cuts)
        report(findings, cut.item, cut.kind, true, true);
    for (const Item item : m_forest.cycleMembers) {
        if (!(m_table.flags[item] & kCut))
            report(findings, item, Kind::S2, false, false);
    }
    const RawColumn &start = m_table.field(Field::Start);
    const RawColumn &end = m_table.field(Field::End);
    for (Item item = 0; item < m_table.size(); ++item) {
        const bool judgedByServer = (m_table.flags[item] & kStartAfterEnd) != 0;
        if (judgedByServer ||
            (start[item] != kNull && end[item] != kNull && start[item] > end[item]))
            report(findings, item, Kind::Q1, true, false, start[item], end[item]);
    }
}

} // namespace arborist::hierarchy
