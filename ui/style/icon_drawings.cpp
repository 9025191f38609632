// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/icon_drawings.h"

#include <QHash>
#include <QPainter>
#include <QPainterPath>

namespace arborist {

namespace {

using Draw = void (*)(QPainterPath &stroke, QPainterPath &fill);

void layers(QPainterPath &stroke, QPainterPath &fill)
{
    fill.addPolygon(QPolygonF({{8, 2.5}, {13.5, 5}, {8, 7.5}, {2.5, 5}}));
    for (const double y : {8.0, 11.0}) {
        stroke.moveTo(2.5, y);
        stroke.lineTo(8, y + 2.5);
        stroke.lineTo(13.5, y);
    }
}

void tree(QPainterPath &stroke, QPainterPath &fill)
{
    fill.addRect(2, 2, 4, 4);
    fill.addRect(9, 6, 4, 4);
    fill.addRect(9, 11, 4, 3);
    stroke.moveTo(4, 6);
    stroke.lineTo(4, 12.5);
    stroke.lineTo(9, 12.5);
    stroke.moveTo(4, 8);
    stroke.lineTo(9, 8);
}

void clock(QPainterPath &stroke, QPainterPath &)
{
    stroke.addEllipse(QPointF(8, 8), 5.5, 5.5);
    stroke.moveTo(8, 4.5);
    stroke.lineTo(8, 8.5);
    stroke.lineTo(10.5, 8.5);
}

void refresh(QPainterPath &stroke, QPainterPath &fill)
{
    stroke.arcMoveTo(3, 3, 10, 10, 60);
    stroke.arcTo(3, 3, 10, 10, 60, 280);
    fill.addPolygon(QPolygonF({{9.5, 1}, {13.5, 3.5}, {9.5, 6}}));
}

void lens(QPainterPath &stroke, QPainterPath &)
{
    stroke.addEllipse(QPointF(6.8, 6.8), 4.3, 4.3);
    stroke.moveTo(10, 10);
    stroke.lineTo(14, 14);
}

void lockBody(QPainterPath &stroke, QPainterPath &fill, bool open)
{
    fill.addRect(3, 7.5, 10, 6.5);
    const double x = open ? 7 : 5;
    stroke.moveTo(x, 7.5);
    stroke.lineTo(x, 5);
    stroke.arcTo(x, 2, 6, 6, 180, -180);
    if (!open) {
        stroke.lineTo(11, 7.5);
    }
}

void locked(QPainterPath &stroke, QPainterPath &fill)
{
    lockBody(stroke, fill, false);
}

void unlocked(QPainterPath &stroke, QPainterPath &fill)
{
    lockBody(stroke, fill, true);
}

void eye(QPainterPath &stroke, QPainterPath &fill)
{
    stroke.moveTo(1.5, 8);
    stroke.quadTo(8, 1.5, 14.5, 8);
    stroke.quadTo(8, 14.5, 1.5, 8);
    fill.addEllipse(QPointF(8, 8), 2, 2);
}

void server(QPainterPath &, QPainterPath &fill)
{
    for (const double y : {2.0, 6.5, 11.0}) {
        fill.addRect(2, y, 12, 3.5);
    }
}

void database(QPainterPath &stroke, QPainterPath &)
{
    stroke.addEllipse(QRectF(2.5, 2, 11, 4));
    stroke.moveTo(2.5, 4);
    stroke.lineTo(2.5, 12);
    stroke.arcTo(2.5, 10, 11, 4, 180, 180);
    stroke.lineTo(13.5, 4);
}

void cancel(QPainterPath &stroke, QPainterPath &)
{
    stroke.addEllipse(QPointF(8, 8), 5.5, 5.5);
    stroke.moveTo(4.2, 4.2);
    stroke.lineTo(11.8, 11.8);
}

void unplugged(QPainterPath &stroke, QPainterPath &)
{
    stroke.moveTo(2, 8);
    stroke.lineTo(6, 8);
    stroke.moveTo(10, 8);
    stroke.lineTo(14, 8);
    stroke.moveTo(6, 5);
    stroke.lineTo(6, 11);
    stroke.moveTo(10, 5);
    stroke.lineTo(10, 11);
}

void copy(QPainterPath &stroke, QPainterPath &)
{
    stroke.addRect(2.5, 2.5, 8, 8);
    stroke.addRect(5.5, 5.5, 8, 8);
}

void jump(QPainterPath &stroke, QPainterPath &)
{
    stroke.moveTo(2, 8);
    stroke.lineTo(13, 8);
    stroke.moveTo(9, 4);
    stroke.lineTo(13, 8);
    stroke.lineTo(9, 12);
}

void people(QPainterPath &, QPainterPath &fill)
{
    fill.addEllipse(QPointF(5.5, 5.5), 2.5, 2.5);
    fill.addEllipse(QPointF(11, 6.5), 2, 2);
    fill.addRect(2, 9.5, 7, 4);
    fill.addRect(10, 9.5, 4, 4);
}

void unknown(QPainterPath &stroke, QPainterPath &)
{
    stroke.addRoundedRect(QRectF(3, 3, 10, 10), 2, 2);
}

Draw drawingOf(const QString &name)
{
    static const QHash<QString, Draw> drawings{
        {QStringLiteral("dialog-layers"), layers},
        {QStringLiteral("view-list-tree"), tree},
        {QStringLiteral("view-history"), clock},
        {QStringLiteral("view-refresh"), refresh},
        {QStringLiteral("edit-find"), lens},
        {QStringLiteral("object-locked"), locked},
        {QStringLiteral("object-unlocked"), unlocked},
        {QStringLiteral("view-visible"), eye},
        {QStringLiteral("network-server"), server},
        {QStringLiteral("server-database"), database},
        {QStringLiteral("dialog-cancel"), cancel},
        {QStringLiteral("network-disconnect"), unplugged},
        {QStringLiteral("edit-copy"), copy},
        {QStringLiteral("go-jump"), jump},
        {QStringLiteral("view-process-users"), people},
    };
    return drawings.value(name, unknown);
}

} // namespace

void drawOwnIcon(QPainter &painter, const QString &name, const QColor &colour)
{
    QPainterPath stroke;
    QPainterPath fill;
    drawingOf(name)(stroke, fill);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(stroke);
    painter.fillPath(fill, colour);
    painter.restore();
}

} // namespace arborist
