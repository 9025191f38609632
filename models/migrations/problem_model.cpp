// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/problem_model.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <algorithm>

namespace arborist {

using migrations::Problem;

namespace {

bool isSame(const Problem &a, const Problem &b)
{
    return a.code == b.code && a.migration == b.migration && a.where == b.where && a.text == b.text;
}

bool holds(const std::vector<Problem> &problems, const Problem &problem)
{
    return std::ranges::any_of(problems,
                               [&problem](const Problem &each) { return isSame(each, problem); });
}

} // namespace

void ProblemModel::setRows(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

std::vector<ProblemModel::Row> ProblemModel::collect(const migrations::MigrationSet &set,
                                                     const std::vector<StageReading> &stages)
{
    std::vector<Row> rows;
    for (const Problem &problem : set.problems)
        rows.push_back({problem, {}});
    for (const StageReading &reading : stages) {
        if (!reading.status)
            continue;
        for (const std::vector<Problem> *source :
             {&reading.status->problems, &reading.status->ledger.problems}) {
            for (const Problem &problem : *source) {
                const bool known = std::ranges::any_of(rows, [&](const Row &row) {
                    return (row.stage.isEmpty() || row.stage == reading.stage.name) &&
                           isSame(row.problem, problem);
                });
                if (!known && !holds(set.problems, problem))
                    rows.push_back({problem, reading.stage.name});
            }
        }
    }
    return rows;
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ProblemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TextColumn:
        return tr("Problem");
    case StageColumn:
        return tr("Stage");
    case WhereColumn:
        return tr("Where");
    case RemedyColumn:
        return tr("What can be done");
    default:
        return {};
    }
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    const QString text =
        column == TextColumn    ? row.problem.text
        : column == StageColumn ? (row.stage.isEmpty() ? tr("Files") : row.stage)
        : column == WhereColumn
            ? (row.problem.where.isEmpty() ? row.problem.migration : row.problem.where)
            : row.problem.remedy;
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
    case Qt::AccessibleTextRole:
        return text.isEmpty() ? QString(format::dash) : text;
    case Qt::ToolTipRole:
        return row.problem.remedy.isEmpty() ? row.problem.text
                                            : row.problem.text + u'\n' + row.problem.remedy;
    case GlyphRole:
        return column == TextColumn ? QVariant(int(state_look::glyph(row.problem.severity)))
                                    : QVariant();
    case ToneRole:
        return int(column == StageColumn && row.stage.isEmpty() ? Tone::Muted : Tone::Plain);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace arborist
