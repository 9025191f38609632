// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backups/backup_table_model.h"

#include "models/backups/backup_text.h"
#include "models/common/format.h"

namespace arborist {

using backup::Keeping;
using backup::ListedBackup;

namespace {

bool isNumber(int column)
{
    return column == BackupTableModel::SizeColumn || column == BackupTableModel::TablesColumn ||
           column == BackupTableModel::RowsColumn;
}

} // namespace

void BackupTableModel::setReading(BackupsReading reading)
{
    beginResetModel();
    m_reading = std::move(reading);
    endResetModel();
}

void BackupTableModel::ageChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, MadeColumn), index(rowCount() - 1, MadeColumn),
                           {Qt::DisplayRole});
}

int BackupTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_reading ? 0 : int(m_reading->backups.size());
}

int BackupTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant BackupTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Backup");
    case StageColumn:
        return tr("Stage");
    case MadeColumn:
        return tr("Made");
    case OriginColumn:
        return tr("Origin");
    case FormColumn:
        return tr("Form");
    case SizeColumn:
        return tr("Size");
    case TablesColumn:
        return tr("Tables");
    case RowsColumn:
        return tr("Rows");
    case VerifiedColumn:
        return tr("Verified");
    case KeptColumn:
        return tr("Kept");
    default:
        return {};
    }
}

QString BackupTableModel::display(int row, int column) const
{
    const ListedBackup &backup = at(row);
    const auto &manifest = backup.manifest;
    switch (column) {
    case NameColumn:
        return backup_text::name(backup);
    case StageColumn:
        return manifest ? manifest->stage : QString(format::dash);
    case MadeColumn:
        return format::ago(backup.made.toLocalTime());
    case OriginColumn:
        return backup_text::origin(backup);
    case FormColumn:
        return backup_text::formOf(*m_reading, size_t(row));
    case SizeColumn:
        return format::bytes(backup.bytes);
    case TablesColumn:
        return manifest ? format::count(qint64(manifest->tables.size())) : QString(format::dash);
    case RowsColumn:
        return manifest ? format::count(manifest->rows()) : QString(format::dash);
    case VerifiedColumn:
        return backup_text::verification(backup);
    case KeptColumn:
        return backup_text::keeping(m_reading->keeping[size_t(row)]);
    default:
        return {};
    }
}

QVariant BackupTableModel::sortValue(int row, int column) const
{
    const ListedBackup &backup = at(row);
    const auto &manifest = backup.manifest;
    switch (column) {
    case MadeColumn:
        return backup.made;
    case SizeColumn:
        return backup.bytes;
    case TablesColumn:
        return manifest ? qint64(manifest->tables.size()) : -1;
    case RowsColumn:
        return manifest ? manifest->rows() : -1;
    case VerifiedColumn:
        return backup_text::isDamaged(backup) ? -1 : manifest ? int(manifest->verification) : 0;
    case KeptColumn: {
        const Keeping &keeping = m_reading->keeping[size_t(row)];
        constexpr qint64 kNever = std::numeric_limits<qint64>::max();
        return keeping.until == Keeping::Until::Date    ? keeping.date.toMSecsSinceEpoch()
               : keeping.until == Keeping::Until::Newer ? kNever - 1
                                                        : kNever;
    }
    default:
        return display(row, column);
    }
}

Tone BackupTableModel::tone(int row, int column) const
{
    switch (column) {
    case NameColumn:
    case MadeColumn:
    case SizeColumn:
        return Tone::Plain;
    case TablesColumn:
    case RowsColumn:
    case StageColumn:
        return at(row).manifest ? Tone::Plain : Tone::Muted;
    case VerifiedColumn:
        return backup_text::verificationTone(at(row));
    default:
        return Tone::Muted;
    }
}

QString BackupTableModel::toolTip(int row, int column) const
{
    const ListedBackup &backup = at(row);
    switch (column) {
    case NameColumn:
        return backup.path;
    case MadeColumn:
        return backup.manifest
                   ? backup_text::exactly(backup.made)
                   : tr("The file was changed on %1").arg(backup_text::exactly(backup.made));
    case OriginColumn:
        return backup.manifest && !backup.manifest->run.isEmpty()
                   ? tr("Run %1").arg(backup.manifest->run)
                   : QString();
    case VerifiedColumn:
        return backup_text::verificationSentence(backup);
    case KeptColumn:
        return backup_text::keepingSentence(m_reading->keeping[size_t(row)]);
    default:
        return {};
    }
}

QVariant BackupTableModel::data(const QModelIndex &index, int role) const
{
    const int row = index.row();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case SortRole:
        return sortValue(row, column);
    case ToneRole:
        return int(tone(row, column));
    case GlyphRole:
        return column == VerifiedColumn ? QVariant(int(backup_text::verificationGlyph(at(row))))
                                        : QVariant();
    case FullTextRole:
        return column == NameColumn ? QVariant(display(row, column)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
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
