// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/data/table_choice_model.h"

#include "models/common/format.h"
#include <algorithm>

namespace arborist {

TableChoiceModel::TableChoiceModel(const QString &what, const QString &note, bool asksRows,
                                   QObject *parent)
    : QAbstractTableModel(parent),
      m_what(what),
      m_noteHeading(note),
      m_asksRows(asksRows)
{
}

void TableChoiceModel::setRows(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT choiceChanged();
}

void TableChoiceModel::setChosen(bool chosen)
{
    for (Row &row : m_rows) {
        if (!row.isFixed)
            row.isChosen = chosen;
    }
    Q_EMIT dataChanged(index(0, NameColumn), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT choiceChanged();
}

void TableChoiceModel::setChosen(int row, bool chosen)
{
    if (m_rows[size_t(row)].isFixed || m_rows[size_t(row)].isChosen == chosen)
        return;
    m_rows[size_t(row)].isChosen = chosen;
    Q_EMIT dataChanged(index(row, NameColumn), index(row, ColumnCount - 1));
    Q_EMIT choiceChanged();
}

void TableChoiceModel::setWanted(int row, int wanted)
{
    Row &changed = m_rows[size_t(row)];
    changed.wanted = std::max(0, wanted);
    changed.isChosen = changed.wanted > 0;
    Q_EMIT dataChanged(index(row, NameColumn), index(row, ColumnCount - 1));
    Q_EMIT choiceChanged();
}

void TableChoiceModel::setNote(int row, const QString &note, Tone tone)
{
    Row &changed = m_rows[size_t(row)];
    if (changed.note == note && changed.noteTone == tone)
        return;
    changed.note = note;
    changed.noteTone = tone;
    Q_EMIT dataChanged(index(row, NoteColumn), index(row, NoteColumn));
}

QStringList TableChoiceModel::chosenWords() const
{
    QStringList words;
    for (const Row &row : m_rows) {
        if (row.isChosen)
            words << row.word;
    }
    return words;
}

qsizetype TableChoiceModel::chosenCount() const
{
    return std::ranges::count(m_rows, true, &Row::isChosen);
}

qint64 TableChoiceModel::chosenRows() const
{
    qint64 sum = 0;
    for (const Row &row : m_rows) {
        if (row.isChosen)
            sum += m_asksRows ? row.wanted : std::max<qint64>(0, row.rowCount);
    }
    return sum;
}

qint64 TableChoiceModel::chosenBytes() const
{
    qint64 sum = 0;
    for (const Row &row : m_rows) {
        if (row.isChosen)
            sum += std::max<qint64>(0, row.bytes);
    }
    return sum;
}

bool TableChoiceModel::areAllChosen() const
{
    return std::ranges::all_of(m_rows, &Row::isChosen);
}

int TableChoiceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TableChoiceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant TableChoiceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool right =
        section == RowsColumn || section == SizeColumn || (section == NoteColumn && m_asksRows);
    if (role == Qt::TextAlignmentRole)
        return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return m_what;
    case RowsColumn:
        return tr("Rows");
    case SizeColumn:
        return tr("Size");
    default:
        return m_noteHeading;
    }
}

QString TableChoiceModel::display(const Row &row, int column) const
{
    switch (column) {
    case NameColumn:
        return row.title;
    case RowsColumn:
        return row.rows;
    case SizeColumn:
        return format::bytes(row.bytes);
    default:
        return m_asksRows ? format::count(row.wanted) : row.note;
    }
}

QVariant TableChoiceModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::EditRole:
        return row.wanted;
    case SortRole:
        return column == RowsColumn                 ? QVariant(row.rowCount)
               : column == SizeColumn               ? QVariant(row.bytes)
               : column == NoteColumn && m_asksRows ? QVariant(row.wanted)
                                                    : QVariant(display(row, column));
    case Qt::CheckStateRole:
        return column == NameColumn && !m_asksRows
                   ? QVariant(int(row.isChosen ? Qt::Checked : Qt::Unchecked))
                   : QVariant();
    case ToneRole:
        if (m_asksRows && column == NoteColumn)
            return int(row.wanted > 0 ? Tone::Plain : Tone::Muted);
        return int(column == NoteColumn   ? row.noteTone
                   : column == NameColumn ? Tone::Plain
                                          : Tone::Muted);
    case Qt::TextAlignmentRole:
        return headerData(column, Qt::Horizontal, role);
    case Qt::ToolTipRole:
        return column == NoteColumn ? QVariant(row.note) : QVariant();
    case Qt::AccessibleTextRole:
        if (column == NameColumn && !m_asksRows)
            return row.isChosen ? tr("%1, chosen").arg(row.title)
                                : tr("%1, not chosen").arg(row.title);
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), display(row, column));
    default:
        return {};
    }
}

bool TableChoiceModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const Row &row = m_rows[size_t(index.row())];
    if (role == Qt::CheckStateRole && index.column() == NameColumn && !row.isFixed) {
        setChosen(index.row(), value.toInt() == Qt::Checked);
        return true;
    }
    if (role == Qt::EditRole && m_asksRows && index.column() == NoteColumn) {
        setWanted(index.row(), value.toInt());
        return true;
    }
    return false;
}

Qt::ItemFlags TableChoiceModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    if (index.column() == NameColumn && !m_asksRows && !m_rows[size_t(index.row())].isFixed)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == NoteColumn && m_asksRows)
        flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace arborist
