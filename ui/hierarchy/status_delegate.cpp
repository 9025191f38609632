// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/status_delegate.h"

#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {
namespace {

void paintShape(QPainter &painter, const QRectF &circle, StatusShape shape)
{
    const QColor colour = Theme::current().text2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4));
    painter.setBrush(shape == StatusShape::Done ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawEllipse(circle);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    if (shape == StatusShape::Active) {
        painter.drawPie(circle, -90 * 16, 180 * 16);
    } else if (shape == StatusShape::Blocked) {
        painter.drawRect(QRectF(circle.left() + circle.width() * 0.22, circle.center().y() - 0.7,
                                circle.width() * 0.56, 1.4));
    }
    painter.restore();
}

} // namespace

void StatusDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const auto shape = index.data(StatusShapeRole).value<StatusShape>();
    QRect place = contentRect(option, index);
    if (shape != StatusShape::None) {
        const double size = px(9) - 1.4;
        paintShape(painter,
                   QRectF(place.left() + 0.7, place.center().y() + 0.5 - size / 2, size, size),
                   shape);
    }
    place.setLeft(place.left() + px(16));
    drawText(painter, place, option.text, shape == StatusShape::Done ? theme.text2 : theme.text,
             Qt::AlignLeft);
}

} // namespace arborist
