// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/drift_by_kind_model.h"
#include "models/hierarchy/drift_by_organization_model.h"
#include "models/hierarchy/drift_over_time_model.h"
#include "ui/widgets/chart_pane.h"

namespace arborist {

/// The charts under the tree: drift by kind, by organization, over time.
class HierarchyCharts : public ChartPane
{
    Q_OBJECT
public:
    explicit HierarchyCharts(QWidget *parent = nullptr);

    void setSnapshot(const hierarchy::SnapshotPtr &snapshot);
    void setOrganization(std::optional<quint32> organization);
    void setScans(std::vector<ScanRecord> scans);

Q_SIGNALS:
    void kindChosen(quint32 kinds);
    void organizationChosen(std::optional<quint32> organization);

private:
    hierarchy::SnapshotPtr m_snapshot;
    std::optional<quint32> m_organization;
    DriftByKindModel m_byKind;
    DriftByOrganizationModel m_byOrganization;
    DriftOverTimeModel m_overTime;
};

} // namespace arborist
