// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/tree_cell_delegate.h"

#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

TreeCellDelegate::TreeCellDelegate(QObject *parent) : RowDelegate(metrics::row, parent) {}

QColor TreeCellDelegate::colourOf(DriftState state)
{
    const Theme &theme = Theme::current();
    switch (state) {
    case DriftState::None:
        return theme.text;
    case DriftState::InFlight:
        return theme.text2;
    case DriftState::Inherited:
    case DriftState::Origin:
        return theme.textIn(Tone::Drift);
    }
    return theme.text;
}

void TreeCellDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    if (index.data(GroupRole).toBool())
        paintGroup(painter, option, index);
    else
        paintItem(painter, option, index);
}

void TreeCellDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    drawText(painter, contentRect(option, index), option.text, Theme::current().text,
             option.displayAlignment);
}

void TreeCellDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    drawText(painter, contentRect(option, index), option.text, Theme::current().text2,
             option.displayAlignment);
}

} // namespace arborist
