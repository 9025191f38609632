// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// The steps of a plan: number, what is done, rows, lock, estimate.
class PlanStepModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NumberColumn, TitleColumn, RowsColumn, LockColumn, EstimateColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSteps(std::vector<PlanStep> steps);
    bool hasEstimates() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(int row, int column) const;

    std::vector<PlanStep> m_steps;
};

} // namespace arborist
