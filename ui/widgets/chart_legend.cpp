// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_legend.h"

#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <algorithm>

namespace arborist {

namespace {

constexpr int kSquare = 9;
constexpr int kToText = 6;
constexpr int kGap = 16;

} // namespace

void ChartLegend::setEntries(const QList<LegendEntry> &entries)
{
    m_entries = entries;
    updateGeometry();
    update();
}

int ChartLegend::widthFor(const QList<LegendEntry> &entries)
{
    const QFontMetrics fm(fontFor(FontRole::Caption));
    int width = entries.isEmpty() ? 0 : -px(kGap);
    for (const LegendEntry &entry : entries)
        width += px(kSquare + kToText + kGap) + fm.horizontalAdvance(entry.text);
    return width;
}

QSize ChartLegend::sizeHint() const
{
    return {widthFor(m_entries), px(metrics::chip)};
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(fontFor(FontRole::Caption));
    int x = std::max(0, width() - widthFor(m_entries));
    for (const LegendEntry &entry : std::as_const(m_entries)) {
        const QRect square(x, (height() - px(kSquare)) / 2, px(kSquare), px(kSquare));
        painter.fillRect(square, entry.edge ? entry.edge() : entry.fill());
        if (entry.edge)
            painter.fillRect(square.adjusted(1, 1, -1, -1), entry.fill());
        x += px(kSquare + kToText);
        const int text = painter.fontMetrics().horizontalAdvance(entry.text);
        painter.setPen(Theme::current().text2);
        painter.drawText(QRect(x, 0, text + 2, height()), Qt::AlignVCenter, entry.text);
        x += text + px(kGap);
    }
}

} // namespace arborist
