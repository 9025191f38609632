// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stage_chip.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QFontMetrics>
#include <QPainter>

namespace arborist {

namespace {

int lockWidth(const ChipLook &look)
{
    return look.locked ? px(12) + px(5) : 0;
}

} // namespace

QSize chipSize(const ChipLook &look)
{
    const QFontMetrics fm(fontFor(FontRole::TableBold));
    return {fm.horizontalAdvance(look.text) + 2 * px(8) + lockWidth(look), px(metrics::chip)};
}

void paintChip(QPainter &painter, const QRect &place, const ChipLook &look)
{
    const Theme &theme = Theme::current();
    const QSize wanted = chipSize(look);
    const QRect box(place.left(), place.top() + (place.height() - wanted.height()) / 2,
                    std::min(wanted.width(), place.width()), wanted.height());
    const QColor fill = look.inverted ? QColor(Qt::white) : theme.stageColour(look.colour);
    const QColor ink = look.inverted ? Theme::lightStageColour(look.colour) : theme.stageText();
    paint::roundedBox(painter, box, fill, Qt::transparent, metrics::radius);
    QRect text = box.adjusted(px(8), 0, -px(8), 0);
    if (look.locked) {
        const int size = px(12);
        const QPixmap lock = iconPixmap(QStringLiteral("object-locked"), size, ink,
                                        painter.device()->devicePixelRatioF());
        painter.drawPixmap(text.left(), box.top() + (box.height() - size) / 2, lock);
        text.setLeft(text.left() + lockWidth(look));
    }
    painter.setFont(fontFor(FontRole::TableBold));
    painter.setPen(ink);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(look.text, Qt::ElideRight, text.width() + 1));
}

StageChip::StageChip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StageChip::setLook(const ChipLook &look)
{
    m_look = look;
    setAccessibleName(look.locked ? tr("Stage %1, protected").arg(look.text)
                                  : tr("Stage %1").arg(look.text));
    updateGeometry();
    update();
}

QSize StageChip::sizeHint() const
{
    return chipSize(m_look);
}

void StageChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintChip(painter, rect(), m_look);
}

} // namespace arborist
