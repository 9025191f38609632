// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/migrations/stage_reading.h"
#include <QAbstractTableModel>

namespace arborist {

/// Which migration is where: one a row, the newest on top, and a column for each stage.
class TimelineModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, FirstStageColumn };
    enum OwnRole {
        MigrationRole = FirstFreeRole, ///< index in the set (qsizetype)
        StateRole,                     ///< int of migrations::State; invalid while unknown
        ReadingRole,                   ///< int of StageReading::State
        StageColourRole,               ///< of the heading
        LockedRole,                    ///< of the heading
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setSet(MigrationSetPtr set);
    void setStages(std::vector<StageReading> stages);
    /// One stage of those that are there; others are left out.
    void setReading(const StageReading &reading);
    /// Which migration a run is at; empty texts: there is no run.
    void setRunning(const QString &stage, const QString &migration);

    const MigrationSetPtr &set() const { return m_set; }
    const std::vector<StageReading> &stages() const { return m_stages; }
    const StageReading *stage(const QString &name) const;
    int rowOf(qsizetype migration) const;
    qsizetype migrationAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isRunning(const StageReading &reading, qsizetype migration) const;
    QVariant nameData(qsizetype migration, int role) const;
    QString toolTip(const StageReading &reading, qsizetype migration) const;

    MigrationSetPtr m_set;
    std::vector<StageReading> m_stages;
    QString m_runningStage, m_runningMigration;
};

} // namespace arborist
