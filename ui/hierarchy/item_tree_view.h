// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/item_tree_model.h"
#include "ui/widgets/tree_view.h"
#include <QSet>

namespace arborist {

class DatesDelegate;

/// The tree of items. Keeps what is open through a change of the filter, fetches long families as
/// they are scrolled to, and gives spare width to titles first.
class ItemTreeView : public TreeView
{
    Q_OBJECT
public:
    explicit ItemTreeView(ItemTreeModel &model, QWidget *parent = nullptr);

    /// Levels below the top that are opened at most: deeper ones would leave no room for titles,
    /// and the view lays nested ones out recursively.
    static constexpr int kDeepest = 30;

    /// Shows another filter of the same snapshot: what was open and current stays so.
    void setFilter(const TreeFilterPtr &filter, const DateScale &scale);
    /// Forgets what was open, before another snapshot comes.
    void forget();
    /// Opens the way to an item, selects it and scrolls to it; false if it is not shown.
    bool reveal(hierarchy::Item item);
    hierarchy::Item currentItem() const;
    /// Opens the way to the first matches of the filter, without remembering that they were open.
    void openMatches(int most);
    /// Open items, the topmost first, to be opened again in another snapshot.
    std::vector<hierarchy::Item> openItems() const;
    void open(const std::vector<hierarchy::Item> &items);

Q_SIGNALS:
    void currentMoved(); ///< another row is current, or none
    void escapePressed();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void updateGeometries() override;

private:
    void restore();
    void openOrganizations();
    void fetchVisible();
    void layOutColumns();
    /// Draws levels closer together when the open ones would push titles out of their column.
    void fitIndentation();
    void noteLevel(const QModelIndex &index);
    int textWidth(TreeColumn column) const;

    ItemTreeModel &m_model;
    DatesDelegate *m_dates;
    QSet<quintptr> m_open;
    QSet<quintptr> m_closedOrganizations;
    quintptr m_current = 0;
    int m_deepestOpen = 0; ///< levels
    bool m_hasCurrent = false;
    bool m_restoring = false;
    bool m_sizedByHand = false;
    bool m_layingOut = false;
};

} // namespace arborist
