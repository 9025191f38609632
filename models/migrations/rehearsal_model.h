// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/migrations/rehearsal/rehearsal.h"
#include <QAbstractTableModel>

namespace arborist {

/// What each statement did on the throw-away copy.
class RehearsalModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        StatementColumn,
        MigrationColumn,
        LineColumn,
        TookColumn,
        LocksColumn,
        RewritesColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setReport(migrations::RehearsalReport report);
    const migrations::RehearsalReport &report() const { return m_report; }
    /// "ACCESS EXCLUSIVE on public.items"; several parted by semicolons.
    static QString locks(const migrations::RehearsedStatement &statement);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(const migrations::RehearsedStatement &statement, int column) const;

    migrations::RehearsalReport m_report;
};

} // namespace arborist
