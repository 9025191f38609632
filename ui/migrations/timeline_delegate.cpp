// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/timeline_delegate.h"

#include "models/migrations/state_look.h"
#include "models/migrations/timeline_model.h"
#include "ui/style/theme.h"
#include "ui/widgets/state_glyph.h"
#include <QPainter>

namespace arborist {

namespace {

constexpr double kLine = 1.6;
constexpr double kHalo = 8.5; ///< radius around a sign that the line keeps away from

std::optional<migrations::State> stateAt(const QModelIndex &index)
{
    const QVariant state = index.data(TimelineModel::StateRole);
    return state.isValid() ? std::optional(migrations::State(state.toInt())) : std::nullopt;
}

void paintPiece(QPainter &painter, double x, double from, double to, bool solid)
{
    QPen pen(Theme::current().text2, px(10) * kLine / 10, Qt::SolidLine, Qt::FlatCap);
    if (!solid)
        pen.setDashPattern({1.2, 1.6});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, from), QPointF(x, to));
}

} // namespace

TimelineDelegate::TimelineDelegate(QObject *parent) : RowDelegate(kRowHeight, parent) {}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() != TimelineModel::NameColumn)
        return RowDelegate::sizeHint(option, index);
    const QFontMetrics metrics(fontFor(FontRole::Code));
    return {metrics.horizontalAdvance(index.data().toString()) + px(20), px(kRowHeight)};
}

void TimelineDelegate::paintLine(QPainter &painter, const QRect &rect,
                                 const QModelIndex &index) const
{
    const auto state = stateAt(index);
    const QModelIndex above = index.siblingAtRow(index.row() - 1);
    const QModelIndex below = index.siblingAtRow(index.row() + 1);
    const double x = rect.left() + rect.width() / 2.0;
    const double middle = rect.top() + (rect.height() - 1) / 2.0;
    const double halo = px(10) * kHalo / 10;
    const auto applied = [](const std::optional<migrations::State> &each) {
        return each && state_look::isApplied(*each);
    };
    if (above.isValid() && stateAt(above))
        paintPiece(painter, x, rect.top(), middle - halo, applied(stateAt(above)));
    if (below.isValid() && stateAt(below))
        paintPiece(painter, x, middle + halo, rect.bottom() + 1, applied(state));
}

void TimelineDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    if (index.column() == TimelineModel::NameColumn) {
        painter.setFont(fontFor(FontRole::Code));
        drawText(painter, contentRect(option, index), option.text, theme.text, Qt::AlignLeft);
        return;
    }
    const auto state = stateAt(index);
    const auto reading = StageReading::State(index.data(TimelineModel::ReadingRole).toInt());
    const bool stale = reading == StageReading::State::Failed;
    if (!state) {
        // Grey blocks while it is read; a dash where it cannot be.
        const int size = px(10);
        QRect place(0, 0, size, size);
        place.moveCenter(option.rect.center());
        painter.setRenderHint(QPainter::Antialiasing);
        if (reading == StageReading::State::Reading) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.track);
            painter.drawEllipse(place);
        } else {
            drawText(painter, option.rect, QStringLiteral("–"), theme.text2, Qt::AlignHCenter);
        }
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    // What was known before it stopped answering is shown as such.
    painter.setOpacity(stale ? 0.45 : 1);
    paintLine(painter, option.rect, index);
    const int size = px(metrics::glyph);
    QRectF place(0, 0, size, size);
    place.moveCenter(QPointF(option.rect.left() + option.rect.width() / 2.0,
                             option.rect.top() + (option.rect.height() - 1) / 2.0));
    paintGlyph(painter, place, Glyph(index.data(GlyphRole).toInt()));
    if (!state_look::isIrregular(*state))
        return;
    painter.setFont(fontFor(FontRole::Caption));
    const QRect room(int(place.right()) + px(6), option.rect.top(),
                     option.rect.right() - int(place.right()) - px(8), option.rect.height() - 1);
    if (painter.fontMetrics().horizontalAdvance(option.text) <= room.width())
        drawText(painter, room, option.text, theme.textIn(toneOf(state_look::glyph(*state))),
                 Qt::AlignLeft);
}

} // namespace arborist
