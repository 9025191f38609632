// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QtCharts/QChartView>
#include <functional>

class QAbstractSeries;
class QValueAxis;

namespace arborist {

/// A label on the horizontal axis, at an axis value.
struct AxisLabel {
    double at;
    QString text;
};

/// The name of a line, beside its right end.
struct EndLabel {
    double value;
    QString text;
    QColor colour;
};

/// A value written above a point, in axis values.
struct PointLabel {
    double x;
    double y;
    QString text;
};

/// An event in time, in axis values: a dashed line with a callout at its right.
struct AxisMark {
    double at;
    QString title; ///< bold
    QString text;  ///< second line
};

/// The frame of every chart: fixed margins, horizontal grid, labels. Qt Charts draws the series;
/// grid and labels are drawn here, since Qt 6.4 leaves its own at old places once the plot area has
/// been set by hand.
class ChartCanvas : public QChartView
{
    Q_OBJECT
public:
    explicit ChartCanvas(QWidget *parent = nullptr);

    /// Room around the plot for a 13 px font; default 48, 16, 24, 28.
    void setPlotMargins(const QMargins &margins);
    /// Vertical scale from 0 to a round number at or above `highest`; `unit` stands beside the top
    /// value. `format` makes the labels; default: locale integers.
    void setVertical(double highest, const QString &unit,
                     std::function<QString(double)> format = {});
    void setHorizontal(double from, double to, QList<AxisLabel> labels);
    void setEndLabels(QList<EndLabel> labels);
    /// Oldest first; the newest ones keep their callouts where not all of them have room.
    void setMarks(QList<AxisMark> marks);
    void setPointLabels(QList<PointLabel> labels);
    /// Shown in the middle while there is nothing to draw.
    void setEmptyText(const QString &text);

    void clear();
    /// Takes the series and binds it to both scales.
    void addSeries(QAbstractSeries *series);
    double top() const; ///< of the vertical scale

Q_SIGNALS:
    void themeChanged(); ///< colours of series have to be set again

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    QRectF plot() const;
    /// Places on the viewport of values on the axes.
    double xOf(double value) const;
    double yOf(double value) const;

private:
    void layOut();
    void drawMarks(QPainter &painter) const;

    QMargins m_margins{48, 16, 24, 28};
    QValueAxis *m_x;
    QValueAxis *m_y;
    QList<double> m_ticks;
    QString m_unit;
    std::function<QString(double)> m_format;
    QList<AxisLabel> m_labels;
    QList<EndLabel> m_endLabels;
    QList<PointLabel> m_pointLabels;
    QList<AxisMark> m_marks;
    QString m_emptyText;
};

} // namespace arborist
