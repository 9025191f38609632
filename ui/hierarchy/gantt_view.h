// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/hierarchy/gantt_painter.h"
#include "ui/widgets/chart_legend.h"
#include "ui/widgets/exportable.h"
#include <QAbstractScrollArea>

namespace arborist {

class GanttTools;

/// A strip of bars: when a subtree's items are expected to run, and when their stored dates say
/// they do. Only the rows on the screen are worked out, so that the length of the list does not
/// matter. Zooms with Ctrl and the wheel or with + and -, 0 shows everything.
class GanttView : public QAbstractScrollArea, public Exportable
{
    Q_OBJECT
public:
    explicit GanttView(GanttModel &model, QWidget *parent = nullptr);

    static QList<LegendEntry> legend();

    const GanttModel &model() const { return m_model; }
    /// The tree's current item; kNoNode for none.
    void setMarked(TreeShape::Node node);
    TreeShape::Node marked() const { return m_marked; }
    double zoom() const { return m_zoom; } ///< 1: everything is shown
    /// Keeps the day at `x`, in pixels of the view, where it is.
    void setZoom(double zoom, double x);
    int rowAt(const QPoint &position) const; ///< -1 for none
    QRect rowRect(int row) const;

    /// Up to some hundreds of rows, also those that have been scrolled away.
    ExportableView exportable() override;

Q_SIGNALS:
    void itemChosen(arborist::hierarchy::Item item);
    void organizationChosen(quint32 organization);
    void parentRequested(); ///< Backspace: the subtree around this one
    void differingToggled(bool differing);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void zoomBy(int steps);
    void reset();
    void updateBars();
    GanttGeometry geometry() const;
    QString emptyText() const;
    void moveCursor(int row);
    void choose(int row);
    double plotWidth() const;

    GanttModel &m_model;
    GanttTools *m_tools;
    DayRange m_extent;
    double m_zoom = 1;
    TreeShape::Node m_marked = TreeShape::kNoNode;
    int m_cursor = 0; ///< row
    int m_hovered = -1;
};

} // namespace arborist
