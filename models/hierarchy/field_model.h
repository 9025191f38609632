// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/tree_roles.h"
#include <QAbstractTableModel>

namespace arborist {

/// Every value of one item: field, stored, expected. Derived values first, then the item's own,
/// which have nothing to be compared with.
class FieldModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { FieldColumn, StoredColumn, ExpectedColumn };

    explicit FieldModel(QObject *parent = nullptr);

    /// `details` may be null while they are on their way.
    void setItem(hierarchy::SnapshotPtr snapshot, hierarchy::Item item,
                 const hierarchy::Details *details);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        QString field, stored, expected;
        DriftState state = DriftState::None;
        bool isPath = false;
    };
    void addField(hierarchy::Field field);
    void addPath(const hierarchy::Details *details);

    hierarchy::SnapshotPtr m_snapshot;
    hierarchy::Item m_item = hierarchy::kNoItem;
    std::vector<Row> m_rows;
};

} // namespace arborist
