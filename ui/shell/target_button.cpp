// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/target_button.h"

#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

TargetButton::TargetButton(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void TargetButton::setLook(const ChipLook &look)
{
    m_look = look;
    setAccessibleName(tr("Target stage: %1").arg(look.text));
    setToolTip(tr("Change the target stage (Ctrl+T)"));
    updateGeometry();
    update();
}

QSize TargetButton::sizeHint() const
{
    return {chipSize(m_look).width() + px(22), px(28)};
}

void TargetButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const int chip = chipSize(m_look).width();
    paintChip(painter, QRect(0, 0, chip, height()), m_look);
    const QColor quiet = m_look.inverted ? theme.protectedText2 : theme.text2;
    const QColor strong = m_look.inverted ? theme.protectedText : theme.text;
    paint::chevron(painter, QRectF(chip + px(5), 0, px(12), height()), Qt::DownArrow,
                   underMouse() ? strong : quiet);
    if (hasFocus()) {
        paint::roundedBox(painter, rect().adjusted(0, 1, 0, -1), Qt::transparent,
                          m_look.inverted ? QColor(Qt::white) : theme.accent, metrics::radius, 2);
    }
}

} // namespace arborist
