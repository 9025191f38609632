// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/tree_shape.h"

#include "models/hierarchy/tree_filter.h"
#include "services/core/error.h"
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr TreeShape::Node kNodesBetweenStops = 65'536;

std::span<const TreeShape::Node> within(const std::vector<TreeShape::Node> &ascending,
                                        TreeShape::Node first, TreeShape::Node last)
{
    const auto begin = std::ranges::lower_bound(ascending, first);
    return {begin, std::lower_bound(begin, ascending.end(), last)};
}

} // namespace

Severity severityOf(Kind kind)
{
    switch (classOf(kind)) {
    case KindClass::Structure:
        return Severity::Structure;
    case KindClass::Derived:
        return Severity::Derived;
    case KindClass::Data:
        return Severity::Data;
    }
    return Severity::None;
}

Severity severityOf(const Snapshot &snapshot, Item item)
{
    Severity worst = Severity::None;
    for (const Finding &finding : snapshot.findings(item)) {
        if (!finding.inFlight)
            worst = std::max(worst, severityOf(finding.kind));
    }
    return worst;
}

TreeShapePtr TreeShape::build(SnapshotPtr snapshot, const std::stop_token &stop)
{
    std::shared_ptr<TreeShape> shape(new TreeShape);
    shape->m_snapshot = std::move(snapshot);
    shape->arrange(stop);
    shape->measure();
    shape->judge();
    return shape;
}

void TreeShape::arrange(const std::stop_token &stop)
{
    const Snapshot &all = *m_snapshot;
    const size_t count = size_t(all.size()) + all.organizations().size();
    m_members.reserve(count);
    m_levels.reserve(count);
    m_nodes.assign(size_t(all.size()), kNoNode);
    m_organizations.assign(all.organizations().size(), kNoNode);
    struct Open {
        Item item;
        quint32 level;
    };
    std::vector<Open> open;
    for (const quint32 organization : organizationsByDrift(all)) {
        m_organizations[organization] = size();
        m_members.push_back(organization | kOrganizationBit);
        m_levels.push_back(0);
        const auto &roots = all.organizations()[organization].roots;
        for (auto root = roots.rbegin(); root != roots.rend(); ++root)
            open.push_back({*root, 1});
        while (!open.empty()) {
            const Open next = open.back();
            open.pop_back();
            if (size() % kNodesBetweenStops == 0 && stop.stop_requested())
                throw Error::cancelled();
            m_nodes[next.item] = size();
            m_members.push_back(next.item);
            m_levels.push_back(next.level);
            const auto children = all.children(next.item);
            for (auto child = children.rbegin(); child != children.rend(); ++child)
                open.push_back({*child, next.level + 1});
        }
    }
}

void TreeShape::measure()
{
    // Backwards every subtree is complete before its parent asks for its end.
    m_ends.assign(size(), 0);
    for (Node node = size(); node-- > 0;) {
        m_ends[node] = std::max(m_ends[node], node + 1);
        const Node above = parent(node);
        if (above != kNoNode)
            m_ends[above] = std::max(m_ends[above], m_ends[node]);
    }
}

void TreeShape::judge()
{
    const Snapshot &all = *m_snapshot;
    m_severities.assign(size(), 0);
    for (const Finding &finding : all.findings()) {
        if (finding.inFlight)
            continue;
        const Node node = m_nodes[finding.item];
        m_severities[node] = std::max(m_severities[node], quint8(severityOf(finding.kind)));
        if (m_drifted.empty() || m_drifted.back() != node)
            m_drifted.push_back(node);
        const bool dates = finding.kind == Kind::T1 || finding.kind == Kind::T2;
        if (dates && (m_dateDrift.empty() || m_dateDrift.back() != node))
            m_dateDrift.push_back(node);
    }
    std::ranges::sort(m_drifted);
    std::ranges::sort(m_dateDrift);
    for (Node node = size(); node-- > 0;) {
        const Node above = parent(node);
        if (above == kNoNode)
            continue;
        const auto worst = quint8(std::max(own(node), under(node)));
        if (worst > quint8(under(above)))
            m_severities[above] = quint8(unsigned(own(above)) | unsigned(worst) << 2U);
    }
}

quint32 TreeShape::organizationAt(Node node) const
{
    return isOrganization(node) ? m_members[node] & ~kOrganizationBit
                                : m_snapshot->organizationOf(m_members[node]);
}

Item TreeShape::itemAt(Node node) const
{
    return isOrganization(node) ? kNoItem : m_members[node];
}

TreeShape::Node TreeShape::parent(Node node) const
{
    if (isOrganization(node))
        return kNoNode;
    const Item item = m_members[node];
    const Item parent = m_snapshot->parent(item);
    return parent != kNoItem ? m_nodes[parent] : m_organizations[m_snapshot->organizationOf(item)];
}

TreeShape::Node TreeShape::drifted(Node first, Node last) const
{
    return Node(within(m_drifted, first, last).size());
}

std::span<const TreeShape::Node> TreeShape::dateDrift(Node first, Node last) const
{
    return within(m_dateDrift, first, last);
}

} // namespace arborist
