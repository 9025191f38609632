// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/timeline_model.h"

#include "models/common/format.h"
#include "models/migrations/state_look.h"
#include <QLocale>
#include <algorithm>

namespace arborist {

using migrations::MigrationStatus;

void TimelineModel::setSet(MigrationSetPtr set)
{
    beginResetModel();
    m_set = std::move(set);
    endResetModel();
}

void TimelineModel::setStages(std::vector<StageReading> stages)
{
    beginResetModel();
    m_stages = std::move(stages);
    endResetModel();
}

void TimelineModel::setReading(const StageReading &reading)
{
    for (size_t i = 0; i < m_stages.size(); ++i) {
        if (m_stages[i].stage.name != reading.stage.name)
            continue;
        m_stages[i] = reading;
        const int column = FirstStageColumn + int(i);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column));
        Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
    }
}

const StageReading *TimelineModel::stage(const QString &name) const
{
    const auto found = std::ranges::find_if(
        m_stages, [&name](const StageReading &each) { return each.stage.name == name; });
    return found == m_stages.end() ? nullptr : &*found;
}

int TimelineModel::rowOf(qsizetype migration) const
{
    return migration < 0 || migration >= rowCount() ? -1 : rowCount() - 1 - int(migration);
}

qsizetype TimelineModel::migrationAt(int row) const
{
    return rowCount() - 1 - row;
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_set ? 0 : int(m_set->migrations.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstStageColumn + int(m_stages.size());
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (section == NameColumn) {
        return role == Qt::DisplayRole         ? QVariant(tr("Migration"))
               : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter))
                                               : QVariant();
    }
    const StageReading &reading = m_stages[size_t(section - FirstStageColumn)];
    switch (role) {
    case Qt::DisplayRole:
        return reading.stage.name;
    case SecondLineRole:
        return reading.headline();
    case ToneRole:
        return int(reading.headlineTone());
    case GlyphRole:
        return reading.state == StageReading::State::Failed ? QVariant(int(Glyph::Failed))
                                                            : QVariant();
    case ReadingRole:
        return int(reading.state);
    case Qt::ToolTipRole:
        return reading.toolTip();
    case StageColourRole:
        return reading.stage.colour;
    case LockedRole:
        return reading.stage.isProtected || reading.stage.readOnly;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(reading.stage.name, reading.headline());
    default:
        return {};
    }
}

void TimelineModel::setRunning(const QString &stage, const QString &migration)
{
    m_runningStage = stage;
    m_runningMigration = migration;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, FirstStageColumn), index(rowCount() - 1, columnCount() - 1));
}

bool TimelineModel::isRunning(const StageReading &reading, qsizetype migration) const
{
    return !m_runningMigration.isEmpty() && reading.stage.name == m_runningStage &&
           m_set->migrations[size_t(migration)].name == m_runningMigration;
}

QVariant TimelineModel::nameData(qsizetype migration, int role) const
{
    const migrations::Migration &each = m_set->migrations[size_t(migration)];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return each.name;
    case SortRole:
        // Ascending begins, like the timeline, with the newest.
        return -qint64(migration);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QString TimelineModel::toolTip(const StageReading &reading, qsizetype migration) const
{
    const MigrationStatus *status = reading.of(migration);
    if (!status)
        return reading.toolTip();
    const QString &name = m_set->migrations[size_t(migration)].name;
    QStringList lines{tr("%1 on %2").arg(state_look::word(status->state), reading.stage.name)};
    if (const auto at = reading.appliedAt(migration, name))
        lines.front() += QStringLiteral(", ") + format::ago(*at);
    lines << (status->text.isEmpty() ? state_look::meaning(status->state) : status->text);
    if (!status->remedy.isEmpty())
        lines << status->remedy;
    return lines.join(u'\n');
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const qsizetype migration = migrationAt(index.row());
    if (role == MigrationRole)
        return qlonglong(migration);
    if (index.column() == NameColumn)
        return nameData(migration, role);
    const StageReading &reading = m_stages[size_t(index.column() - FirstStageColumn)];
    const MigrationStatus *status = reading.of(migration);
    switch (role) {
    case Qt::DisplayRole:
        return status ? state_look::word(status->state) : QString(format::dash);
    case StateRole:
        return status ? QVariant(int(status->state)) : QVariant();
    case GlyphRole:
        return !status ? QVariant()
                       : QVariant(int(isRunning(reading, migration)
                                          ? Glyph::Running
                                          : state_look::glyph(status->state)));
    case ReadingRole:
        return int(reading.state);
    case SortRole:
        // Within a state the newest come first.
        return status ? qint64(status->state) * 1'000'000 - migration : qint64(1) << 40;
    case Qt::ToolTipRole:
        return toolTip(reading, migration);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::AccessibleTextRole:
        return tr("%1 on %2: %3")
            .arg(m_set->migrations[size_t(migration)].name, reading.stage.name,
                 isRunning(reading, migration) ? tr("under way")
                 : status                      ? state_look::word(status->state)
                                               : reading.headline());
    default:
        return {};
    }
}

} // namespace arborist
