// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/filter_proxy.h"

#include "models/common/roles.h"

namespace arborist {

FilterProxy::FilterProxy(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setDynamicSortFilter(true);
}

void FilterProxy::setPredicate(Predicate predicate)
{
    m_predicate = std::move(predicate);
    invalidateFilter();
}

bool FilterProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return !m_predicate || m_predicate(sourceModel()->index(row, 0, parent));
}

} // namespace arborist
