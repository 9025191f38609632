// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/drift_by_organization_model.h"

#include "models/hierarchy/tree_filter.h"
#include <QLocale>

namespace arborist {

using namespace hierarchy;

DriftByOrganizationModel::DriftByOrganizationModel(QObject *parent) : QAbstractTableModel(parent) {}

void DriftByOrganizationModel::setSnapshot(SnapshotPtr snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_organizations.clear();
    if (m_snapshot) {
        m_organizations = organizationsByDrift(*m_snapshot);
        std::erase_if(m_organizations, [this](quint32 each) {
            return m_snapshot->organizations()[each].driftedItems == 0;
        });
    }
    endResetModel();
}

int DriftByOrganizationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_organizations.size());
}

int DriftByOrganizationModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ShareColumn + 1;
}

QVariant DriftByOrganizationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const quint32 number = m_organizations[size_t(index.row())];
    const Organization &about = m_snapshot->organizations()[number];
    const int column = index.column();
    if (role == OrganizationRole)
        return number;
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    const bool raw = role == SortRole;
    if (column == NameColumn)
        return about.name.isEmpty() ? tr("No organization") : about.name;
    if (column == ShareColumn) {
        const double share =
            about.items == 0 ? 0 : double(about.driftedItems) / double(about.items);
        return raw ? QVariant(share) : tr("%1 %").arg(QLocale().toString(share * 100, 'f', 2));
    }
    const qint64 count = column == ItemsColumn ? about.items : about.driftedItems;
    return raw ? QVariant(count) : QVariant(QLocale().toString(count));
}

QVariant DriftByOrganizationModel::headerData(int section, Qt::Orientation orientation,
                                              int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Organization");
    case ItemsColumn:
        return tr("Items");
    case DriftedColumn:
        return tr("Drifted");
    default:
        return tr("Share");
    }
}

} // namespace arborist
