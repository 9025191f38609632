// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/dates_delegate.h"

#include "ui/hierarchy/tree_paint.h"
#include "ui/style/theme.h"
#include <QDateTime>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace arborist {
namespace {

constexpr double kMsPerDay = 86'400'000.0;

QRectF scaleRect(const QStyleOptionViewItem &option)
{
    const double inset = px(8);
    return QRectF(option.rect).adjusted(inset, 0, -inset, -1);
}

} // namespace

QSize DatesDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TreeCellDelegate::sizeHint(option, index);
    size.setWidth(px(84));
    return size;
}

QRectF DatesDelegate::rangeRect(const QRectF &scale, double start, double end, double height) const
{
    if (std::isnan(start) || std::isnan(end))
        return {};
    const double from = std::clamp(m_scale.position(std::min(start, end)), 0.0, 1.0);
    // An end date is a whole day: its bar reaches to where the next begins.
    const double to = std::clamp(m_scale.position(std::max(start, end) + 1), 0.0, 1.0);
    const double width = std::max(3.0, (to - from) * scale.width());
    const double left = std::min(scale.left() + from * scale.width(), scale.right() - width);
    return {left, scale.center().y() - height / 2, width, height};
}

void DatesDelegate::paintLines(QPainter &painter, const QRectF &scale) const
{
    for (const double position : m_scale.lines()) {
        painter.fillRect(QRectF(std::floor(scale.left() + position * scale.width()), scale.top(), 1,
                                scale.height() + 1),
                         Theme::current().quarterLine);
    }
}

void DatesDelegate::paintToday(QPainter &painter, const QRectF &scale) const
{
    const double today = m_scale.position(double(QDateTime::currentMSecsSinceEpoch()) / kMsPerDay);
    if (today < 0 || today > 1)
        return;
    painter.fillRect(QRectF(std::floor(scale.left() + today * scale.width()), scale.top(), 1,
                            scale.height() + 1),
                     Theme::current().edge);
}

void DatesDelegate::paintGroup(QPainter &painter, const QStyleOptionViewItem &option,
                               const QModelIndex &) const
{
    if (!m_scale.isValid())
        return;
    paintLines(painter, scaleRect(option));
    paintToday(painter, scaleRect(option));
}

void DatesDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    if (!m_scale.isValid())
        return;
    const QRectF scale = scaleRect(option);
    paintLines(painter, scale);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF expected = rangeRect(scale, index.data(ExpectedStartRole).toDouble(),
                                      index.data(ExpectedEndRole).toDouble(), px(8));
    if (!expected.isEmpty())
        tree_paint::bar(painter, expected, Theme::current().bar);
    const auto state = index.data(DriftStateRole).value<DriftState>();
    if (state == DriftState::Inherited || state == DriftState::Origin) {
        const QRectF stored = rangeRect(scale, index.data(StoredStartRole).toDouble(),
                                        index.data(StoredEndRole).toDouble(), px(14) - 1.5);
        if (!stored.isEmpty()) {
            painter.setPen(QPen(tree_paint::markerColour(), 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(stored, 2, 2);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintToday(painter, scale);
}

} // namespace arborist
