// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/table_text.h"
#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/gantt_dates.h"
#include <QAbstractTableModel>

namespace arborist {

/// The subtree of one item, or of an organization, in tree order, with its dates: what the Gantt
/// strip draws, and the table behind it. Rows are worked out as they are asked for. As a table it
/// grows by fetchMore(); the strip asks by row number for any of them.
class GanttModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        TitleColumn,
        StoredStartColumn,
        StoredEndColumn,
        ExpectedStartColumn,
        ExpectedEndColumn,
        OwnStartColumn,
        OwnEndColumn,
        DriftColumn,
        kColumns
    };
    using Node = TreeShape::Node;

    explicit GanttModel(DetailsCache &details, QObject *parent = nullptr);

    /// Null for nothing; `scope` is kNoNode or the top row. `differing`: only rows whose dates
    /// drifted.
    void setScope(TreeShapePtr shape, Node scope, bool differing);
    const TreeShapePtr &shape() const { return m_shape; }
    Node scope() const { return m_scope; }
    bool isLimited() const { return m_differing; }
    /// Whether the hierarchy has dates at all.
    bool hasDates() const;

    int rows() const { return m_rows; }
    Node nodeAt(int row) const;
    int rowOf(Node node) const; ///< -1 if it is not among them
    QString title(int row) const;
    int indent(int row) const; ///< levels below the scope

    DayRange expected(int row) const;
    DayRange stored(int row) const;
    /// The item's own dates where they stand beside the rolled ones; unknown otherwise.
    DayRange own(int row) const;
    bool differs(int row) const; ///< the stored dates drifted
    /// What to show at first: all that the scope spans, a few outliers left out.
    DayRange extent() const;

    /// What the row says, for tooltips and screen readers.
    QString inWords(int row) const;
    /// All rows as CSV: ids, dates in PostgreSQL's notation, kinds. Needs no model any more.
    TableWriter writer() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void titlesChanged();

private:
    const hierarchy::Snapshot &snapshot() const { return *m_shape->snapshot(); }
    hierarchy::Item itemAt(int row) const { return m_shape->itemAt(nodeAt(row)); }
    void updateTitles(const std::vector<hierarchy::Item> &items);

    DetailsCache &m_details;
    TreeShapePtr m_shape;
    Node m_scope = TreeShape::kNoNode;
    bool m_differing = false;
    int m_rows = 0;
    int m_fetched = 0;
};

} // namespace arborist
