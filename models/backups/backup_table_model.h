// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backups_reading.h"
#include "models/common/roles.h"
#include <QAbstractTableModel>

namespace arborist {

/// The backups of a project, one a row, in the order of the reading.
class BackupTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        StageColumn,
        MadeColumn,
        OriginColumn,
        FormColumn,
        SizeColumn,
        TablesColumn,
        RowsColumn,
        VerifiedColumn,
        KeptColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setReading(BackupsReading reading); ///< null: nothing is known
    const BackupsReading &reading() const { return m_reading; }
    const backup::ListedBackup &at(int row) const { return m_reading->backups[size_t(row)]; }
    void ageChanged(); ///< what says how long ago is to be said anew

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(int row, int column) const;
    QVariant sortValue(int row, int column) const;
    Tone tone(int row, int column) const;
    QString toolTip(int row, int column) const;

    BackupsReading m_reading;
};

} // namespace arborist
