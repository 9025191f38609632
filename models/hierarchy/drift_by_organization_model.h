// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include <QAbstractTableModel>

namespace arborist {

/// The chart "By organization" as a table: organization, items, drifted, share; most drift first,
/// without those that have none.
class DriftByOrganizationModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ItemsColumn, DriftedColumn, ShareColumn };

    explicit DriftByOrganizationModel(QObject *parent = nullptr);
    void setSnapshot(hierarchy::SnapshotPtr snapshot);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    hierarchy::SnapshotPtr m_snapshot;
    std::vector<quint32> m_organizations;
};

} // namespace arborist
