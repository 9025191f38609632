// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace arborist::paint {

void headerSection(QPainter &painter, const QStyleOption &option)
{
    const Theme &theme = Theme::current();
    painter.fillRect(option.rect, theme.window);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     theme.border);
}

void headerLabel(QPainter &painter, const QStyleOptionHeader &option, const QWidget *widget)
{
    const Theme &theme = Theme::current();
    const bool first = option.section == 0;
    const bool right = option.textAlignment & Qt::AlignRight;
    const bool edge = right && option.position == QStyleOptionHeader::End && widget &&
                      widget->property("paneEdge").toBool();
    const QRect place = option.rect.adjusted(px(first ? 12 : 8), 0,
                                             -px(edge    ? 12
                                                 : right ? 6
                                                         : 8),
                                             0);
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const bool hovered = option.state & QStyle::State_MouseOver;
    const int width = option.fontMetrics.horizontalAdvance(option.text);
    painter.setPen(sorted || hovered ? theme.text : theme.text2);
    painter.drawText(place,
                     int((option.textAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter),
                     option.text);
    if (sorted) {
        const double x = right ? place.right() - width - px(13) : place.left() + width + px(5);
        const auto direction =
            option.sortIndicator == QStyleOptionHeader::SortUp ? Qt::DownArrow : Qt::UpArrow;
        chevron(painter, QRectF(x, place.top(), px(8), place.height()), direction, theme.text2);
    }
}

void branch(QPainter &painter, const QStyleOption &option)
{
    if (!(option.state & QStyle::State_Children)) {
        return;
    }
    const bool open = option.state & QStyle::State_Open;
    chevron(painter, option.rect, open ? Qt::DownArrow : Qt::RightArrow, Theme::current().text2);
}

void rowBackground(QPainter &painter, const QStyleOptionViewItem &option)
{
    const Theme &theme = Theme::current();
    if (option.state & QStyle::State_Selected) {
        painter.fillRect(option.rect, option.state & QStyle::State_Active
                                          ? theme.selection
                                          : theme.selectionInactive);
    } else if (option.state & QStyle::State_MouseOver) {
        painter.fillRect(option.rect, theme.hover);
    } else if (option.backgroundBrush.style() != Qt::NoBrush) {
        painter.fillRect(option.rect, option.backgroundBrush);
    }
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &thumb)
{
    const Theme &theme = Theme::current();
    painter.fillRect(option.rect, theme.base);
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool horizontal = option.orientation == Qt::Horizontal;
    const int width = px(6);
    QRect bar = thumb;
    if (horizontal) {
        bar.setTop(thumb.center().y() - width / 2 + 1);
        bar.setHeight(width);
        bar.adjust(2, 0, -2, 0);
    } else {
        bar.setLeft(thumb.center().x() - width / 2 + 1);
        bar.setWidth(width);
        bar.adjust(0, 2, 0, -2);
    }
    const bool held = (option.state & QStyle::State_Sunken) &&
                      (option.activeSubControls & QStyle::SC_ScrollBarSlider);
    const bool hovered = option.state & QStyle::State_MouseOver;
    const QColor colour = held      ? theme.edge
                          : hovered ? mixed(theme.edge, theme.scrollThumb, 0.5)
                                    : theme.scrollThumb;
    roundedBox(painter, bar, colour, Qt::transparent, width / 2.0);
}

} // namespace arborist::paint
