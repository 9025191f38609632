// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/organization_model.h"

#include "models/hierarchy/tree_filter.h"
#include <QLocale>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

OrganizationModel::OrganizationModel(Include include, QObject *parent)
    : QAbstractListModel(parent),
      m_include(include)
{
}

void OrganizationModel::setSnapshot(SnapshotPtr snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_organizations.clear();
    m_largest = 0;
    m_drifted = 0;
    if (m_snapshot) {
        const auto &all = m_snapshot->organizations();
        m_organizations = organizationsByDrift(*m_snapshot);
        for (const Organization &each : all) {
            m_largest = std::max(m_largest, each.driftedItems);
            m_drifted += each.driftedItems > 0 ? 1 : 0;
        }
        if (m_include == Include::Drifted) {
            m_organizations.resize(size_t(m_drifted));
        } else {
            std::stable_sort(m_organizations.begin(), m_organizations.end(),
                             [&](quint32 a, quint32 b) {
                                 return QString::localeAwareCompare(all[a].name, all[b].name) < 0;
                             });
        }
    }
    endResetModel();
}

std::optional<quint32> OrganizationModel::organizationAt(int row) const
{
    if (row < 1 || size_t(row) > m_organizations.size())
        return std::nullopt;
    return m_organizations[size_t(row) - 1];
}

int OrganizationModel::rowOf(std::optional<quint32> organization) const
{
    if (!organization)
        return 0;
    const auto found = std::ranges::find(m_organizations, *organization);
    return found == m_organizations.end() ? -1 : int(found - m_organizations.begin()) + 1;
}

QString OrganizationModel::summary() const
{
    if (!m_snapshot)
        return {};
    return tr("%1 of %2")
        .arg(QLocale().toString(m_drifted),
             QLocale().toString(qint64(m_snapshot->organizations().size())));
}

int OrganizationModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : int(m_organizations.size()) + 1;
}

QString OrganizationModel::name(int row) const
{
    const auto organization = organizationAt(row);
    if (!organization)
        return tr("All organizations");
    const Organization &about = m_snapshot->organizations()[*organization];
    return about.name.isEmpty() ? tr("No organization") : about.name;
}

qint64 OrganizationModel::count(int row) const
{
    const auto organization = organizationAt(row);
    return organization ? m_snapshot->organizations()[*organization].driftedItems
                        : m_snapshot->driftedItems();
}

QVariant OrganizationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int row = index.row();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return name(row);
    case Qt::AccessibleTextRole:
        return count(row) == 0
                   ? tr("%1, no drift").arg(name(row))
                   : tr("%1, drifted items: %2").arg(name(row), QLocale().toString(count(row)));
    case SortRole:
    case CountRole:
        return count(row);
    case OrganizationRole: {
        const auto organization = organizationAt(row);
        return organization ? QVariant(*organization) : QVariant();
    }
    case GroupRole:
        return row == 0;
    case KindRole:
        return -1;
    case BarShareRole:
        return row == 0 || m_largest == 0 ? 0.0 : double(count(row)) / double(m_largest);
    default:
        return {};
    }
}

} // namespace arborist
