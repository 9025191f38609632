// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/data_bar_delegate.h"

#include "ui/hierarchy/drift_badge.h"
#include <QLocale>
#include <QPainter>
#include <algorithm>

namespace arborist {
namespace {

void paintBar(QPainter &painter, const QRect &cell, Tone tone, double share)
{
    const Theme &theme = Theme::current();
    QColor colour = theme.tone(tone).fill;
    colour.setAlphaF(theme.dark ? 0.28F : 0.24F);
    const int height = px(19);
    const int most = cell.width() - px(8);
    const int width = std::max(3, int(double(most) * share));
    painter.fillRect(
        QRect(cell.left() + px(4), cell.top() + (cell.height() - height) / 2, width, height),
        colour);
}

} // namespace

DataBarDelegate::DataBarDelegate(QObject *parent) : RowDelegate(metrics::row, parent) {}

void DataBarDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const int kind = index.data(KindRole).toInt();
    const bool all = index.data(GroupRole).toBool();
    const double share = index.data(BarShareRole).toDouble();
    const QRect cell = option.rect.adjusted(0, 0, 0, -1);
    if (share > 0)
        paintBar(painter, cell, kind < 0 ? Tone::Drift : toneOf(hierarchy::Kind(kind)), share);

    QRect place = cell.adjusted(px(12), 0, -px(12), 0);
    if (kind >= 0) {
        paintBadge(painter, place, {hierarchy::Kind(kind), DriftState::Origin});
        place.setLeft(place.left() + px(30));
    }
    if (all)
        painter.setFont(fontFor(FontRole::TableBold));
    const QString count = QLocale().toString(index.data(CountRole).toLongLong());
    const int countWidth = painter.fontMetrics().horizontalAdvance(count);
    drawText(painter, place, count, theme.text, Qt::AlignRight, Qt::ElideNone);
    drawText(painter, place.adjusted(0, 0, -countWidth - px(8), 0), option.text, theme.text,
             Qt::AlignLeft);
}

} // namespace arborist
