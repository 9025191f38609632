// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/activity/job_table_model.h"

#include "models/common/format.h"
#include <algorithm>

namespace arborist {

void JobTableModel::setStageLooks(QHash<QString, StageLook> looks)
{
    m_looks = std::move(looks);
    if (!m_jobs.empty()) {
        Q_EMIT dataChanged(index(0, TargetColumn), index(rowCount() - 1, TargetColumn));
    }
}

void JobTableModel::setJobs(const std::vector<JobInfo> &jobs)
{
    std::vector<JobInfo> shown;
    std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(shown),
                 [](const JobInfo &job) { return !job.background; });
    const JobId newestKnown = m_jobs.empty() ? 0 : m_jobs.front().id;
    const auto firstKnown = std::find_if(shown.begin(), shown.end(),
                                         [&](const JobInfo &job) { return job.id == newestKnown; });
    const auto added = int(firstKnown - shown.begin());
    const size_t kept = shown.size() - size_t(added);
    const bool grown =
        !m_jobs.empty() && firstKnown != shown.end() && kept <= m_jobs.size() &&
        std::equal(firstKnown, shown.end(), m_jobs.begin(), m_jobs.begin() + std::ptrdiff_t(kept),
                   [](const JobInfo &a, const JobInfo &b) { return a.id == b.id; });
    if (!grown) {
        beginResetModel();
        m_jobs = std::move(shown);
        endResetModel();
        return;
    }
    if (kept < m_jobs.size()) {
        beginRemoveRows({}, int(kept), int(m_jobs.size()) - 1);
        m_jobs.resize(kept);
        endRemoveRows();
    }
    if (added > 0) {
        beginInsertRows({}, 0, added - 1);
        m_jobs.insert(m_jobs.begin(), shown.begin(), firstKnown);
        endInsertRows();
    }
    m_jobs = std::move(shown);
    if (!m_jobs.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void JobTableModel::tick()
{
    for (size_t i = 0; i < m_jobs.size(); ++i) {
        if (m_jobs[i].state == JobState::Running) {
            const QModelIndex cell = index(int(i), DurationColumn);
            Q_EMIT dataChanged(cell, cell);
        }
    }
}

int JobTableModel::runningCount() const
{
    return int(std::count_if(m_jobs.begin(), m_jobs.end(),
                             [](const JobInfo &job) { return job.state == JobState::Running; }));
}

int JobTableModel::failedCount() const
{
    return int(std::count_if(m_jobs.begin(), m_jobs.end(),
                             [](const JobInfo &job) { return job.state == JobState::Failed; }));
}

int JobTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == DurationColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case TitleColumn:
        return tr("Job");
    case TargetColumn:
        return tr("Target");
    case StateColumn:
        return tr("State");
    case StartedColumn:
        return tr("Started");
    case DurationColumn:
        return tr("Took");
    case MessageColumn:
        return tr("Result");
    default:
        return {};
    }
}

QString JobTableModel::stateText(JobState state)
{
    switch (state) {
    case JobState::Running:
        return tr("Running");
    case JobState::Succeeded:
        return tr("Done");
    case JobState::Failed:
        return tr("Failed");
    case JobState::Cancelled:
        return tr("Cancelled");
    case JobState::Refused:
        return tr("Refused");
    }
    return {};
}

Glyph JobTableModel::stateGlyph(JobState state)
{
    switch (state) {
    case JobState::Running:
        return Glyph::Running;
    case JobState::Succeeded:
        return Glyph::Ok;
    case JobState::Failed:
        return Glyph::Failed;
    case JobState::Cancelled:
        return Glyph::Idle;
    case JobState::Refused:
        return Glyph::Skipped;
    }
    return Glyph::None;
}

qint64 JobTableModel::durationOf(const JobInfo &job)
{
    return job.state == JobState::Running ? job.started.msecsTo(QDateTime::currentDateTime())
                                          : job.durationMs;
}

QString JobTableModel::display(const JobInfo &job, int column) const
{
    switch (column) {
    case TitleColumn:
        return job.title;
    case TargetColumn:
        return job.target.isEmpty() ? QString(format::dash) : job.target;
    case StateColumn:
        return stateText(job.state);
    case StartedColumn:
        return format::timeOfDay(job.started);
    case DurationColumn:
        return format::duration(durationOf(job));
    case MessageColumn:
        return job.message;
    default:
        return {};
    }
}

QVariant JobTableModel::data(const QModelIndex &index, int role) const
{
    const JobInfo &job = m_jobs[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(job, column);
    case Qt::ToolTipRole:
        return column == MessageColumn || column == TitleColumn ? QVariant(display(job, column))
                                                                : QVariant();
    case SortRole:
        return column == StartedColumn    ? QVariant(job.started)
               : column == DurationColumn ? QVariant(durationOf(job))
                                          : QVariant(display(job, column));
    case Qt::TextAlignmentRole:
        return int((column == DurationColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case GlyphRole:
        return column == StateColumn ? QVariant(int(stateGlyph(job.state))) : QVariant();
    case IconNameRole:
        return column == TitleColumn ? QVariant(job.icon) : QVariant();
    case ToneRole:
        if (column == MessageColumn && job.state == JobState::Failed) {
            return int(Tone::Danger);
        }
        return int(column == MessageColumn || column == StartedColumn ? Tone::Muted : Tone::Plain);
    case StageColourRole:
        return m_looks.value(job.target).colour;
    case LockedRole:
        return m_looks.value(job.target).locked;
    case JobIdRole:
        return QVariant::fromValue(job.id);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2").arg(
            headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), display(job, column));
    default:
        return {};
    }
}

} // namespace arborist
