// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_roles.h"
#include <QAbstractListModel>

namespace arborist {

/// "All organizations", then single ones with the number of their drifted items.
class OrganizationModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Include {
        Drifted, ///< only those with drift, most first
        All,     ///< every one, by name
    };
    explicit OrganizationModel(Include include, QObject *parent = nullptr);

    void setSnapshot(hierarchy::SnapshotPtr snapshot);
    std::optional<quint32> organizationAt(int row) const; ///< nullopt: all of them
    int rowOf(std::optional<quint32> organization) const; ///< -1 if it is not listed
    /// "12 of 50": organizations with drift, and all.
    QString summary() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString name(int row) const;
    qint64 count(int row) const;

    Include m_include;
    hierarchy::SnapshotPtr m_snapshot;
    std::vector<quint32> m_organizations;
    qint64 m_largest = 0;
    int m_drifted = 0;
};

} // namespace arborist
