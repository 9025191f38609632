// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/plan_step_model.h"

#include "models/common/format.h"
#include "models/common/roles.h"
#include "models/operations/plan_text.h"
#include <algorithm>

namespace arborist {

namespace {

int alignmentOf(int column)
{
    const bool text = column == PlanStepModel::TitleColumn || column == PlanStepModel::LockColumn;
    return int((text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

} // namespace

void PlanStepModel::setSteps(std::vector<PlanStep> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

bool PlanStepModel::hasEstimates() const
{
    return std::any_of(m_steps.begin(), m_steps.end(),
                       [](const PlanStep &step) { return step.estimateMs >= 0; });
}

int PlanStepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_steps.size());
}

int PlanStepModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant PlanStepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role == Qt::AccessibleTextRole && section == NumberColumn)
        return tr("Number");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Step");
    case RowsColumn:
        return tr("Rows");
    case LockColumn:
        return tr("Lock");
    case EstimateColumn:
        return tr("Estimate");
    default:
        return {};
    }
}

QString PlanStepModel::display(int row, int column) const
{
    const PlanStep &step = m_steps[size_t(row)];
    switch (column) {
    case NumberColumn:
        return QString::number(row + 1);
    case TitleColumn:
        return step.title;
    case RowsColumn:
        return step.rows < 0 ? QString(format::dash) : format::count(step.rows);
    case LockColumn:
        return step.lock.isEmpty() ? tr("None") : plan_text::lockMode(step);
    case EstimateColumn:
        return step.estimateMs < 0 ? QString(format::dash) : format::duration(step.estimateMs);
    default:
        return {};
    }
}

QVariant PlanStepModel::data(const QModelIndex &index, int role) const
{
    const PlanStep &step = m_steps[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(index.row(), column);
    case Qt::ToolTipRole:
        return column == TitleColumn  ? QVariant(step.title)
               : column == LockColumn ? QVariant(step.lock)
                                      : QVariant();
    case FullTextRole:
        return column == LockColumn ? QVariant(step.lock) : QVariant();
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case ToneRole:
        return int(column == NumberColumn || (column == LockColumn && step.lock.isEmpty())
                       ? Tone::Muted
                       : Tone::Plain);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal,
                       column == NumberColumn ? Qt::AccessibleTextRole : Qt::DisplayRole)
                .toString(),
            display(index.row(), column));
    default:
        return {};
    }
}

} // namespace arborist
