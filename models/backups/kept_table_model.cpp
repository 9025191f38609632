// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backups/kept_table_model.h"

#include "models/backups/backup_text.h"
#include "models/common/format.h"

namespace arborist {

using backup::KeptDatabase;

void KeptTableModel::setDatabases(std::vector<KeptDatabase> databases, int keepDays)
{
    if (databases == m_databases && keepDays == m_keepDays)
        return;
    beginResetModel();
    m_databases = std::move(databases);
    m_keepDays = keepDays;
    endResetModel();
}

QStringList KeptTableModel::expiredRuns(const QDateTime &now) const
{
    QStringList runs;
    for (const KeptDatabase &database : m_databases) {
        if (database.since.addDays(m_keepDays) < now)
            runs << database.run;
    }
    return runs;
}

int KeptTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_databases.size());
}

int KeptTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant KeptTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Database");
    case RunColumn:
        return tr("Put aside by run");
    case SinceColumn:
        return tr("Since");
    case SizeColumn:
        return tr("Size");
    case KeptColumn:
        return tr("Kept");
    default:
        return {};
    }
}

QString KeptTableModel::display(const KeptDatabase &database, int column) const
{
    switch (column) {
    case NameColumn:
        return database.name;
    case RunColumn:
        return database.run;
    case SinceColumn:
        return format::ago(database.since.toLocalTime());
    case SizeColumn:
        return format::bytes(database.bytes);
    case KeptColumn:
        return tr("Until %1").arg(backup_text::date(database.since.addDays(m_keepDays)));
    default:
        return {};
    }
}

QVariant KeptTableModel::data(const QModelIndex &index, int role) const
{
    const KeptDatabase &database = m_databases[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(database, column);
    case ToneRole:
        return int(column == NameColumn || column == SizeColumn ? Tone::Plain : Tone::Muted);
    case FullTextRole:
        return column == NameColumn ? QVariant(database.name) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (column == SinceColumn)
            return backup_text::exactly(database.since);
        if (column == NameColumn)
            return tr("%1 as it was before the run %2").arg(database.original, database.run);
        return column == KeptColumn
                   ? tr("Dropped on request; arboristctl restore --drop-old expired drops those "
                        "that are past their time")
                   : QVariant();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
            display(database, column));
    default:
        return {};
    }
}

} // namespace arborist
