// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_charts.h"

#include "ui/hierarchy/bar_chart.h"
#include "ui/hierarchy/over_time_chart.h"

namespace arborist {

using namespace hierarchy;

HierarchyCharts::HierarchyCharts(QWidget *parent) : ChartPane(parent)
{
    auto *byKind =
        new BarChart(m_byKind, DriftByKindModel::TitleColumn, DriftByKindModel::ItemsColumn);
    auto *byOrganization = new BarChart(m_byOrganization, DriftByOrganizationModel::NameColumn,
                                        DriftByOrganizationModel::DriftedColumn);
    byKind->setEmptyText(tr("No drift was found."));
    byOrganization->setEmptyText(tr("No organization has drift."));
    addChart(tr("By kind"), byKind, &m_byKind);
    addChart(tr("By organization"), byOrganization, &m_byOrganization);
    addChart(tr("Over time"), new OverTimeChart(m_overTime), &m_overTime, OverTimeChart::legend());
    connect(byKind, &BarChart::activated, this, [this](int row) {
        const QModelIndex index = m_byKind.index(row, DriftByKindModel::TitleColumn);
        Q_EMIT kindChosen(bit(Kind(index.data(KindRole).toInt())));
    });
    connect(byOrganization, &BarChart::activated, this, [this](int row) {
        const QModelIndex index = m_byOrganization.index(row, 0);
        Q_EMIT organizationChosen(index.data(OrganizationRole).toUInt());
    });
}

void HierarchyCharts::setSnapshot(const SnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_organization.reset();
    m_byKind.setSnapshot(snapshot);
    m_byOrganization.setSnapshot(snapshot);
}

void HierarchyCharts::setOrganization(std::optional<quint32> organization)
{
    if (organization == m_organization)
        return;
    m_organization = organization;
    m_byKind.setSnapshot(m_snapshot, organization);
}

void HierarchyCharts::setScans(std::vector<ScanRecord> scans)
{
    m_overTime.setScans(std::move(scans));
}

} // namespace arborist
