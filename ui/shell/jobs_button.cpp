// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_button.h"

#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

JobsButton::JobsButton(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setText(tr("Jobs"));
    setAccessibleName(tr("Show all jobs"));
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

QSize JobsButton::sizeHint() const
{
    const QFontMetrics fm(fontFor(FontRole::BodyBold));
    return {px(28) + fm.horizontalAdvance(text()) + px(8), px(24)};
}

void JobsButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    paint::chevron(painter, QRectF(px(4), 0, px(16), height()),
                   isChecked() ? Qt::DownArrow : Qt::UpArrow,
                   underMouse() ? theme.text : theme.text2);
    painter.setPen(theme.text);
    painter.setFont(fontFor(FontRole::BodyBold));
    painter.drawText(rect().adjusted(px(28), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    if (hasFocus()) {
        paint::roundedBox(painter, rect(), Qt::transparent, theme.accent, metrics::radius, 2);
    }
}

} // namespace arborist
