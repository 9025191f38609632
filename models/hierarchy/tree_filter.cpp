// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/tree_filter.h"

#include <algorithm>
#include <numeric>

namespace arborist {

using namespace hierarchy;
using Show = FilterRequest::Show;

std::vector<quint32> organizationsByDrift(const Snapshot &snapshot)
{
    const auto &all = snapshot.organizations();
    std::vector<quint32> order(all.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](quint32 a, quint32 b) {
        if (all[a].driftedItems != all[b].driftedItems)
            return all[a].driftedItems > all[b].driftedItems;
        return QString::compare(all[a].name, all[b].name, Qt::CaseInsensitive) < 0;
    });
    return order;
}

TreeFilterPtr TreeFilter::build(SnapshotPtr snapshot, FilterRequest request)
{
    std::shared_ptr<TreeFilter> filter(new TreeFilter);
    filter->m_snapshot = std::move(snapshot);
    filter->m_request = std::move(request);
    const Snapshot &all = *filter->m_snapshot;
    FilterRequest &wanted = filter->m_request;
    if (wanted.subtree != kNoItem) {
        wanted.organization = all.organizationOf(wanted.subtree);
        filter->markSubtree();
    }
    std::vector<quint32> organizations = wanted.organization
                                             ? std::vector<quint32>{*wanted.organization}
                                             : organizationsByDrift(all);
    filter->m_stops.emplace(all, filter->hits(), organizations, wanted.subtree);
    if (wanted.show != Show::All) {
        std::erase_if(organizations,
                      [&](quint32 each) { return filter->m_stops->roots(each).empty(); });
    }
    filter->m_organizations = std::move(organizations);
    filter->m_organizationRows.assign(all.organizations().size(), -1);
    for (size_t row = 0; row < filter->m_organizations.size(); ++row)
        filter->m_organizationRows[filter->m_organizations[row]] = int(row);
    return filter;
}

std::vector<Item> TreeFilter::hits() const
{
    std::vector<Item> items;
    if (m_request.show == Show::Hits) {
        for (const Item item : m_request.hits) {
            if (isInside(item))
                items.push_back(item);
        }
        return items;
    }
    for (const Finding &finding : m_snapshot->findings()) {
        if (m_request.kinds != 0 && (m_request.kinds & bit(finding.kind)) == 0)
            continue;
        if (m_request.show == Show::Origins && !finding.origin)
            continue;
        if ((items.empty() || items.back() != finding.item) && isInside(finding.item))
            items.push_back(finding.item);
    }
    return items;
}

void TreeFilter::markSubtree()
{
    m_inside.assign(size_t(m_snapshot->size()), false);
    std::vector<Item> open{m_request.subtree};
    while (!open.empty()) {
        const Item item = open.back();
        open.pop_back();
        m_inside[item] = true;
        const auto children = m_snapshot->children(item);
        open.insert(open.end(), children.begin(), children.end());
    }
}

bool TreeFilter::isInside(Item item) const
{
    return m_inside.empty() || m_inside[item];
}

int TreeFilter::rowOfOrganization(quint32 organization) const
{
    return m_organizationRows[organization];
}

std::span<const Item> TreeFilter::roots(quint32 organization) const
{
    if (m_request.show != Show::All)
        return m_stops->roots(organization);
    if (m_request.subtree != kNoItem)
        return {&m_request.subtree, 1};
    return m_snapshot->organizations()[organization].roots;
}

std::span<const Item> TreeFilter::children(Item item) const
{
    return m_request.show == Show::All ? m_snapshot->children(item) : m_stops->children(item);
}

bool TreeFilter::contains(Item item) const
{
    if (item == kNoItem || qsizetype(item) >= m_snapshot->size())
        return false;
    if (m_request.show != Show::All)
        return m_stops->contains(item);
    return m_organizationRows[m_snapshot->organizationOf(item)] >= 0 && isInside(item);
}

int TreeFilter::rowOf(Item item) const
{
    if (item == m_request.subtree)
        return 0;
    return m_request.show == Show::All ? m_snapshot->rowOf(item) : m_stops->rowOf(item);
}

Item TreeFilter::parent(Item item) const
{
    return item == m_request.subtree ? kNoItem : m_snapshot->parent(item);
}

bool TreeFilter::matches(Item item) const
{
    return m_request.show == Show::All ? contains(item) : m_stops->isHit(item);
}

qsizetype TreeFilter::matchCount() const
{
    return m_stops->hitCount();
}

Item TreeFilter::nextStop(Item from) const
{
    const Item found = m_stops->next(*m_snapshot, from);
    return found != kNoItem ? found : m_stops->next(*m_snapshot, kNoItem);
}

Item TreeFilter::previousStop(Item from) const
{
    const Item found = m_stops->previous(*m_snapshot, from);
    return found != kNoItem ? found : m_stops->previous(*m_snapshot, kNoItem);
}

} // namespace arborist
