// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/filter_list.h"

#include "ui/hierarchy/data_bar_delegate.h"
#include "ui/style/metrics.h"
#include "ui/widgets/view_tools.h"
#include <QKeyEvent>
#include <QMouseEvent>

namespace arborist {

FilterList::FilterList(QAbstractItemModel &model, bool optional, QWidget *parent)
    : QListView(parent),
      m_optional(optional)
{
    setUpView(*this);
    setModel(&model);
    setItemDelegate(new DataBarDelegate(this));
    setUniformItemSizes(true);
    setSelectionMode(SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there, so that the bars of both lists have the same scale.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!m_quiet && current.isValid())
                    Q_EMIT chosen(current.row());
            });
}

int FilterList::rowHeight() const
{
    return px(metrics::row);
}

int FilterList::chosenRow() const
{
    return currentIndex().isValid() ? currentIndex().row() : -1;
}

void FilterList::choose(int row)
{
    m_quiet = true;
    if (row < 0) {
        clearSelection();
        selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
    } else {
        setCurrentIndex(model()->index(row, 0));
    }
    m_quiet = false;
}

void FilterList::initViewItemOption(QStyleOptionViewItem *option) const
{
    QListView::initViewItemOption(option);
    // The chosen row says what the tree shows: that holds wherever the focus is.
    option->state.setFlag(QStyle::State_Active, isActiveWindow());
}

void FilterList::takeBack()
{
    choose(-1);
    Q_EMIT chosen(-1);
}

void FilterList::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (m_optional && event->button() == Qt::LeftButton && index.isValid() &&
        index == currentIndex()) {
        takeBack();
        event->accept();
        return;
    }
    QListView::mousePressEvent(event);
}

void FilterList::keyPressEvent(QKeyEvent *event)
{
    const bool back = event->key() == Qt::Key_Escape || event->key() == Qt::Key_Space;
    if (m_optional && back && chosenRow() >= 0) {
        takeBack();
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace arborist
