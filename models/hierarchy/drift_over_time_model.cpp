// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/drift_over_time_model.h"

#include "models/common/roles.h"
#include <QLocale>
#include <numeric>

namespace arborist {

using namespace hierarchy;

DriftOverTimeModel::DriftOverTimeModel(QObject *parent) : QAbstractTableModel(parent) {}

void DriftOverTimeModel::setScans(std::vector<ScanRecord> scans)
{
    beginResetModel();
    m_scans = std::move(scans);
    m_findings.assign(m_scans.size(), {});
    for (size_t row = 0; row < m_scans.size(); ++row) {
        const auto &kinds = m_scans[row].kinds;
        for (auto each = kinds.begin(); each != kinds.end(); ++each) {
            if (const auto kind = kindFromId(each.key()))
                m_findings[row][size_t(groupOf(*kind))] += each.value();
        }
    }
    endResetModel();
}

void DriftOverTimeModel::setRepairs(std::vector<RepairMark> repairs)
{
    beginResetModel();
    m_repairs = std::move(repairs);
    endResetModel();
}

qint64 DriftOverTimeModel::findings(int row, KindGroup group) const
{
    return m_findings[size_t(row)][size_t(group)];
}

QString DriftOverTimeModel::groupTitle(KindGroup group)
{
    switch (group) {
    case KindGroup::Structure:
        return tr("Structure");
    case KindGroup::Data:
        return tr("Data");
    case KindGroup::Dates:
        return tr("Dates");
    case KindGroup::Counts:
        return tr("Counts and sums");
    case KindGroup::Path:
        return tr("Path and depth");
    }
    return {};
}

int DriftOverTimeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_scans.size());
}

int DriftOverTimeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kTotalColumn + 2;
}

QVariant DriftOverTimeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return headerData(column, Qt::Horizontal, role);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    const auto row = size_t(index.row());
    if (column == kTimeColumn) {
        const QDateTime at = m_scans[row].at.toLocalTime();
        return role == SortRole ? QVariant(at)
                                : QVariant(QLocale().toString(at, QLocale::ShortFormat));
    }
    qint64 number = m_scans[row].driftedItems;
    if (column < kTotalColumn)
        number = m_findings[row][size_t(column - kFirstGroupColumn)];
    else if (column == kTotalColumn)
        number = std::accumulate(m_findings[row].begin(), m_findings[row].end(), qint64(0));
    return role == SortRole ? QVariant(number) : QVariant(QLocale().toString(number));
}

QVariant DriftOverTimeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == kTimeColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == kTimeColumn)
        return tr("Scan");
    if (section < kTotalColumn)
        return groupTitle(KindGroup(section - kFirstGroupColumn));
    return section == kTotalColumn ? tr("Findings") : tr("Drifted items");
}

} // namespace arborist
