// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/kind_model.h"

#include <QLocale>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

const KindCounts &driftOf(const Snapshot &snapshot, std::optional<quint32> organization)
{
    return organization ? snapshot.organizations()[*organization].drift : snapshot.drift();
}

KindModel::KindModel(QObject *parent) : QAbstractListModel(parent) {}

void KindModel::setSnapshot(SnapshotPtr snapshot, std::optional<quint32> organization)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_counts = m_snapshot ? driftOf(*m_snapshot, organization) : KindCounts{};
    m_kinds.clear();
    m_largest = 0;
    for (const Kind kind : allKinds()) {
        const qint64 items = m_counts[size_t(kind)].items;
        if (items > 0)
            m_kinds.push_back(kind);
        m_largest = std::max(m_largest, items);
    }
    endResetModel();
}

int KindModel::rowOf(Kind kind) const
{
    const auto found = std::ranges::find(m_kinds, kind);
    return found == m_kinds.end() ? -1 : int(found - m_kinds.begin());
}

int KindModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_kinds.size());
}

QVariant KindModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Kind kind = kindAt(index.row());
    const KindCount &count = m_counts[size_t(kind)];
    switch (role) {
    case Qt::DisplayRole:
        return title(kind);
    case Qt::ToolTipRole:
        return tr("%1 %2: %3\n%4 items, %5 origins")
            .arg(id(kind), title(kind), description(kind), QLocale().toString(count.items),
                 QLocale().toString(count.origins));
    case Qt::AccessibleTextRole:
        return tr("%1 %2, items: %3, origins: %4")
            .arg(id(kind), title(kind), QLocale().toString(count.items),
                 QLocale().toString(count.origins));
    case SortRole:
    case CountRole:
        return count.items;
    case KindRole:
        return int(kind);
    case BarShareRole:
        return m_largest == 0 ? 0.0 : double(count.items) / double(m_largest);
    default:
        return {};
    }
}

} // namespace arborist
