// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tree_view.h"

#include "ui/style/metrics.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/view_tools.h"
#include <QHeaderView>
#include <QPainter>

namespace arborist {

TreeView::TreeView(QWidget *parent) : QTreeView(parent)
{
    setUpView(*this);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setExpandsOnDoubleClick(true);
    setIndentation(px(16));
    setItemDelegate(new RowDelegate(metrics::row, this));
    header()->setFont(fontFor(FontRole::Table));
    header()->setMinimumSectionSize(px(40));
    header()->setStretchLastSection(false);
    header()->setHighlightSections(false);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void TreeView::setColumnWidths(const QList<int> &widths, int stretch)
{
    layOutColumns(*header(), widths, stretch);
}

void TreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    const QRect whole(0, option.rect.top(), viewport()->width(), option.rect.height());
    if (selectionModel() && selectionModel()->isSelected(index)) {
        row.state |= QStyle::State_Selected;
    }
    if (isActiveWindow()) {
        row.state |= QStyle::State_Active;
    }
    const QPoint pointer = viewport()->mapFromGlobal(QCursor::pos());
    if (viewport()->underMouse() && whole.contains(pointer)) {
        row.state |= QStyle::State_MouseOver;
    }
    RowDelegate::paintBackground(*painter, whole, row.state);
    QTreeView::drawRow(painter, option, index);
    RowDelegate::paintHairline(*painter, whole);
    if (row.state & QStyle::State_Selected) {
        RowDelegate::paintSelectionBar(*painter, whole);
    }
}

} // namespace arborist
