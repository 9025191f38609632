// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_view.h"

#include "ui/widgets/row_delegate.h"
#include "ui/widgets/view_tools.h"
#include <QEvent>
#include <QHeaderView>
#include <QHoverEvent>

namespace arborist {

TableView::TableView(int rowHeight, QWidget *parent) : QTableView(parent)
{
    setUpView(*this);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setItemDelegate(new RowDelegate(rowHeight, this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(px(rowHeight));
    verticalHeader()->setDefaultSectionSize(px(rowHeight));
    QHeaderView *header = horizontalHeader();
    header->setFont(fontFor(FontRole::Table));
    header->setHighlightSections(false);
    header->setMinimumSectionSize(px(40));
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setFixedHeight(px(metrics::sectionHead));
}

void TableView::setColumnWidths(const QList<int> &widths, int stretch)
{
    layOutColumns(*horizontalHeader(), widths, stretch);
}

int TableView::heightFor(int rows) const
{
    return horizontalHeader()->height() + rows * verticalHeader()->defaultSectionSize();
}

bool TableView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter) {
        setHoverRow(rowAt(static_cast<QHoverEvent *>(event)->position().toPoint().y()));
    } else if (event->type() == QEvent::HoverLeave) {
        setHoverRow(-1);
    }
    return QTableView::viewportEvent(event);
}

void TableView::setHoverRow(int row)
{
    const int before = m_hoverRow;
    m_hoverRow = row;
    for (const int changed : {before, row}) {
        if (before != row && changed >= 0) {
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(),
                               rowHeight(changed));
        }
    }
}

} // namespace arborist
