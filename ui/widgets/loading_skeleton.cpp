// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/loading_skeleton.h"

#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

LoadingSkeleton::LoadingSkeleton(QList<int> columns, int rowHeight, QWidget *parent)
    : QWidget(parent),
      m_columns(std::move(columns)),
      m_rowHeight(rowHeight)
{
    setAccessibleName(tr("Reading…"));
}

void LoadingSkeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.base);
    const int head = px(metrics::sectionHead);
    painter.fillRect(QRect(0, 0, width(), head), theme.window);
    painter.fillRect(QRect(0, head - 1, width(), 1), theme.border);
    const int step = px(m_rowHeight);
    // Bars of uneven length look like text; the lengths repeat, so nothing flickers on repaint.
    static constexpr int shares[] = {90, 60, 75, 50, 85, 65, 70};
    int number = 0;
    for (int y = head; y < height(); y += step, ++number) {
        int x = px(12);
        for (int column = 0; column < m_columns.size() && x < width(); ++column) {
            const int whole = px(m_columns[column]);
            const int length = whole * shares[(number * 3 + column * 2) % 7] / 100;
            paint::roundedBox(painter, QRect(x, y + (step - px(10)) / 2, length, px(10)),
                              theme.track, Qt::transparent, 3);
            x += whole + px(24);
        }
        painter.fillRect(QRect(0, y + step - 1, width(), 1), theme.hairline);
    }
}

} // namespace arborist
