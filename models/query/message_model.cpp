// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/message_model.h"

#include "models/common/format.h"

namespace arborist {

void MessageModel::clear()
{
    beginResetModel();
    m_messages.clear();
    endResetModel();
}

void MessageModel::add(QueryMessage message)
{
    const int row = int(m_messages.size());
    beginInsertRows({}, row, row);
    m_messages.push_back(std::move(message));
    endInsertRows();
}

int MessageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_messages.size());
}

int MessageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MessageModel::text(const QueryMessage &message, int column) const
{
    switch (column) {
    case MessageColumn:
        return message.text;
    case PlaceColumn:
        return message.line > 0 ? tr("line %1").arg(message.line) : QString();
    case RowsColumn:
        return message.rows < 0 ? QString() : format::count(message.rows);
    default:
        return message.durationMs < 0 ? QString()
                                      : format::milliseconds(double(message.durationMs));
    }
}

QVariant MessageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QueryMessage &message = m_messages[size_t(index.row())];
    const int column = index.column();
    const bool isMessage = column == MessageColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(message, column).replace(u'\n', u' ');
    case Qt::ToolTipRole:
    case FullTextRole:
        return isMessage && !message.full.isEmpty() ? message.full : text(message, column);
    case GlyphRole:
        return int(isMessage ? message.glyph : Glyph::None);
    case ToneRole:
        return int(isMessage && message.glyph == Glyph::Failed ? Tone::Danger
                   : column == PlaceColumn                     ? Tone::Info
                                                               : Tone::Plain);
    case Qt::TextAlignmentRole:
        return int((column >= RowsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant MessageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= RowsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case MessageColumn:
        return tr("Message");
    case PlaceColumn:
        return tr("Place");
    case RowsColumn:
        return tr("Rows");
    default:
        return tr("Duration");
    }
}

} // namespace arborist
