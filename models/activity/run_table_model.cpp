// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/activity/run_table_model.h"

#include "models/common/format.h"
#include <algorithm>

namespace arborist {

namespace {

int alignmentOf(int column)
{
    const bool number =
        column == RunTableModel::RowsColumn || column == RunTableModel::DurationColumn;
    return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

void RunTableModel::setStageLooks(QHash<QString, JobTableModel::StageLook> looks)
{
    m_looks = std::move(looks);
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, StageColumn), index(rowCount() - 1, StageColumn));
}

void RunTableModel::setRuns(std::vector<RunRow> runs)
{
    const auto sameRun = [](const RunRow &a, const RunRow &b) { return a.run.id == b.run.id; };
    const size_t added = runs.size() < m_runs.size() ? 0 : runs.size() - m_runs.size();
    const bool grown = !m_runs.empty() && runs.size() >= m_runs.size() &&
                       std::equal(runs.begin() + std::ptrdiff_t(added), runs.end(), m_runs.begin(),
                                  m_runs.end(), sameRun);
    if (!grown) {
        beginResetModel();
        m_runs = std::move(runs);
        endResetModel();
        return;
    }
    if (added > 0) {
        beginInsertRows({}, 0, int(added) - 1);
        m_runs.insert(m_runs.begin(), runs.begin(), runs.begin() + std::ptrdiff_t(added));
        endInsertRows();
    }
    m_runs = std::move(runs);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RunTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case WhenColumn:
        return tr("When");
    case StageColumn:
        return tr("Stage");
    case OperationColumn:
        return tr("Operation");
    case WhoColumn:
        return tr("Who");
    case RowsColumn:
        return tr("Rows");
    case OutcomeColumn:
        return tr("Outcome");
    case DurationColumn:
        return tr("Took");
    default:
        return {};
    }
}

QString RunTableModel::outcomeText(const RunRow &row)
{
    if (row.isAlive)
        return tr("Running");
    if (!row.run.outcome)
        return tr("Cut off");
    switch (*row.run.outcome) {
    case Report::Result::Succeeded:
        return row.run.undoneBy.isEmpty() ? tr("Done") : tr("Done, undone");
    case Report::Result::Failed:
        return tr("Failed");
    case Report::Result::Cancelled:
        return tr("Cancelled");
    case Report::Result::Refused:
        return tr("Refused");
    }
    return {};
}

Glyph RunTableModel::outcomeGlyph(const RunRow &row)
{
    if (row.isAlive)
        return Glyph::Running;
    if (!row.run.outcome)
        return Glyph::Drift;
    switch (*row.run.outcome) {
    case Report::Result::Succeeded:
        return row.run.undoneBy.isEmpty() ? Glyph::Ok : Glyph::Idle;
    case Report::Result::Failed:
        return Glyph::Failed;
    case Report::Result::Cancelled:
        return Glyph::Idle;
    case Report::Result::Refused:
        return Glyph::Skipped;
    }
    return Glyph::None;
}

qint64 RunTableModel::durationOf(const RunRecord &run)
{
    return run.finished.isValid() ? run.started.msecsTo(run.finished) : -1;
}

QString RunTableModel::display(const RunRow &row, int column) const
{
    switch (column) {
    case WhenColumn:
        return format::timeOfDay(row.run.started);
    case StageColumn:
        return row.run.stage.isEmpty() ? QString(format::dash) : row.run.stage;
    case OperationColumn:
        return row.run.operation;
    case WhoColumn:
        return row.run.who;
    case RowsColumn:
        return format::count(row.run.rows);
    case OutcomeColumn:
        return outcomeText(row);
    case DurationColumn:
        return format::duration(durationOf(row.run));
    default:
        return {};
    }
}

QVariant RunTableModel::data(const QModelIndex &index, int role) const
{
    const RunRow &row = m_runs[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return column == WhenColumn                               ? QVariant(row.run.id)
               : column == OperationColumn || column == WhoColumn ? QVariant(display(row, column))
                                                                  : QVariant();
    case SortRole:
        return column == WhenColumn       ? QVariant(row.run.id)
               : column == RowsColumn     ? QVariant(row.run.rows)
               : column == DurationColumn ? QVariant(durationOf(row.run))
                                          : QVariant(display(row, column));
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case GlyphRole:
        return column == OutcomeColumn ? QVariant(int(outcomeGlyph(row))) : QVariant();
    case ToneRole:
        if (column == OutcomeColumn && row.wasCutOff())
            return int(Tone::Drift);
        if (column == OutcomeColumn && row.run.outcome == Report::Result::Failed)
            return int(Tone::Danger);
        return int(column == WhoColumn ? Tone::Muted : Tone::Plain);
    case StageColourRole:
        return m_looks.value(row.run.stage).colour;
    case LockedRole:
        return m_looks.value(row.run.stage).locked;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), display(row, column));
    default:
        return {};
    }
}

} // namespace arborist
