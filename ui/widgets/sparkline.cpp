// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/style/theme.h"
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace arborist {

void paintSparkline(QPainter &painter, const QRect &rect, const QList<double> &values)
{
    if (values.isEmpty()) {
        return;
    }
    const Theme &theme = Theme::current();
    const double highest = *std::max_element(values.cbegin(), values.cend());
    if (highest <= 0) {
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.edge);
        return;
    }
    const QRectF area = QRectF(rect).adjusted(1, 2, -3, -0.5);
    const qsizetype count = values.size();
    const auto point = [&](qsizetype i) {
        const double x = count > 1 ? double(i) / double(count - 1) : 1;
        return QPointF(area.left() + x * area.width(),
                       area.bottom() - values[i] / highest * area.height());
    };
    QPainterPath line(count > 1 ? point(0) : QPointF(area.left(), point(0).y()));
    for (qsizetype i = count > 1 ? 1 : 0; i < count; ++i) {
        line.lineTo(point(i));
    }
    QPainterPath below = line;
    below.lineTo(area.right(), rect.bottom() + 1);
    below.lineTo(area.left(), rect.bottom() + 1);
    below.closeSubpath();
    QColor fill = theme.tone(Tone::Drift).fill;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(fill, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(point(count - 1), 2, 2);
    fill.setAlphaF(0.18F);
    painter.fillPath(below, fill);
    painter.restore();
}

} // namespace arborist
