// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/scan_difference.h"
#include "models/hierarchy/tree_roles.h"
#include <QAbstractTableModel>

namespace arborist {

/// The chart "By kind" as a table: id, kind, items, origins, repairable, change
/// since the last scan; most items first.
class DriftByKindModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        IdColumn,
        TitleColumn,
        ItemsColumn,
        OriginsColumn,
        RepairableColumn,
        ChangeColumn
    };

    explicit DriftByKindModel(QObject *parent = nullptr);
    void setSnapshot(hierarchy::SnapshotPtr snapshot, std::optional<quint32> organization = {});

    /// What has changed since the scan before, over all organizations; nothing if that is unknown.
    void setDifference(std::optional<ScanDifference> difference);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    /// Only while every organization is shown: past scans are kept as a whole.
    bool knowsChange() const { return m_difference.has_value() && !m_limited; }

    hierarchy::KindCounts m_counts{};
    std::optional<ScanDifference> m_difference;
    bool m_limited = false;
    std::vector<hierarchy::Kind> m_kinds;
};

} // namespace arborist
