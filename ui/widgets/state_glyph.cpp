// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_glyph.h"

#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <QPainterPath>

namespace arborist {

namespace {

/// Colours of one drawing: the shape, what is cut into it, rings.
struct Ink {
    QColor shape, cut, ring;
};

void tick(QPainter &p, const QColor &colour, double width)
{
    p.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.setBrush(Qt::NoBrush);
    p.drawPolyline(QPolygonF({{4.0, 7.2}, {6.2, 9.4}, {10.1, 4.9}}));
}

void disc(QPainter &p, const QColor &colour)
{
    p.setPen(Qt::NoPen);
    p.setBrush(colour);
    p.drawEllipse(QPointF(7, 7), 7, 7);
}

void ring(QPainter &p, const QColor &colour, double radius, double width)
{
    p.setPen(QPen(colour, width));
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(QPointF(7, 7), radius, radius);
}

void cross(QPainter &p, const QColor &colour)
{
    p.setPen(QPen(colour, 1.7, Qt::SolidLine, Qt::RoundCap));
    p.drawLine(QPointF(4.8, 4.8), QPointF(9.2, 9.2));
    p.drawLine(QPointF(9.2, 4.8), QPointF(4.8, 9.2));
}

void arrow(QPainter &p, const QColor &colour, const QPointF &from, const QPointF &to)
{
    const double back = to.y() < from.y() ? 1.9 : -1.9;
    p.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.drawLine(from, to);
    p.drawPolyline(QPolygonF({to + QPointF(-1.7, back), to, to + QPointF(1.7, back)}));
}

void triangle(QPainter &p, const Ink &ink)
{
    QPainterPath path;
    path.moveTo(7, 0.9);
    path.lineTo(13.6, 12.7);
    path.lineTo(0.4, 12.7);
    path.closeSubpath();
    p.setPen(QPen(ink.shape, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p.setBrush(ink.shape);
    p.drawPath(path);
    p.setPen(QPen(ink.cut, 1.7, Qt::SolidLine, Qt::FlatCap));
    p.drawLine(QPointF(7, 4.6), QPointF(7, 8.9));
    p.drawLine(QPointF(7, 10.0), QPointF(7, 11.6));
}

void draw(QPainter &p, Glyph glyph, const Ink &ink, const QColor &tint, const QColor &tickColour)
{
    switch (glyph) {
    case Glyph::None:
        break;
    case Glyph::Ok:
        disc(p, ink.shape);
        tick(p, ink.cut, 1.7);
        break;
    case Glyph::Applied:
        p.setPen(QPen(ink.shape, 1));
        p.setBrush(tint);
        p.drawEllipse(QPointF(7, 7), 6.4, 6.4);
        tick(p, tickColour, 1.5);
        break;
    case Glyph::Pending:
        ring(p, ink.shape, 5.6, 1.8);
        break;
    case Glyph::Idle:
        ring(p, ink.ring, 5.6, 1.4);
        break;
    case Glyph::Running:
        ring(p, ink.ring, 5.6, 1.4);
        p.setPen(Qt::NoPen);
        p.setBrush(ink.shape);
        p.drawPie(QRectF(3, 3, 8, 8), 90 * 16, -180 * 16);
        break;
    case Glyph::Drift:
        triangle(p, ink);
        break;
    case Glyph::Skipped:
        ring(p, ink.shape, 6, 1.7);
        p.setPen(QPen(ink.shape, 1.9, Qt::SolidLine, Qt::FlatCap));
        p.drawLine(QPointF(4, 7), QPointF(10, 7));
        break;
    case Glyph::Failed:
        disc(p, ink.shape);
        cross(p, ink.cut);
        break;
    case Glyph::Moved:
        ring(p, ink.shape, 6, 1.4);
        arrow(p, ink.shape, {5.1, 10.2}, {5.1, 4.2});
        arrow(p, ink.shape, {8.9, 3.8}, {8.9, 9.8});
        break;
    case Glyph::Clock:
        ring(p, ink.shape, 6, 1.7);
        p.setPen(QPen(ink.shape, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p.drawPolyline(QPolygonF({{7, 3.6}, {7, 7.2}, {9.4, 8.8}}));
        break;
    case Glyph::Missing: {
        QPen dashes(ink.shape, 1.8, Qt::CustomDashLine, Qt::FlatCap);
        dashes.setDashPattern({2.0, 1.9});
        p.setPen(dashes);
        p.setBrush(Qt::NoBrush);
        p.drawEllipse(QPointF(7, 7), 5.8, 5.8);
        break;
    }
    }
}

void place(QPainter &painter, const QRectF &rect)
{
    const double size = std::min({double(px(metrics::glyph)), rect.width(), rect.height()});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center().x() - size / 2, rect.center().y() - size / 2);
    painter.scale(size / 14, size / 14);
}

} // namespace

Tone toneOf(Glyph glyph)
{
    switch (glyph) {
    case Glyph::Ok:
    case Glyph::Applied:
        return Tone::Ok;
    case Glyph::Drift:
    case Glyph::Clock:
    case Glyph::Moved:
        return Tone::Drift;
    case Glyph::Skipped:
    case Glyph::Failed:
    case Glyph::Missing:
        return Tone::Danger;
    case Glyph::Pending:
    case Glyph::Running:
        return Tone::Info;
    default:
        return Tone::Muted;
    }
}

void paintGlyph(QPainter &painter, const QRectF &rect, Glyph glyph)
{
    const Theme &theme = Theme::current();
    const ToneColours &colours = theme.tone(toneOf(glyph));
    const QColor cut = theme.dark ? theme.base : QColor(Qt::white);
    painter.save();
    place(painter, rect);
    draw(painter, glyph, {colours.fill, cut, theme.edge}, colours.tint, colours.text);
    painter.restore();
}

void paintInvertedGlyph(QPainter &painter, const QRectF &rect, Glyph glyph, const QColor &cut)
{
    painter.save();
    place(painter, rect);
    draw(painter, glyph, {Qt::white, cut, Qt::white}, Qt::white, cut);
    painter.restore();
}

StateGlyph::StateGlyph(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StateGlyph::setGlyph(Glyph glyph, const QString &name)
{
    m_glyph = glyph;
    setAccessibleName(name);
    setVisible(glyph != Glyph::None);
    update();
}

QSize StateGlyph::sizeHint() const
{
    return {px(metrics::icon), px(metrics::icon)};
}

void StateGlyph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintGlyph(painter, rect(), m_glyph);
}

} // namespace arborist
