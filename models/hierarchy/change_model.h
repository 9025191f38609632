// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/change_groups.h"
#include "models/hierarchy/details_cache.h"
#include <QAbstractItemModel>
#include <QHash>

namespace arborist {

/// What a repair will write, before and after: origins of drift on top, the values that change
/// below. No object per row; origins and long groups come in chunks, by fetchMore().
class ChangeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { ItemColumn, IdColumn, ValueColumn, StoredColumn, NewColumn, OriginColumn };
    static constexpr int kColumnCount = OriginColumn + 1;

    /// `details` supplies titles; it has to outlive the model.
    explicit ChangeModel(DetailsCache &details, QObject *parent = nullptr);

    void setGroups(ChangeGroupsPtr groups); ///< null for nothing
    const ChangeGroupsPtr &groups() const { return m_groups; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    static constexpr quintptr kGroupId = ~quintptr(0);

    bool isGroup(const QModelIndex &index) const;
    int sizeOf(const QModelIndex &parent) const;
    int fetched(const QModelIndex &parent) const;
    const ChangeGroups::Group &groupOf(const QModelIndex &index) const;
    const repair::ItemChange &changeAt(const QModelIndex &index) const;
    QString titleOf(hierarchy::Item item) const;
    QString groupText(const ChangeGroups::Group &group, int column) const;
    QString changeText(const QModelIndex &index) const;
    void updateTitles();

    DetailsCache &m_details;
    ChangeGroupsPtr m_groups;
    QHash<quintptr, int> m_fetched; ///< rows fetched of long families
};

} // namespace arborist
