// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include <QAbstractListModel>

namespace arborist {

/// Kinds of drift that were found, in the order of their ids, with the number of their items; of
/// all organizations or of one.
class KindModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit KindModel(QObject *parent = nullptr);

    void setSnapshot(hierarchy::SnapshotPtr snapshot, std::optional<quint32> organization = {});
    hierarchy::Kind kindAt(int row) const { return m_kinds[size_t(row)]; }
    int rowOf(hierarchy::Kind kind) const; ///< -1 if nothing of that kind was found

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    hierarchy::SnapshotPtr m_snapshot;
    hierarchy::KindCounts m_counts{};
    std::vector<hierarchy::Kind> m_kinds;
    qint64 m_largest = 0;
};

/// Counts of one organization, or of all.
const hierarchy::KindCounts &driftOf(const hierarchy::Snapshot &snapshot,
                                     std::optional<quint32> organization);

} // namespace arborist
