// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/progress_delegate.h"

#include "ui/hierarchy/number_delegate.h"
#include "ui/hierarchy/tree_paint.h"
#include "ui/style/theme.h"
#include <QPainter>
#include <algorithm>

namespace arborist {
namespace {

/// Room for "100 %" right of the track.
constexpr int kBesideTrack = 56;

} // namespace

QSize ProgressDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TreeCellDelegate::sizeHint(option, index);
    size.setWidth(px(kBesideTrack + 46));
    return size;
}

void ProgressDelegate::paintItem(QPainter &painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const auto state = index.data(DriftStateRole).value<DriftState>();
    const double expected = std::clamp(index.data(ExpectedShareRole).toDouble(), 0.0, 1.0);
    const double stored = index.data(StoredShareRole).toDouble();

    const QRect cell = option.rect.adjusted(0, 0, 0, -1);
    const int height = px(8);
    const QRectF track(cell.left() + px(8), cell.top() + (cell.height() - height + 1) / 2,
                       std::max(px(24), cell.width() - px(kBesideTrack)), height);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    tree_paint::bar(painter, track, theme.track);
    if (expected > 0) {
        painter.save();
        painter.setClipRect(QRectF(track.left(), track.top(), track.width() * expected, height));
        tree_paint::bar(painter, track, theme.bar);
        painter.restore();
    }
    const bool differs = state == DriftState::Inherited || state == DriftState::Origin;
    if (differs && stored >= 0) {
        const double x = track.left() + track.width() * std::clamp(stored, 0.0, 1.0);
        const double from = track.left() + track.width() * expected;
        if (x > from) {
            QColor over = theme.tone(Tone::Drift).fill;
            over.setAlphaF(0.45F);
            painter.fillRect(QRectF(from, track.top(), x - from, height), over);
        }
        const double top = track.center().y() - px(16) / 2.0;
        const double left = std::round(x) - 1;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(QRectF(left - 1, top, 4, px(16)), tree_paint::rowBackground(option));
        painter.fillRect(QRectF(left, top, 2, px(16)), tree_paint::markerColour());
    }
    painter.restore();
    NumberDelegate::paintNumber(painter, cell.adjusted(0, 0, -px(8), 0), option.text, state);
}

} // namespace arborist
