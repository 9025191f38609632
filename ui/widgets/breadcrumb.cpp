// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/breadcrumb.h"

#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kHeight = 24;
constexpr int kLongestStep = 180;

QString separator()
{
    return QStringLiteral(" › ");
}

} // namespace

Breadcrumb::Breadcrumb(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFont(fontFor(FontRole::Caption));
    setFixedHeight(px(kHeight));
}

void Breadcrumb::setSteps(const QStringList &steps)
{
    m_steps.clear();
    for (const QString &step : steps)
        m_steps << fontMetrics().elidedText(step, Qt::ElideRight, px(kLongestStep));
    setAccessibleName(steps.join(separator()));
    update();
}

void Breadcrumb::setNote(const QString &note)
{
    m_note = note;
    update();
}

QSize Breadcrumb::sizeHint() const
{
    return {px(200), px(kHeight)};
}

QList<QRect> Breadcrumb::layOut() const
{
    const int gap = fontMetrics().horizontalAdvance(separator());
    QList<QRect> places;
    int x = px(metrics::paneMargin);
    for (const QString &step : m_steps) {
        places.append(QRect(x, 0, fontMetrics().horizontalAdvance(step) + 2, height()));
        x += places.last().width() + gap;
    }
    const int beyond = x - gap + px(metrics::paneMargin) - width();
    for (QRect &place : places)
        place.translate(-std::max(0, beyond), 0);
    return places;
}

QRect Breadcrumb::stepRect(int step) const
{
    return layOut().value(step);
}

int Breadcrumb::stepAt(const QPoint &position) const
{
    const QList<QRect> places = layOut();
    for (int step = 0; step + 1 < places.size(); ++step) {
        if (places[step].contains(position))
            return step;
    }
    return -1;
}

void Breadcrumb::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QList<QRect> places = layOut();
    for (int step = 0; step < places.size(); ++step) {
        const bool last = step + 1 == places.size();
        painter.setPen(last ? theme.text : theme.accent);
        painter.drawText(places[step], Qt::AlignLeft | Qt::AlignVCenter, m_steps[step]);
        if (last)
            break;
        painter.setPen(theme.text2);
        painter.drawText(places[step].translated(places[step].width(), 0),
                         Qt::AlignLeft | Qt::AlignVCenter, separator());
    }
    const int wide = fontMetrics().horizontalAdvance(m_note);
    const QRect note(width() - px(metrics::paneMargin) - wide, 0, wide, height());
    if (!places.isEmpty() && places.last().right() + px(16) > note.left())
        return;
    painter.setPen(theme.text2);
    painter.drawText(note, Qt::AlignRight | Qt::AlignVCenter, m_note);
}

void Breadcrumb::mousePressEvent(QMouseEvent *event)
{
    const int step = stepAt(event->position().toPoint());
    if (step >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT clicked(step);
}

void Breadcrumb::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(stepAt(event->position().toPoint()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

} // namespace arborist
