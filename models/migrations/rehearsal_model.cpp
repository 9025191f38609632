// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/rehearsal_model.h"

#include "models/common/format.h"
#include <algorithm>

namespace arborist {

using migrations::RehearsedStatement;

namespace {

bool isRight(int column)
{
    return column == RehearsalModel::LineColumn || column == RehearsalModel::TookColumn;
}

} // namespace

void RehearsalModel::setReport(migrations::RehearsalReport report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

QString RehearsalModel::locks(const RehearsedStatement &statement)
{
    QStringList texts;
    for (const migrations::RehearsalLock &lock : statement.locks)
        texts << tr("%1 on %2").arg(lock.mode, lock.table);
    return texts.join(QStringLiteral("; "));
}

int RehearsalModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_report.statements.size());
}

int RehearsalModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RehearsalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isRight(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StatementColumn:
        return tr("Statement");
    case MigrationColumn:
        return tr("Migration");
    case LineColumn:
        return tr("Line");
    case TookColumn:
        return tr("Took");
    case LocksColumn:
        return tr("Locks");
    case RewritesColumn:
        return tr("Rewrites");
    default:
        return {};
    }
}

QString RehearsalModel::display(const RehearsedStatement &statement, int column) const
{
    switch (column) {
    case StatementColumn:
        return statement.error ? statement.error->message() : statement.text;
    case MigrationColumn:
        return statement.migration;
    case LineColumn:
        return QString::number(statement.line);
    case TookColumn:
        // Without rows a time would mislead.
        return m_report.hasRows ? format::milliseconds(statement.ms) : QString(format::dash);
    case LocksColumn:
        return statement.locks.empty() ? QString(format::dash) : locks(statement);
    default:
        return statement.rewrites.isEmpty() ? QString(format::dash)
                                            : statement.rewrites.join(QStringLiteral(", "));
    }
}

QVariant RehearsalModel::data(const QModelIndex &index, int role) const
{
    const RehearsedStatement &statement = m_report.statements[size_t(index.row())];
    const int column = index.column();
    const bool blocks = std::ranges::any_of(
        statement.locks, [](const migrations::RehearsalLock &lock) { return lock.blocksReads; });
    switch (role) {
    case Qt::DisplayRole:
        return display(statement, column);
    case Qt::ToolTipRole:
        return column == StatementColumn && statement.error
                   ? statement.text + u'\n' + statement.error->message()
                   : display(statement, column);
    case GlyphRole:
        return column == StatementColumn
                   ? QVariant(int(statement.error ? Glyph::Failed : Glyph::Ok))
                   : QVariant();
    case ToneRole:
        return int(statement.error && column == StatementColumn                ? Tone::Danger
                   : !statement.rewrites.isEmpty() && column == RewritesColumn ? Tone::Drift
                   : blocks && column == LocksColumn                           ? Tone::Drift
                                                                               : Tone::Plain);
    case SortRole:
        return column == TookColumn   ? QVariant(statement.ms)
               : column == LineColumn ? QVariant(statement.line)
                                      : QVariant(display(statement, column));
    case Qt::TextAlignmentRole:
        return int((isRight(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
            display(statement, column));
    default:
        return {};
    }
}

} // namespace arborist
