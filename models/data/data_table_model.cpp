// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/data/data_table_model.h"

#include "models/common/format.h"
#include "models/data/data_summary.h"

namespace arborist {

using data::DataTable;

namespace {

constexpr int kMuchBloat = 30; ///< per cent
constexpr qint64 kMuchBloatBytes = 16 * 1024 * 1024;

bool isBloated(const DataTable &table)
{
    return data_text::bloatPercent(table) >= kMuchBloat && table.bloatBytes >= kMuchBloatBytes;
}

} // namespace

void DataTableModel::setReading(DataReading reading)
{
    beginResetModel();
    m_reading = std::move(reading);
    const size_t count = m_reading ? m_reading->size() : 0;
    m_refers.assign(count, 0);
    m_referred.assign(count, 0);
    if (m_reading) {
        for (const data::DataReference &key : m_reading->tables.references()) {
            ++m_refers[key.from];
            ++m_referred[key.to];
        }
    }
    endResetModel();
}

int DataTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_reading ? 0 : int(m_reading->size());
}

int DataTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant DataTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case BloatColumn:
            return tr("What could be saved by writing the table anew, as far as it has been "
                      "analyzed");
        case ChangesColumn:
            return tr("Rows inserted, changed or deleted since the server analyzed the table; it "
                      "keeps no time of the last change itself");
        case RefersColumn:
            return tr("Foreign keys to other tables");
        case ReferredColumn:
            return tr("Foreign keys of other tables to this one");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Table");
    case RowsColumn:
        return tr("Rows");
    case SizeColumn:
        return tr("Size");
    case TableSizeColumn:
        return tr("Rows’ size");
    case IndexSizeColumn:
        return tr("Indexes");
    case BloatColumn:
        return tr("Bloat");
    case ChangesColumn:
        return tr("Changes");
    case RefersColumn:
        return tr("Refers");
    case ReferredColumn:
        return tr("Referred");
    default:
        return {};
    }
}

QString DataTableModel::display(size_t row, int column) const
{
    const DataTable &table = m_reading->tables.at(row);
    switch (column) {
    case NameColumn:
        return table.title();
    case RowsColumn:
        return data_text::rowCount(*m_reading, row);
    case SizeColumn:
        return format::bytes(table.bytes());
    case TableSizeColumn:
        return format::bytes(table.tableBytes);
    case IndexSizeColumn:
        return format::bytes(table.indexBytes);
    case BloatColumn: {
        const int percent = data_text::bloatPercent(table);
        return percent < 0 ? QString(format::dash) : tr("%1 %").arg(percent);
    }
    case ChangesColumn:
        return data_text::changes(table);
    case RefersColumn:
        return format::count(m_refers[row]);
    case ReferredColumn:
        return format::count(m_referred[row]);
    default:
        return {};
    }
}

QVariant DataTableModel::sortValue(size_t row, int column) const
{
    const DataTable &table = m_reading->tables.at(row);
    switch (column) {
    case RowsColumn:
        return table.rows;
    case SizeColumn:
        return table.bytes();
    case TableSizeColumn:
        return table.tableBytes;
    case IndexSizeColumn:
        return table.indexBytes;
    case BloatColumn:
        return data_text::bloatPercent(table);
    case ChangesColumn:
        return table.analyzed.isValid() ? table.changesSinceAnalyzed : table.changes;
    case RefersColumn:
        return m_refers[row];
    case ReferredColumn:
        return m_referred[row];
    default:
        return table.title();
    }
}

Tone DataTableModel::tone(size_t row, int column) const
{
    const DataTable &table = m_reading->tables.at(row);
    switch (column) {
    case RowsColumn:
        return table.rows < 0 ? Tone::Muted : Tone::Plain;
    case BloatColumn:
        return isBloated(table)                     ? Tone::Drift
               : data_text::bloatPercent(table) < 0 ? Tone::Muted
                                                    : Tone::Plain;
    case TableSizeColumn:
    case IndexSizeColumn:
        return Tone::Muted;
    case ChangesColumn:
        return table.changesSinceAnalyzed > 0 ? Tone::Plain : Tone::Muted;
    case RefersColumn:
        return m_refers[row] == 0 ? Tone::Muted : Tone::Plain;
    case ReferredColumn:
        return m_referred[row] == 0 ? Tone::Muted : Tone::Plain;
    default:
        return Tone::Plain;
    }
}

QString DataTableModel::toolTip(size_t row, int column) const
{
    const DataTable &table = m_reading->tables.at(row);
    switch (column) {
    case RowsColumn:
        if (table.rows < 0)
            return tr("The server has no estimate yet: Count rows tells");
        return m_reading->isCounted[row] ? tr("Counted") : tr("The server’s estimate");
    case BloatColumn:
        return table.bloatBytes < 0
                   ? tr("Not known: the table has not been analyzed, or holds long values")
                   : tr("≈ %1 could be saved, %2 dead rows")
                         .arg(format::bytes(table.bloatBytes), format::count(table.deadRows));
    case ChangesColumn:
        return data_text::changesSentence(table);
    default:
        return {};
    }
}

QVariant DataTableModel::data(const QModelIndex &index, int role) const
{
    const auto row = size_t(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case SortRole:
        return sortValue(row, column);
    case ToneRole:
        return int(tone(row, column));
    case GlyphRole:
        return column == BloatColumn && isBloated(m_reading->tables.at(row))
                   ? QVariant(int(Glyph::Drift))
                   : QVariant();
    case FullTextRole:
        return column == NameColumn ? QVariant(display(row, column)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), display(row, column));
    default:
        return {};
    }
}

} // namespace arborist
