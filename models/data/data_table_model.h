// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/data/data_reading.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// The application's tables of a stage, one a row, in the order of DataTables.
class DataTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        NameColumn,
        RowsColumn,
        SizeColumn,
        TableSizeColumn,
        IndexSizeColumn,
        BloatColumn,
        ChangesColumn,
        RefersColumn,
        ReferredColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setReading(DataReading reading); ///< null: nothing is known
    const DataReading &reading() const { return m_reading; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(size_t row, int column) const;
    QVariant sortValue(size_t row, int column) const;
    Tone tone(size_t row, int column) const;
    QString toolTip(size_t row, int column) const;

    DataReading m_reading;
    std::vector<int> m_refers;   ///< foreign keys of each table
    std::vector<int> m_referred; ///< foreign keys to it
};

} // namespace arborist
