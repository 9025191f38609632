// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/position_planner.h"

#include <algorithm>
#include <functional>
#include <map>

namespace arborist::repair {
namespace {

/// The most frequent distance of neighbours, the smallest of equally frequent ones; 1 if none.
qint64 usualStep(const std::vector<qint64> &positions)
{
    std::map<qint64, int> counts;
    for (size_t i = 1; i < positions.size(); ++i) {
        if (positions[i] > positions[i - 1])
            ++counts[positions[i] - positions[i - 1]];
    }
    qint64 step = 1;
    int most = 0;
    for (const auto &[distance, count] : counts) {
        if (count > most) {
            most = count;
            step = distance;
        }
    }
    return step;
}

/// Which stay: the longest run of them that leaves room for all the others in between; the first of
/// equally long ones, so that rather the later siblings move.
std::vector<bool> staying(const std::vector<qint64> &positions, qint64 smallest, qint64 largest)
{
    const size_t count = positions.size();
    const auto slack = [&](size_t i) { return Int128(positions[i]) - Int128(i); };
    const auto mayStay = [&](size_t i) {
        return slack(i) >= smallest && Int128(largest) - positions[i] >= Int128(count - 1 - i);
    };
    // From the end: how long a run each one begins. `begins` holds, by length, the largest slack
    // that such a run begins with.
    std::vector<size_t> length(count, 0);
    std::vector<Int128> begins;
    for (size_t i = count; i-- > 0;) {
        if (!mayStay(i))
            continue;
        const auto at =
            std::upper_bound(begins.begin(), begins.end(), slack(i), std::greater<Int128>());
        length[i] = size_t(at - begins.begin()) + 1;
        if (at == begins.end())
            begins.push_back(slack(i));
        else
            *at = slack(i);
    }
    std::vector<bool> stays(count, false);
    size_t wanted = begins.size();
    Int128 last = smallest;
    for (size_t i = 0; i < count && wanted > 0; ++i) {
        if (length[i] == wanted && slack(i) >= last) {
            stays[i] = true;
            last = slack(i);
            --wanted;
        }
    }
    return stays;
}

} // namespace

PositionPlanner::PositionPlanner(const Snapshot &snapshot, qint64 largest)
    : m_snapshot(snapshot),
      m_largest(largest)
{
}

std::vector<qint64> PositionPlanner::renumbered(const std::vector<qint64> &positions,
                                                qint64 largest)
{
    const Int128 step = usualStep(positions);
    const size_t count = positions.size();
    const Int128 first = positions.front();
    const Int128 smallest = first > 0 ? std::min(first, step) : first;
    if (largest - smallest < Int128(count - 1))
        return {};
    const std::vector<bool> stays = staying(positions, qint64(smallest), largest);
    std::vector<qint64> result = positions;
    for (size_t begin = 0; begin < count;) {
        if (stays[begin]) {
            ++begin;
            continue;
        }
        size_t end = begin;
        while (end < count && !stays[end])
            ++end;
        const auto moving = Int128(end - begin);
        // The room lies between the neighbours that stay, both left out.
        const Int128 below = begin > 0 ? Int128(result[begin - 1]) : smallest - 1;
        const Int128 above = end < count ? Int128(positions[end]) : Int128(largest) + 1;
        const Int128 room = above - below - 1;
        const Int128 start = begin > 0     ? below + step
                             : end < count ? std::max(smallest, above - moving * step)
                                           : smallest;
        const bool fits = start + (moving - 1) * step < above;
        for (Int128 i = 0; i < moving; ++i) {
            result[begin + size_t(i)] =
                qint64(fits ? start + i * step : below + (i + 1) * (room + 1) / (moving + 1));
        }
        begin = end;
    }
    return result;
}

std::vector<PositionChoice> PositionPlanner::plan(const std::vector<ParentChoice> &parents) const
{
    // Only siblings of whom two share a position, or who get company.
    const Snapshot &snapshot = m_snapshot;
    std::map<std::pair<quint32, Item>, std::vector<Item>> arriving; // by organization and parent
    const auto place = [&](Item item, Item parent) {
        return std::pair(snapshot.organizationOf(item), parent);
    };
    for (const ParentChoice &choice : parents)
        arriving[place(choice.item, choice.parent)].push_back(choice.item);
    for (const Finding &finding : snapshot.findings()) {
        if (finding.kind == Kind::S8)
            arriving[place(finding.item, snapshot.parent(finding.item))];
    }
    std::vector<PositionChoice> choices;
    for (const auto &[where, items] : arriving) {
        const auto [organization, parent] = where;
        const auto present = parent == kNoItem
                                 ? std::span(snapshot.organizations()[organization].roots)
                                 : snapshot.children(parent);
        std::vector<Item> siblings = items;
        for (const Item item : present) {
            if (!(snapshot.table().flags[item] & kCut))
                siblings.push_back(item);
        }
        planGroup(siblings, choices);
    }
    std::sort(choices.begin(), choices.end(),
              [](const auto &a, const auto &b) { return a.item < b.item; });
    return choices;
}

void PositionPlanner::planGroup(std::vector<Item> &siblings,
                                std::vector<PositionChoice> &choices) const
{
    const ItemTable &table = m_snapshot.table();
    std::erase_if(siblings, [&](Item item) { return table.field(Field::Position)[item] == kNull; });
    std::sort(siblings.begin(), siblings.end(), SiblingOrder(table));
    std::vector<qint64> positions;
    positions.reserve(siblings.size());
    for (const Item item : siblings)
        positions.push_back(table.field(Field::Position)[item]);
    if (std::adjacent_find(positions.begin(), positions.end()) == positions.end())
        return;
    const std::vector<qint64> wanted = renumbered(positions, m_largest);
    const size_t before = choices.size();
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == positions[i])
            continue;
        if (m_snapshot.isInFlight(siblings[i])) {
            choices.resize(before);
            return;
        }
        choices.push_back({siblings[i], wanted[i]});
    }
}

} // namespace arborist::repair
