// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/change_collector.h"

#include "services/repair/subtree.h"
#include <algorithm>

namespace arborist::repair {

ChangeCollector::ChangeCollector(const Snapshot &planned, quint32 kinds)
    : m_planned(planned),
      m_kinds(kinds)
{
    if (planned.cuts().empty())
        return;
    std::vector<Item> heads;
    for (const CutEdge &cut : planned.cuts())
        heads.push_back(cut.item);
    m_leftAlone.assign(size_t(planned.size()), false);
    for (const Item item : subtrees(planned, heads))
        m_leftAlone[item] = true;
}

bool ChangeCollector::isWritten(const Finding &finding) const
{
    return (m_kinds & bit(finding.kind)) && classOf(finding.kind) == KindClass::Derived &&
           finding.repairable && (m_leftAlone.empty() || !m_leftAlone[finding.item]);
}

std::vector<RepairChanges::Entry> ChangeCollector::collect(const Snapshot &before,
                                                           const StructuralChoices &choices) const
{
    std::vector<RepairChanges::Entry> entries;
    for (const ParentChoice &choice : choices.parents) {
        const qint64 after = choice.parent == kNoItem ? kNull : qint64(choice.parent);
        entries.push_back({{choice.item, choice.kind, true, false}, after});
    }
    for (const PositionChoice &choice : choices.positions) {
        if (!(m_planned.table().flags[choice.item] & kGone))
            entries.push_back({{choice.item, Kind::S8, true, false}, choice.position});
    }
    for (const Item item : subtrees(before, choices.deletedHeads))
        entries.push_back({{item, Kind::S3, before.parent(item) == kNoItem, true}, kNull});
    for (const Finding &finding : m_planned.findings()) {
        if (isWritten(finding))
            entries.push_back(
                {{finding.item, finding.kind, finding.origin, false}, finding.expected});
    }
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) {
        return std::pair(a.change.item, a.change.kind) < std::pair(b.change.item, b.change.kind);
    });
    return entries;
}

KindCounts ChangeCollector::remaining() const
{
    KindCounts counts{};
    const std::vector<Finding> &findings = m_planned.findings();
    for (size_t i = 0; i < findings.size(); ++i) {
        const Finding &finding = findings[i];
        if (finding.inFlight || isWritten(finding))
            continue;
        // A path that names another parent goes with the path.
        if (finding.kind == Kind::S5) {
            const auto same = m_planned.findings(finding.item);
            if (std::any_of(same.begin(), same.end(), [&](const Finding &other) {
                    return other.kind == Kind::D2 && isWritten(other);
                }))
                continue;
        }
        KindCount &count = counts[size_t(finding.kind)];
        ++count.items;
        count.origins += finding.origin;
        count.repairable += finding.repairable;
    }
    return counts;
}

} // namespace arborist::repair
