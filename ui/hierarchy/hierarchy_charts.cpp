// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_charts.h"

#include "ui/hierarchy/bar_chart.h"
#include "ui/hierarchy/gantt_view.h"
#include "ui/hierarchy/icicle_view.h"
#include "ui/hierarchy/over_time_chart.h"
#include "ui/hierarchy/shape_loader.h"
#include <cstdlib>

namespace arborist {

using namespace hierarchy;
using Node = TreeShape::Node;

namespace {

/// The history keeps times in milliseconds, the scan knows them better.
constexpr qint64 kSameScanMs = 2;

} // namespace

HierarchyCharts::HierarchyCharts(Session &session, DetailsCache &details, QWidget *parent)
    : ChartPane(parent),
      m_loader(new ShapeLoader(session, this)),
      m_gantt(details),
      m_map(details)
{
    auto *byKind =
        new BarChart(m_byKind, DriftByKindModel::TitleColumn, DriftByKindModel::ItemsColumn);
    auto *byOrganization = new BarChart(m_byOrganization, DriftByOrganizationModel::NameColumn,
                                        DriftByOrganizationModel::DriftedColumn);
    byKind->setEmptyText(tr("No drift was found."));
    byKind->setChangeColumn(DriftByKindModel::ChangeColumn);
    byOrganization->setEmptyText(tr("No organization has drift."));
    addChart(tr("By kind"), byKind, &m_byKind);
    addChart(tr("By organization"), byOrganization, &m_byOrganization);
    addChart(tr("Over time"), new OverTimeChart(m_overTime), &m_overTime, OverTimeChart::legend());
    addGantt();
    addMap();
    connect(byKind, &BarChart::activated, this, [this](int row) {
        const QModelIndex index = m_byKind.index(row, DriftByKindModel::TitleColumn);
        Q_EMIT kindChosen(bit(Kind(index.data(KindRole).toInt())));
    });
    connect(byOrganization, &BarChart::activated, this, [this](int row) {
        const QModelIndex index = m_byOrganization.index(row, 0);
        Q_EMIT organizationChosen(index.data(OrganizationRole).toUInt());
    });
    connect(m_loader, &ShapeLoader::loaded, this, &HierarchyCharts::takeShape);
    connect(this, &ChartPane::currentChartChanged, this, &HierarchyCharts::loadIfShown);
}

void HierarchyCharts::addGantt()
{
    m_ganttView = new GanttView(m_gantt);
    addChart(tr("Gantt"), m_ganttView, &m_gantt, GanttView::legend());
    connect(m_ganttView, &GanttView::itemChosen, this, &HierarchyCharts::choose);
    connect(m_ganttView, &GanttView::organizationChosen, this,
            &HierarchyCharts::organizationSelected);
    connect(m_ganttView, &GanttView::parentRequested, this, [this] {
        if (m_gantt.scope() == TreeShape::kNoNode)
            return;
        const Node above = m_shape->parent(m_gantt.scope());
        if (above != TreeShape::kNoNode)
            m_gantt.setScope(m_shape, above, m_gantt.isLimited());
    });
    connect(m_ganttView, &GanttView::differingToggled, this, [this](bool differing) {
        if (m_shape && differing != m_gantt.isLimited())
            m_gantt.setScope(m_shape, m_gantt.scope(), differing);
    });
}

void HierarchyCharts::addMap()
{
    m_mapView = new IcicleView(m_map);
    addChart(tr("Map"), m_mapView, &m_map, IcicleView::legend());
    connect(m_mapView, &IcicleView::itemChosen, this, &HierarchyCharts::choose);
    connect(m_mapView, &IcicleView::organizationChosen, this,
            &HierarchyCharts::organizationSelected);
}

void HierarchyCharts::choose(Item item)
{
    m_chosen = item;
    Q_EMIT itemChosen(item);
}

void HierarchyCharts::setSnapshot(const SnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_organization.reset();
    m_shape.reset();
    m_hasCurrent = false;
    m_chosen = kNoItem;
    m_byKind.setDifference(std::nullopt);
    m_byKind.setSnapshot(snapshot);
    m_byOrganization.setSnapshot(snapshot);
    m_gantt.setScope(nullptr, TreeShape::kNoNode, m_gantt.isLimited());
    m_map.setFocus(nullptr, TreeShape::kNoNode);
    m_loader->setSnapshot(snapshot);
    loadIfShown();
}

void HierarchyCharts::loadIfShown()
{
    if (currentChart() == Gantt || currentChart() == Map)
        m_loader->request();
}

void HierarchyCharts::takeShape(const TreeShapePtr &shape)
{
    m_shape = shape;
    m_map.setFocus(m_shape, TreeShape::kNoNode);
    showOrganizationOnMap();
    const Node node = !m_hasCurrent          ? TreeShape::kNoNode
                      : m_current != kNoItem ? m_shape->nodeOf(m_current)
                                             : m_shape->nodeOfOrganization(m_currentOrganization);
    mark(node);
    showSubtree(node);
    Q_EMIT settled();
}

void HierarchyCharts::setOrganization(std::optional<quint32> organization)
{
    if (organization == m_organization)
        return;
    m_organization = organization;
    m_byKind.setSnapshot(m_snapshot, organization);
    showOrganizationOnMap();
}

void HierarchyCharts::showOrganizationOnMap()
{
    if (m_shape)
        m_mapView->setFocusNode(m_organization ? m_shape->nodeOfOrganization(*m_organization)
                                               : TreeShape::kNoNode);
}

void HierarchyCharts::setCurrent(Item item, quint32 organization)
{
    // A change of the filter tells the same item again.
    if (m_hasCurrent && item == m_current && organization == m_currentOrganization)
        return;
    m_hasCurrent = true;
    m_current = item;
    m_currentOrganization = organization;
    if (!m_shape)
        return;
    const Node node =
        item != kNoItem ? m_shape->nodeOf(item) : m_shape->nodeOfOrganization(organization);
    mark(node);
    // What was clicked in the strip must not take the strip away from under the pointer.
    const bool chosenHere = item != kNoItem && item == m_chosen && m_gantt.rowOf(node) >= 0;
    if (!chosenHere)
        showSubtree(node);
}

void HierarchyCharts::mark(Node node)
{
    m_ganttView->setMarked(node);
    m_mapView->setMarked(node);
}

void HierarchyCharts::showSubtree(Node node)
{
    // An item without children is shown among its siblings.
    if (node != TreeShape::kNoNode && m_shape->below(node) == 0 &&
        m_shape->parent(node) != TreeShape::kNoNode)
        node = m_shape->parent(node);
    m_gantt.setScope(m_shape, node, m_gantt.isLimited());
}

void HierarchyCharts::setScans(std::vector<ScanRecord> scans)
{
    m_lastScan = scans.empty() ? QDateTime() : scans.back().at;
    m_overTime.setScans(std::move(scans));
    m_byKind.setDifference(difference());
}

void HierarchyCharts::setRepairs(std::vector<RepairMark> repairs)
{
    m_overTime.setRepairs(std::move(repairs));
}

std::optional<ScanDifference> HierarchyCharts::difference() const
{
    const bool shown = m_snapshot && m_lastScan.isValid() &&
                       std::abs(m_lastScan.msecsTo(m_snapshot->takenAt())) <= kSameScanMs;
    return shown ? m_overTime.difference() : std::nullopt;
}

bool HierarchyCharts::isBusy() const
{
    return m_loader->isBusy();
}

} // namespace arborist
