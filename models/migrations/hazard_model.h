// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/migrations/lint/hazard.h"
#include <QAbstractTableModel>

namespace arborist {

/// What rules have found, one a row.
class HazardModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        TitleColumn,
        MigrationColumn,
        LineColumn,
        DetailColumn,
        SaferColumn,
        RuleColumn,
        ColumnCount
    };
    enum OwnRole {
        LineTextRole = FirstFreeRole, ///< "Line 11"
        DetailRole,                   ///< what happens
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setHazards(std::vector<migrations::Hazard> hazards);
    const std::vector<migrations::Hazard> &hazards() const { return m_hazards; }
    /// "3 serious, 2 to note"; empty for none.
    static QString summary(const std::vector<migrations::Hazard> &hazards);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<migrations::Hazard> m_hazards;
};

} // namespace arborist
