// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/backup/restore.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// Databases that runs have put aside, one a row.
class KeptTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, RunColumn, SinceColumn, SizeColumn, KeptColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDatabases(std::vector<backup::KeptDatabase> databases, int keepDays);
    const std::vector<backup::KeptDatabase> &databases() const { return m_databases; }
    /// Runs whose databases have been kept for as long as they are to be.
    QStringList expiredRuns(const QDateTime &now) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(const backup::KeptDatabase &database, int column) const;

    std::vector<backup::KeptDatabase> m_databases;
    int m_keepDays = 30;
};

} // namespace arborist
