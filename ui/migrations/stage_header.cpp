// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/migrations/stage_header.h"

#include "models/migrations/timeline_model.h"
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/stage_chip.h"
#include "ui/widgets/state_glyph.h"
#include <QPainter>
#include <QStyleOption>

namespace arborist {

namespace {

ChipLook chipOf(const QAbstractItemModel &model, int section)
{
    const auto get = [&](int role) { return model.headerData(section, Qt::Horizontal, role); };
    return {get(Qt::DisplayRole).toString(), get(TimelineModel::StageColourRole).toString(),
            get(TimelineModel::LockedRole).toBool(), false};
}

} // namespace

StageHeader::StageHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setFont(fontFor(FontRole::Table));
    setFixedHeight(px(kHeight));
    setMinimumSectionSize(px(40));
    setHighlightSections(false);
    setSectionsClickable(true);
    setSortIndicatorShown(true);
    setSortIndicatorClearable(true);
    setSectionsMovable(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setAccessibleName(tr("Stages"));
}

int StageHeader::neededWidth(int section) const
{
    const QFontMetrics caption(fontFor(FontRole::Caption));
    const QString line = model()->headerData(section, Qt::Horizontal, SecondLineRole).toString();
    const bool failed = model()->headerData(section, Qt::Horizontal, GlyphRole).isValid();
    return std::max(chipSize(chipOf(*model(), section)).width() + px(10),
                    caption.horizontalAdvance(line) + px(failed ? 28 : 12));
}

void StageHeader::paintEvent(QPaintEvent *event)
{
    QStyleOption option;
    option.initFrom(this);
    option.rect = viewport()->rect();
    {
        QPainter painter(viewport());
        paint::headerSection(painter, option);
    }
    QHeaderView::paintEvent(event);
}

void StageHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = Theme::current();
    painter->save();
    painter->setClipRect(rect);
    QStyleOption option;
    option.rect = rect;
    paint::headerSection(*painter, option);
    const bool sorted = sortIndicatorSection() == section;
    const auto direction = sortIndicatorOrder() == Qt::AscendingOrder ? Qt::DownArrow : Qt::UpArrow;
    const QRect lower(rect.left(), rect.top() + px(32), rect.width(), px(20));
    const auto get = [&](int role) { return model()->headerData(section, Qt::Horizontal, role); };
    if (section == TimelineModel::NameColumn) {
        painter->setFont(fontFor(FontRole::Table));
        painter->setPen(sorted ? theme.text : theme.text2);
        const QString text = get(Qt::DisplayRole).toString();
        painter->drawText(lower.adjusted(px(12), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
        if (sorted) {
            const int x =
                lower.left() + px(12 + 5) + painter->fontMetrics().horizontalAdvance(text);
            paint::chevron(*painter, QRectF(x, lower.top(), px(8), lower.height()), direction,
                           theme.text2);
        }
        painter->restore();
        return;
    }
    ChipLook chip = chipOf(*model(), section);
    const int width = std::min(chipSize(chip).width(), rect.width() - px(8));
    paintChip(*painter,
              QRect(rect.left() + (rect.width() - width) / 2, rect.top() + px(8), width,
                    px(metrics::chip)),
              chip);
    painter->setFont(fontFor(FontRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    const Glyph glyph = Glyph(get(GlyphRole).toInt());
    const int sign = glyph == Glyph::None ? 0 : px(16);
    const int arrow = sorted ? px(12) : 0;
    const QString text = metrics.elidedText(get(SecondLineRole).toString(), Qt::ElideRight,
                                            rect.width() - sign - arrow - px(4));
    const int whole = metrics.horizontalAdvance(text) + sign + arrow;
    int x = rect.left() + (rect.width() - whole) / 2;
    if (sign > 0) {
        painter->setRenderHint(QPainter::Antialiasing);
        paintGlyph(*painter, QRectF(x, lower.top(), px(12), lower.height()), glyph);
        x += sign;
    }
    painter->setPen(theme.textIn(Tone(get(ToneRole).toInt())));
    painter->drawText(QRect(x, lower.top(), whole, lower.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, text);
    if (sorted)
        paint::chevron(*painter,
                       QRectF(x + whole - sign - px(9), lower.top(), px(8), lower.height()),
                       direction, theme.text2);
    painter->restore();
}

} // namespace arborist
