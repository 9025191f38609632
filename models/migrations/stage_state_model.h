// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/stage_reading.h"
#include <QAbstractTableModel>

namespace arborist {

/// One migration on all stages: its state there, since when, how long it took.
class StageStateModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { StageColumn, StateColumn, AppliedColumn, TookColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void show(const std::vector<StageReading> &stages, qsizetype migration, const QString &name);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString cells[ColumnCount];
        QString tip;
        Tone state = Tone::Plain;
        bool estimated = false;
    };
    std::vector<Row> m_rows;
};

} // namespace arborist
