// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/table_text.h"
#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/icicle_layout.h"
#include <QAbstractTableModel>

namespace arborist {

/// What the map shows, in words and numbers: the focus (everything, an organization or an item),
/// and as a table the nodes right below it, in tree order. Grows by fetchMore().
class IcicleModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TitleColumn, ItemsColumn, DriftedColumn, WorstColumn, KindsColumn, kColumns };
    using Node = TreeShape::Node;

    explicit IcicleModel(DetailsCache &details, QObject *parent = nullptr);

    /// `focus` kNoNode: everything.
    void setFocus(TreeShapePtr shape, Node focus);
    const TreeShapePtr &shape() const { return m_shape; }
    Node focus() const { return m_focus; }
    /// Only these of the focus's children and what is below them.
    void narrow(IcicleRange siblings);
    bool isNarrowed() const { return m_narrowed; }
    IcicleRange range() const { return m_range; }
    qint64 itemCount() const; ///< in the range, organizations left out
    /// The node and what it is in, from the outermost: for a trail to click on. Long trails lose
    /// their middle.
    std::vector<Node> trail() const;

    QString title(Node node) const;  ///< kNoNode: "All organizations"
    QString kinds(Node node) const;  ///< "R2 R4"
    qint64 items(Node node) const;   ///< below it
    qint64 drifted(Node node) const; ///< with it and below
    static QString inWords(Severity severity);
    /// What a cell says, for tooltips and screen readers.
    QString inWords(const IcicleCell &cell) const;
    TableWriter writer() const; ///< needs no model any more

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
    void show(Node first);
    void append(int most);

    DetailsCache &m_details;
    TreeShapePtr m_shape;
    Node m_focus = TreeShape::kNoNode;
    IcicleRange m_range;
    bool m_narrowed = false;
    Node m_first = 0;          ///< of the rows
    Node m_next = 0;           ///< the first one that has not been fetched
    std::vector<Node> m_nodes; ///< fetched rows
};

} // namespace arborist
