// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/gantt_painter.h"

#include "models/hierarchy/time_axis.h"
#include "ui/hierarchy/drift_badge.h"
#include "ui/hierarchy/tree_paint.h"
#include "ui/style/metrics.h"
#include <QDate>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kAxis = 24;
constexpr int kRow = 20;
constexpr int kIndent = 10;
constexpr int kDeepestIndent = 8; ///< levels; deeper ones stand below each other
constexpr int kLabelRoom = 56;
constexpr int kMargin = 12;

/// The kinds that are about dates: the others are the tree's to show.
bool isAboutDates(Kind kind)
{
    return kind == Kind::T1 || kind == Kind::T2 || kind == Kind::Q1;
}

} // namespace

int GanttGeometry::axisHeight()
{
    return px(kAxis);
}

int GanttGeometry::rowHeight()
{
    return px(kRow);
}

GanttPainter::GanttPainter(QPainter &painter, const GanttModel &model,
                           const GanttGeometry &geometry)
    : m_painter(painter),
      m_model(model),
      m_geometry(geometry)
{
}

void GanttPainter::paintAxis(int bottom)
{
    const Theme &theme = Theme::current();
    const int head = GanttGeometry::axisHeight();
    const int labels = (m_geometry.width - m_geometry.titles) / px(kLabelRoom);
    m_painter.fillRect(QRect(0, 0, m_geometry.width, head - 1), theme.window);
    m_painter.fillRect(QRect(0, head - 1, m_geometry.width, 1), theme.border);
    for (const TimeTick &tick : TimeAxis::ticks(m_geometry.left, m_geometry.right(), labels)) {
        const int x = int(std::lround(m_geometry.xOf(tick.day)));
        m_painter.fillRect(QRect(x, head - px(6), 1, px(5)), theme.edge);
        m_painter.fillRect(QRect(x, head, 1, bottom - head),
                           tick.major ? theme.border : theme.quarterLine);
        m_painter.setFont(fontFor(tick.major ? FontRole::CaptionBold : FontRole::Caption));
        m_painter.setPen(tick.major ? theme.text : theme.text2);
        m_painter.drawText(QRect(x + px(4), 0, px(kLabelRoom) * 2, head),
                           Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
}

void GanttPainter::paintToday(int bottom)
{
    const double today = TimeAxis::dayOf(QDate::currentDate());
    const int x = int(std::lround(m_geometry.xOf(today)));
    if (x < m_geometry.titles || x >= m_geometry.width)
        return;
    const int head = GanttGeometry::axisHeight();
    m_painter.fillRect(QRect(x, head, 1, bottom - head), Theme::current().edge);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(Theme::current().edge);
    const double size = px(4);
    m_painter.drawPolygon(
        QPolygonF({QPointF(x + 0.5 - size, head - size - 1),
                   QPointF(x + 0.5 + size, head - size - 1), QPointF(x + 0.5, head - 1)}));
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void GanttPainter::paintRow(int row, int top, int flags)
{
    const Theme &theme = Theme::current();
    const QRect place(0, top, m_geometry.width, GanttGeometry::rowHeight());
    const bool group = m_model.shape()->isOrganization(m_model.nodeAt(row));
    // The lines of time stay visible behind the bars of a row that is not marked.
    const QRect titles(0, top, m_geometry.titles, place.height());
    if (flags & Marked)
        m_painter.fillRect(place, theme.selection);
    else if (flags & Hovered)
        m_painter.fillRect(place, theme.hover);
    else
        m_painter.fillRect(titles, theme.base);
    m_painter.fillRect(QRect(0, place.bottom(), place.width(), 1), theme.hairline);
    m_painter.save();
    m_painter.setClipRect(place.adjusted(m_geometry.titles, 0, 0, 0), Qt::IntersectClip);
    paintBars(row, place);
    m_painter.restore();
    paintTitle(row, titles, group);
    m_painter.fillRect(QRect(m_geometry.titles - 1, top, 1, place.height()), theme.hairline);
    if (flags & Marked)
        m_painter.fillRect(QRect(0, top, 3, place.height() - 1), theme.accent);
    if (flags & Cursor) {
        m_painter.setPen(theme.accent);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(place.adjusted(0, 0, -1, -2));
    }
}

void GanttPainter::paintTitle(int row, const QRect &place, bool group)
{
    const Theme &theme = Theme::current();
    const Snapshot &snapshot = *m_model.shape()->snapshot();
    int right = place.right() - px(6);
    const Item item = m_model.shape()->itemAt(m_model.nodeAt(row));
    if (item != kNoItem) {
        const auto findings = snapshot.findings(item);
        for (auto each = findings.rbegin(); each != findings.rend(); ++each) {
            if (!isAboutDates(each->kind))
                continue;
            right -= badgeWidth(each->kind);
            paintBadge(m_painter, QRect(right, place.top(), px(30), place.height()),
                       {each->kind, stateOf(&*each)});
            right -= px(4);
        }
    }
    const int indent = std::min(m_model.indent(row), kDeepestIndent) * px(kIndent);
    const QRect text(px(kMargin) + indent, place.top(), right - px(kMargin) - indent,
                     place.height() - 1);
    m_painter.setFont(fontFor(group ? FontRole::CaptionBold : FontRole::Caption));
    m_painter.setPen(theme.text);
    m_painter.drawText(
        text, Qt::AlignLeft | Qt::AlignVCenter,
        m_painter.fontMetrics().elidedText(m_model.title(row), Qt::ElideRight, text.width()));
}

QRectF GanttPainter::rangeRect(const DayRange &range, const QRect &place, double height) const
{
    // Far outside, the painter would have to cut millions of pixels.
    const double least = m_geometry.titles - 10.0;
    const double most = m_geometry.width + 10.0;
    const double from = std::clamp(m_geometry.xOf(std::min(range.start, range.end)), least, most);
    const double to = std::clamp(m_geometry.xOf(std::max(range.start, range.end) + 1), least, most);
    return {from, QRectF(place).center().y() - 0.5 - height / 2, std::max(3.0, to - from), height};
}

void GanttPainter::paintBars(int row, const QRect &place)
{
    const Theme &theme = Theme::current();
    const DayRange expected = m_model.expected(row);
    const DayRange own = m_model.own(row);
    m_painter.setRenderHint(QPainter::Antialiasing);
    if (expected.isKnown())
        tree_paint::bar(m_painter, rangeRect(expected, place, px(8)), theme.bar);
    const bool same = own.start == expected.start && own.end == expected.end;
    if (own.isKnown() && !same) {
        QRectF line = rangeRect(own, place, 2);
        line.moveTop(place.bottom() - 4);
        m_painter.fillRect(line, theme.text2);
    }
    if (m_model.differs(row)) {
        const DayRange stored = m_model.stored(row);
        if (stored.isKnown()) {
            m_painter.setPen(QPen(tree_paint::markerColour(), 1.5));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRoundedRect(rangeRect(stored, place, px(14) - 1.5), 2, 2);
            paintOutside(stored, place);
        }
    } else if (expected.isKnown()) {
        paintOutside(expected, place);
    }
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void GanttPainter::paintOutside(const DayRange &range, const QRect &place)
{
    const bool before = m_geometry.xOf(std::max(range.start, range.end) + 1) < m_geometry.titles;
    const bool after = m_geometry.xOf(std::min(range.start, range.end)) > m_geometry.width;
    if (!before && !after)
        return;
    const double size = px(3);
    const double y = QRectF(place).center().y() - 0.5;
    const double tip = before ? m_geometry.titles + px(4) : m_geometry.width - px(4);
    const double back = before ? tip + size : tip - size;
    m_painter.setPen(QPen(Theme::current().text2, 1.4));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawPolyline(
        QPolygonF({QPointF(back, y - size), QPointF(tip, y), QPointF(back, y + size)}));
}

} // namespace arborist
