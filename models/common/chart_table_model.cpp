// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/common/chart_table_model.h"

#include "models/common/roles.h"
#include <QDateTime>
#include <QLocale>

namespace arborist {

namespace {

bool isNumber(const QVariant &value)
{
    const int type = value.typeId();
    return type == QMetaType::Double || type == QMetaType::Int || type == QMetaType::LongLong;
}

QString shown(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Double:
        return QLocale().toString(value.toDouble(), 'f', value.toDouble() < 10 ? 1 : 0);
    case QMetaType::Int:
    case QMetaType::LongLong:
        return QLocale().toString(value.toLongLong());
    case QMetaType::QDateTime:
        return QLocale().toString(value.toDateTime(), QLocale::ShortFormat);
    default:
        return value.toString();
    }
}

} // namespace

void ChartTableModel::setTable(QStringList headings, std::vector<QVariantList> rows)
{
    beginResetModel();
    m_headings = std::move(headings);
    m_rows = std::move(rows);
    endResetModel();
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_headings.size());
}

bool ChartTableModel::isNumeric(int column) const
{
    return !m_rows.empty() && isNumber(m_rows.front().value(column));
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    const QVariant value = m_rows[size_t(index.row())].value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return shown(value);
    case SortRole:
        return value;
    case Qt::TextAlignmentRole:
        return int((isNumber(value) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= m_headings.size()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? QVariant(m_headings[section]) : QVariant();
}

} // namespace arborist
