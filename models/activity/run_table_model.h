// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/job_table_model.h"
#include "models/activity/run_row.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// Past runs of operations, newest first.
class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        WhenColumn,
        StageColumn,
        OperationColumn,
        WhoColumn,
        RowsColumn,
        OutcomeColumn,
        DurationColumn,
        ColumnCount
    };
    enum OwnRole { StageColourRole = FirstFreeRole, LockedRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setStageLooks(QHash<QString, JobTableModel::StageLook> looks);
    /// Newest first; rows that stayed are updated in place, so a selection stays too.
    void setRuns(std::vector<RunRow> runs);
    const std::vector<RunRow> &runs() const { return m_runs; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString outcomeText(const RunRow &row);
    static Glyph outcomeGlyph(const RunRow &row);
    static qint64 durationOf(const RunRecord &run); ///< ms; negative while it has no end

private:
    QString display(const RunRow &row, int column) const;

    std::vector<RunRow> m_runs;
    QHash<QString, JobTableModel::StageLook> m_looks;
};

} // namespace arborist
