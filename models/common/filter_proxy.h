// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <functional>

namespace arborist {

/// Sorts by SortRole and keeps the rows that a predicate accepts.
class FilterProxy : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    /// Given the source index of a row's first column.
    using Predicate = std::function<bool(const QModelIndex &)>;

    explicit FilterProxy(QObject *parent = nullptr);

    void setPredicate(Predicate predicate);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    Predicate m_predicate;
};

} // namespace arborist
