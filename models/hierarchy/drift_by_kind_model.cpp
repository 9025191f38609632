// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/drift_by_kind_model.h"

#include "models/hierarchy/kind_model.h"
#include <QLocale>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

DriftByKindModel::DriftByKindModel(QObject *parent) : QAbstractTableModel(parent) {}

void DriftByKindModel::setSnapshot(SnapshotPtr snapshot, std::optional<quint32> organization)
{
    beginResetModel();
    m_counts = snapshot ? driftOf(*snapshot, organization) : KindCounts{};
    m_limited = organization.has_value();
    m_kinds.clear();
    for (const Kind kind : allKinds()) {
        if (m_counts[size_t(kind)].items > 0)
            m_kinds.push_back(kind);
    }
    std::ranges::stable_sort(m_kinds, std::greater(),
                             [this](Kind kind) { return m_counts[size_t(kind)].items; });
    endResetModel();
}

void DriftByKindModel::setDifference(std::optional<ScanDifference> difference)
{
    beginResetModel();
    m_difference = std::move(difference);
    endResetModel();
}

int DriftByKindModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_kinds.size());
}

int DriftByKindModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ChangeColumn + 1;
}

QVariant DriftByKindModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Kind kind = m_kinds[size_t(index.row())];
    const KindCount &count = m_counts[size_t(kind)];
    const int column = index.column();
    if (role == KindRole)
        return int(kind);
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    if (column == IdColumn)
        return id(kind);
    if (column == TitleColumn)
        return title(kind);
    if (column == ChangeColumn) {
        if (!knowsChange())
            return {};
        const qint64 change = m_difference->items(kind);
        return role == SortRole ? QVariant(change) : QVariant(ScanDifference::text(change));
    }
    const qint64 number = column == ItemsColumn     ? count.items
                          : column == OriginsColumn ? count.origins
                                                    : count.repairable;
    return role == SortRole ? QVariant(number) : QVariant(QLocale().toString(number));
}

QVariant DriftByKindModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section < ItemsColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn:
        return tr("Id");
    case TitleColumn:
        return tr("Kind");
    case ItemsColumn:
        return tr("Items");
    case OriginsColumn:
        return tr("Origins");
    case RepairableColumn:
        return tr("Repairable");
    default:
        return tr("Since the last scan");
    }
}

} // namespace arborist
