// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_canvas.h"

#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

namespace arborist {

namespace {

/// 1, 2 or 5 times a power of ten, so that `highest` takes 3 to 4 steps.
double stepFor(double highest)
{
    const double rough = highest / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) {
            return factor * power;
        }
    }
    return 10 * power;
}

} // namespace

ChartCanvas::ChartCanvas(QWidget *parent)
    : QChartView(new QChart, parent),
      m_x(new QValueAxis(this)),
      m_y(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::NoFocus);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setPlotAreaBackgroundVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setMargins({});
    chart()->addAxis(m_x, Qt::AlignBottom);
    chart()->addAxis(m_y, Qt::AlignLeft);
    m_x->setVisible(false);
    m_y->setVisible(false);
    setVertical(1, {});
}

void ChartCanvas::setPlotMargins(const QMargins &margins)
{
    m_margins = margins;
    layOut();
}

void ChartCanvas::setVertical(double highest, const QString &unit,
                              std::function<QString(double)> format)
{
    const double step = stepFor(highest > 0 ? highest : 1);
    const double top = std::ceil(highest > 0 ? highest / step : 1) * step;
    m_ticks.clear();
    for (double value = 0; value <= top + step / 2; value += step) {
        m_ticks.append(value);
    }
    m_unit = unit;
    m_format = std::move(format);
    m_y->setRange(0, top);
    viewport()->update();
}

void ChartCanvas::setHorizontal(double from, double to, QList<AxisLabel> labels)
{
    m_x->setRange(from, to);
    m_labels = std::move(labels);
    viewport()->update();
}

void ChartCanvas::setEndLabels(QList<EndLabel> labels)
{
    m_endLabels = std::move(labels);
    viewport()->update();
}

void ChartCanvas::setMarks(QList<AxisMark> marks)
{
    m_marks = std::move(marks);
    viewport()->update();
}

void ChartCanvas::setPointLabels(QList<PointLabel> labels)
{
    m_pointLabels = std::move(labels);
    viewport()->update();
}

void ChartCanvas::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void ChartCanvas::clear()
{
    chart()->removeAllSeries();
    m_endLabels.clear();
    m_pointLabels.clear();
    m_marks.clear();
}

void ChartCanvas::addSeries(QAbstractSeries *series)
{
    chart()->addSeries(series);
    series->attachAxis(m_x);
    series->attachAxis(m_y);
    layOut();
}

double ChartCanvas::top() const
{
    return m_y->max();
}

QRectF ChartCanvas::plot() const
{
    return {double(px(m_margins.left())), double(px(m_margins.top())),
            double(viewport()->width() - px(m_margins.left()) - px(m_margins.right())),
            double(viewport()->height() - px(m_margins.top()) - px(m_margins.bottom()))};
}

double ChartCanvas::xOf(double value) const
{
    const QRectF area = plot();
    return area.left() + (value - m_x->min()) / (m_x->max() - m_x->min()) * area.width();
}

double ChartCanvas::yOf(double value) const
{
    const QRectF area = plot();
    return area.bottom() - value / m_y->max() * area.height();
}

void ChartCanvas::drawBackground(QPainter *painter, const QRectF &)
{
    const Theme &theme = Theme::current();
    const QRectF area = plot();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(viewport()->rect(), theme.base);
    if (!m_emptyText.isEmpty()) {
        painter->setFont(fontFor(FontRole::Body));
        painter->setPen(theme.text2);
        painter->drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        painter->restore();
        return;
    }
    painter->setFont(fontFor(FontRole::Caption));
    const QFontMetrics fm = painter->fontMetrics();
    const QString unit = m_unit;
    for (const double value : std::as_const(m_ticks)) {
        const int y = int(std::lround(yOf(value)));
        const QString text =
            m_format ? m_format(value) : QLocale().toString(value, 'f', value < 1 && value > 0);
        painter->setPen(theme.text2);
        painter->drawText(QRectF(0, y - px(8), area.left() - px(8), px(16)),
                          Qt::AlignRight | Qt::AlignVCenter, text);
        int from = int(area.left());
        if (value == m_ticks.last() && !unit.isEmpty()) {
            painter->drawText(QRectF(area.left(), y - px(8), area.width(), px(16)),
                              Qt::AlignLeft | Qt::AlignVCenter, unit);
            from += fm.horizontalAdvance(unit) + px(8);
        }
        if (value > 0) {
            painter->fillRect(QRect(from, y, int(area.right()) - from, 1), theme.gridLine);
        }
    }
    painter->restore();
}

void ChartCanvas::drawForeground(QPainter *painter, const QRectF &)
{
    if (!m_emptyText.isEmpty()) {
        return;
    }
    const Theme &theme = Theme::current();
    const QRectF area = plot();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    const int base = int(std::lround(area.bottom()));
    painter->fillRect(QRect(int(area.left()), base, int(area.width()), 1), theme.edge);
    painter->setFont(fontFor(FontRole::Caption));
    for (const AxisLabel &label : std::as_const(m_labels)) {
        const double x = xOf(label.at);
        painter->fillRect(QRect(int(std::lround(x)), base, 1, 4), theme.edge);
        painter->setPen(theme.text2);
        painter->drawText(QRectF(x - 100, base + px(5), 200, px(16)), Qt::AlignCenter, label.text);
    }
    painter->setPen(theme.text);
    for (const PointLabel &label : std::as_const(m_pointLabels)) {
        painter->drawText(QRectF(xOf(label.x) - 100, yOf(label.y) - px(16), 200, px(16)),
                          Qt::AlignCenter, label.text);
    }
    // Names keep 14 px from each other, in the order of their values.
    QList<EndLabel> labels = m_endLabels;
    std::sort(labels.begin(), labels.end(),
              [](const EndLabel &a, const EndLabel &b) { return a.value < b.value; });
    const double line = px(14);
    // From the lowest up, each above the one before; no higher than leaves room for the rest.
    double lowest = area.bottom() + line / 2;
    double highest = area.top() - px(10) + line * double(labels.size());
    const QFontMetrics metrics(painter->font());
    for (const EndLabel &label : std::as_const(labels)) {
        highest -= line;
        const double y = std::min(std::max(yOf(label.value), highest), lowest - line / 2);
        lowest = y - line / 2;
        painter->setPen(label.colour);
        const QRectF place(area.right() + px(8), y - px(8), px(m_margins.right()) - px(8), px(16));
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(label.text, Qt::ElideRight, int(place.width())));
    }
    drawMarks(*painter);
    painter->restore();
}

void ChartCanvas::drawMarks(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const QRectF area = plot();
    const QFontMetrics bold(fontFor(FontRole::CaptionBold));
    const QFontMetrics plain(fontFor(FontRole::Caption));
    QPen dashes(theme.text, 1);
    dashes.setDashPattern({4, 3});
    double free = area.right() + px(m_margins.right()) - px(4);
    for (auto mark = m_marks.rbegin(); mark != m_marks.rend(); ++mark) {
        const double x = std::floor(xOf(mark->at)) + 0.5;
        if (x < area.left() || x > area.right())
            continue;
        painter.setPen(dashes);
        painter.drawLine(QPointF(x, area.top() - px(4)), QPointF(x, area.bottom()));
        const int width = px(16) + std::max(bold.horizontalAdvance(mark->title),
                                            plain.horizontalAdvance(mark->text));
        QRectF box(x + px(6), area.top() - px(4), width, px(34));
        if (box.right() > free)
            box.moveRight(x - px(6)); // no room at its right: a callout at the left
        if (box.left() < area.left() || box.right() > free) {
            free = std::min(free, x - px(6));
            continue;
        }
        free = std::min(x, box.left()) - px(6);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme.border);
        painter.setBrush(theme.base);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius,
                                metrics::radius);
        painter.setRenderHint(QPainter::Antialiasing, false);
        const QRectF text = box.adjusted(px(8), px(2), 0, -px(2));
        painter.setFont(fontFor(FontRole::CaptionBold));
        painter.setPen(theme.text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, mark->title);
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(theme.text2);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignBottom, mark->text);
    }
}

void ChartCanvas::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void ChartCanvas::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        Q_EMIT themeChanged();
        viewport()->update();
    }
}

void ChartCanvas::layOut()
{
    if (viewport()->width() > 100 && viewport()->height() > 50) {
        chart()->setPlotArea(plot());
    }
}

} // namespace arborist
