// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/date_scale.h"
#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/tree_filter.h"
#include "models/hierarchy/tree_roles.h"
#include <QAbstractItemModel>
#include <QHash>

namespace arborist {

/// The items of a snapshot as a tree: organizations on top (unless the hierarchy knows none), their
/// items below. No object per node: an index holds the item's number, and the snapshot or the
/// filter answers the rest in constant time. Long families come in chunks, by fetchMore().
class ItemTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    /// `details` supplies titles; it has to outlive the model.
    explicit ItemTreeModel(DetailsCache &details, QObject *parent = nullptr);

    /// Shows what the filter lets through; null for nothing. `scale` is that of the date bars.
    void setFilter(TreeFilterPtr filter, const DateScale &scale);
    const DateScale &scale() const { return m_scale; }
    const TreeFilterPtr &filter() const { return m_filter; }
    /// Whether the top level are organizations.
    bool isGrouped() const { return m_grouped; }
    /// False if the hierarchy has nothing to show there.
    bool hasColumn(TreeColumn column) const;

    hierarchy::Item itemAt(const QModelIndex &index) const; ///< kNoItem on an organization
    /// Invalid if the item is not shown. Fetches its family and those of its ancestors far enough.
    QModelIndex reveal(hierarchy::Item item);
    QModelIndex organizationIndex(quint32 organization) const;
    /// What stays the same for an index through a change of the filter.
    static quintptr keyOf(const QModelIndex &index) { return index.internalId(); }
    /// The index of such a key, if it is shown and fetched.
    QModelIndex indexOfKey(quintptr key) const;

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
    static constexpr quintptr kRootKey = ~quintptr(0);

    bool isOrganization(const QModelIndex &index) const;
    quint32 organizationAt(const QModelIndex &index) const;
    std::span<const quint32> family(const QModelIndex &parent) const;
    int fetched(quintptr key, qsizetype size) const;
    QModelIndex parentOfItem(hierarchy::Item item) const;
    void fetchUpTo(const QModelIndex &parent, int row);
    QModelIndex indexIfFetched(hierarchy::Item item) const;
    QVariant itemData(hierarchy::Item item, TreeColumn column, int role) const;
    QVariant organizationData(quint32 organization, TreeColumn column, int role) const;
    QString organizationText(quint32 organization, TreeColumn column) const;
    void updateTitles(const std::vector<hierarchy::Item> &items);

    DetailsCache &m_details;
    TreeFilterPtr m_filter;
    DateScale m_scale;
    bool m_grouped = true;
    QHash<quintptr, int> m_fetched; ///< rows fetched of long families
};

} // namespace arborist
