// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/result_model.h"

#include "models/common/format.h"
#include "models/query/cell_text.h"

namespace arborist {

namespace {
constexpr qsizetype kShown = 250;    ///< characters of a cell
constexpr qsizetype kTooltip = 2000; ///< characters
} // namespace

ResultModel::ResultModel(std::vector<query::Column> columns, QObject *parent)
    : QAbstractTableModel(parent)
{
    m_rows.columns = std::move(columns);
}

void ResultModel::append(std::vector<query::RowChunkPtr> chunks)
{
    qint64 added = 0;
    for (const query::RowChunkPtr &chunk : chunks)
        added += chunk->rows();
    if (added == 0)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + int(added) - 1);
    for (query::RowChunkPtr &chunk : chunks) {
        m_bytes += chunk->sizeInBytes();
        m_rows.chunks.push_back(std::move(chunk));
    }
    endInsertRows();
}

int ResultModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.count());
}

int ResultModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.columns.size());
}

QVariant ResultModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const query::Column &column = m_rows.columns[size_t(index.column())];
    if (role == Qt::TextAlignmentRole)
        return int((column.numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != NullRole && role != FullTextRole &&
        role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    const auto bytes = m_rows.cell(index.row(), index.column());
    if (role == NullRole)
        return !bytes.has_value();
    if (!bytes)
        return role == FullTextRole || role == Qt::ToolTipRole ? QVariant()
                                                               : QVariant(QStringLiteral("NULL"));
    switch (role) {
    case Qt::DisplayRole:
        return cell_text::shown(*bytes, kShown);
    case Qt::ToolTipRole: // only where the cell cannot show it all
        return bytes->size() > 24 ? QVariant(cell_text::begin(*bytes, kTooltip)) : QVariant();
    case FullTextRole:
        return QString::fromUtf8(*bytes);
    default:
        return QStringLiteral("%1: %2").arg(column.name, cell_text::shown(*bytes, kShown));
    }
}

QVariant ResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return role == Qt::DisplayRole ? QVariant(format::count(section + 1)) : QVariant();
    }
    const query::Column &column = m_rows.columns[size_t(section)];
    switch (role) {
    case Qt::DisplayRole:
        return column.name;
    case Qt::ToolTipRole:
        return column.type;
    case Qt::TextAlignmentRole:
        return int((column.numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace arborist
