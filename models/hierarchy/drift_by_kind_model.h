// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include <QAbstractTableModel>

namespace arborist {

/// The chart "By kind" as a table: id, kind, items, origins, repairable; most items first.
class DriftByKindModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { IdColumn, TitleColumn, ItemsColumn, OriginsColumn, RepairableColumn };

    explicit DriftByKindModel(QObject *parent = nullptr);
    void setSnapshot(hierarchy::SnapshotPtr snapshot, std::optional<quint32> organization = {});

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    hierarchy::KindCounts m_counts{};
    std::vector<hierarchy::Kind> m_kinds;
};

} // namespace arborist
