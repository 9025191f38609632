// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "services/query/plan_node.h"
#include <QAbstractItemModel>
#include <QHash>

namespace arborist {

/// The plan of a query as a tree, with the shares that its data bars show.
class ExplainModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column {
        NodeColumn,
        RowsColumn, ///< that came, over all loops; only measured
        ExpectedColumn,
        OwnTimeColumn, ///< only measured
        TimeColumn,    ///< only measured
        CostColumn,
        ColumnCount
    };
    enum ExplainRole : int { BarShareRole = FirstFreeRole }; ///< double 0..1 of a data bar
    /// From how much on an estimate counts as wrong.
    static constexpr double misestimate = 10;

    using QAbstractItemModel::QAbstractItemModel;

    void setPlan(query::PlanNode plan);
    const query::PlanNode *node(const QModelIndex &index) const;
    bool isMeasured() const { return m_plan.executionMs >= 0; }
    /// "Planned in 0.2 ms, ran in 1.4 s; 2 estimates are off by 10 times or more"
    QString summary() const;
    /// What is to be read beside a node: conditions, loops, buffers, whatever the server tells.
    std::vector<std::pair<QString, QString>> details(const QModelIndex &index) const;
    QString warning(const QModelIndex &index) const; ///< in words; empty where the estimate is fine

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Place {
        const query::PlanNode *parent = nullptr;
        int row = 0;
    };
    void place(const query::PlanNode &node);
    QString text(const query::PlanNode &node, int column) const;
    double share(const query::PlanNode &node, int column) const;
    bool isOff(const query::PlanNode &node) const;

    query::PlanNode m_plan;
    bool m_hasPlan = false;
    QHash<const query::PlanNode *, Place> m_places;
    double m_mostRows = 0;
    double m_mostCost = 0;
    double m_mostTime = 0;
    int m_off = 0;
};

} // namespace arborist
