// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/gantt_model.h"
#include <QRect>

class QPainter;

namespace arborist {

/// Where things stand in a Gantt strip: titles at the left, then time.
struct GanttGeometry {
    int width = 0;
    int titles = 0;  ///< width of the titles' column
    double left = 0; ///< the day at the left end of the time
    double pixelsPerDay = 1;

    static int axisHeight();
    static int rowHeight();
    double xOf(double day) const { return titles + (day - left) * pixelsPerDay; }
    double dayAt(double x) const { return left + (x - titles) / pixelsPerDay; }
    double right() const { return dayAt(width); }
};

/// Draws a Gantt strip, on the screen or into a file.
class GanttPainter
{
public:
    enum RowFlag { Plain = 0, Marked = 1, Hovered = 2, Cursor = 4 };

    GanttPainter(QPainter &painter, const GanttModel &model, const GanttGeometry &geometry);

    /// The head with names of months, and the lines of time down to `bottom`.
    void paintAxis(int bottom);
    void paintRow(int row, int top, int flags);
    /// After the rows.
    void paintToday(int bottom);

private:
    void paintTitle(int row, const QRect &place, bool group);
    void paintBars(int row, const QRect &place);
    QRectF rangeRect(const DayRange &range, const QRect &place, double height) const;
    void paintOutside(const DayRange &range, const QRect &place);

    QPainter &m_painter;
    const GanttModel &m_model;
    GanttGeometry m_geometry;
};

} // namespace arborist
