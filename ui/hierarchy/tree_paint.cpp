// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/tree_paint.h"

#include "ui/style/theme.h"
#include <QPainter>
#include <QStyleOptionViewItem>

namespace arborist::tree_paint {

void bar(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(rect, 2, 2);
}

QColor markerColour()
{
    const Theme &theme = Theme::current();
    return theme.dark ? theme.tone(Tone::Drift).fill : theme.tone(Tone::Drift).text;
}

QColor rowBackground(const QStyleOptionViewItem &option)
{
    const Theme &theme = Theme::current();
    if (option.state & QStyle::State_Selected)
        return option.state & QStyle::State_Active ? theme.selection : theme.selectionInactive;
    return theme.base;
}

} // namespace arborist::tree_paint
