// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/stage_state_model.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <QLocale>

namespace arborist {

namespace {

/// As short as can be: within a year without it.
QString shortTime(const QDateTime &at)
{
    const QDateTime local = at.toLocalTime();
    const bool thisYear = local.date().year() == QDate::currentDate().year();
    return QLocale().toString(local, thisYear ? QStringLiteral("d MMM, HH:mm")
                                              : QStringLiteral("d MMM yyyy"));
}

Tone toneOfState(migrations::State state)
{
    switch (state) {
    case migrations::State::Applied:
    case migrations::State::Pending:
        return Tone::Plain;
    case migrations::State::Edited:
    case migrations::State::WhenChanged:
    case migrations::State::OutOfOrder:
        return Tone::Drift;
    default:
        return Tone::Danger;
    }
}

} // namespace

void StageStateModel::show(const std::vector<StageReading> &stages, qsizetype migration,
                           const QString &name)
{
    beginResetModel();
    m_rows.clear();
    for (size_t i = 0; i < stages.size(); ++i) {
        const StageReading &reading = stages[i];
        Row row;
        row.cells[StageColumn] = reading.stage.name;
        row.cells[AppliedColumn] = row.cells[TookColumn] = QString(format::dash);
        const migrations::MigrationStatus *status = reading.of(migration);
        if (status) {
            row.cells[StateColumn] = state_look::word(status->state);
            row.state = toneOfState(status->state);
            row.tip = status->text.isEmpty() ? state_look::meaning(status->state) : status->text;
            if (!status->remedy.isEmpty())
                row.tip += u'\n' + status->remedy;
        } else {
            row.cells[StateColumn] = reading.headline();
            row.state = reading.state == StageReading::State::Failed ? Tone::Danger : Tone::Muted;
            row.tip = reading.toolTip();
        }
        if (const auto at = reading.appliedAt(migration, name))
            row.cells[AppliedColumn] = shortTime(*at);
        if (const Took took = tookOn(stages, i, migration, name); took.ms >= 0) {
            row.cells[TookColumn] =
                (took.estimated && took.ms >= 50 ? QStringLiteral("≈ ") : QString()) +
                format::duration(took.ms);
            row.estimated = took.estimated;
        }
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

int StageStateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int StageStateModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant StageStateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == TookColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StageColumn:
        return tr("Stage");
    case StateColumn:
        return tr("State");
    case AppliedColumn:
        return tr("Applied");
    case TookColumn:
        return tr("Took");
    default:
        return {};
    }
}

QVariant StageStateModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return row.cells[column];
    case Qt::ToolTipRole:
        return row.tip;
    case ToneRole:
        return int(column == StateColumn                        ? row.state
                   : row.cells[column] == QString(format::dash) ? Tone::Muted
                   : column == TookColumn && row.estimated      ? Tone::Muted
                                                                : Tone::Plain);
    case Qt::TextAlignmentRole:
        return int((column == TookColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), row.cells[column]);
    default:
        return {};
    }
}

} // namespace arborist
