// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/core/job_runner.h"
#include <QAbstractTableModel>
#include <QHash>
#include <vector>

namespace arborist {

/// The jobs of this session, newest first, without the background ones.
class JobTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        TitleColumn,
        TargetColumn,
        StateColumn,
        StartedColumn,
        DurationColumn,
        MessageColumn,
        ColumnCount
    };
    enum OwnRole { StageColourRole = FirstFreeRole, LockedRole, JobIdRole };

    /// How a stage's chip looks: its colour's name, and whether it has a lock.
    struct StageLook {
        QString colour;
        bool locked = false;
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setStageLooks(QHash<QString, StageLook> looks);
    /// JobRunner::jobs(); rows that stayed are updated in place, so a selection stays too.
    void setJobs(const std::vector<JobInfo> &jobs);
    /// Called each second while a job runs: its duration grows.
    void tick();

    const std::vector<JobInfo> &jobs() const { return m_jobs; }
    int runningCount() const;
    int failedCount() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString stateText(JobState state);
    static Glyph stateGlyph(JobState state);

private:
    QString display(const JobInfo &job, int column) const;
    static qint64 durationOf(const JobInfo &job);

    std::vector<JobInfo> m_jobs;
    QHash<QString, StageLook> m_looks;
};

} // namespace arborist
