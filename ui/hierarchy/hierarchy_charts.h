// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/drift_by_kind_model.h"
#include "models/hierarchy/drift_by_organization_model.h"
#include "models/hierarchy/drift_over_time_model.h"
#include "models/hierarchy/gantt_model.h"
#include "models/hierarchy/icicle_model.h"
#include "ui/widgets/chart_pane.h"

namespace arborist {

class GanttView;
class IcicleView;
class Session;
class ShapeLoader;

/// The charts under the tree: drift by kind, by organization, over time; a Gantt strip of the
/// selected subtree, a map of all items.
class HierarchyCharts : public ChartPane
{
    Q_OBJECT
public:
    enum Chart { ByKind, ByOrganization, OverTime, Gantt, Map };

    HierarchyCharts(Session &session, DetailsCache &details, QWidget *parent = nullptr);

    void setSnapshot(const hierarchy::SnapshotPtr &snapshot);
    void setOrganization(std::optional<quint32> organization);
    void setScans(std::vector<ScanRecord> scans);
    void setRepairs(std::vector<RepairMark> repairs);
    /// The tree's current row: an item, or if that is kNoItem an organization.
    void setCurrent(hierarchy::Item item, quint32 organization);
    /// Between the scan that is shown and the one before it.
    std::optional<ScanDifference> difference() const;
    bool isBusy() const;

Q_SIGNALS:
    void kindChosen(quint32 kinds);
    void organizationChosen(std::optional<quint32> organization);
    void itemChosen(arborist::hierarchy::Item item);
    void organizationSelected(quint32 organization); ///< its row, not a filter
    void settled();                                  ///< nothing is being worked out any more

private:
    void addGantt();
    void addMap();
    void loadIfShown();
    void takeShape(const TreeShapePtr &shape);
    void showSubtree(TreeShape::Node node);
    void showOrganizationOnMap();
    void mark(TreeShape::Node node);
    void choose(hierarchy::Item item);

    ShapeLoader *m_loader;
    GanttView *m_ganttView = nullptr;
    IcicleView *m_mapView = nullptr;
    hierarchy::SnapshotPtr m_snapshot;
    std::optional<quint32> m_organization;
    TreeShapePtr m_shape;
    hierarchy::Item m_current = hierarchy::kNoItem;
    quint32 m_currentOrganization = 0;
    bool m_hasCurrent = false;
    hierarchy::Item m_chosen = hierarchy::kNoItem; ///< by a click in the strip or on the map
    DriftByKindModel m_byKind;
    DriftByOrganizationModel m_byOrganization;
    DriftOverTimeModel m_overTime;
    GanttModel m_gantt;
    IcicleModel m_map;
    QDateTime m_lastScan; ///< of the past scans that are known
};

} // namespace arborist
