// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/migrations/stage_reading.h"
#include <QAbstractTableModel>

namespace arborist {

/// What is wrong with the files, and with the table of each stage; the files first.
class ProblemModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TextColumn, StageColumn, WhereColumn, RemedyColumn, ColumnCount };
    struct Row {
        migrations::Problem problem;
        QString stage; ///< empty: the files
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Row> rows);
    const std::vector<Row> &rows() const { return m_rows; }
    /// Of the files once, and of each stage what it alone has.
    static std::vector<Row> collect(const migrations::MigrationSet &set,
                                    const std::vector<StageReading> &stages);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Row> m_rows;
};

} // namespace arborist
