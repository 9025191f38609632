// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_button.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

PageButton::PageButton(const QString &text, const QString &iconName, QWidget *parent)
    : QAbstractButton(parent),
      m_icon(iconName)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(px(36));
    name();
}

void PageButton::name()
{
    setAccessibleName(m_attention ? tr("%1, needs attention").arg(text()) : text());
}

void PageButton::setAttention(bool attention)
{
    m_attention = attention;
    name();
    update();
}

void PageButton::setCompact(bool compact)
{
    m_compact = compact;
    setToolTip(compact ? text() : QString());
    update();
}

QSize PageButton::sizeHint() const
{
    return {px(m_compact ? 48 : 128), px(36)};
}

void PageButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QRect pill = rect().adjusted(px(8), px(2), -px(8), -px(2));
    if (isChecked()) {
        paint::roundedBox(painter, pill, theme.selection, Qt::transparent, metrics::radius);
        painter.fillRect(QRect(pill.left(), (height() - px(16)) / 2, 3, px(16)), theme.accent);
    } else if (underMouse()) {
        paint::roundedBox(painter, pill, mixed(theme.text, theme.window, 0.06), Qt::transparent,
                          metrics::radius);
    }
    const int size = px(metrics::icon);
    const QPoint at(m_compact ? (width() - size) / 2 : px(17), (height() - size) / 2);
    painter.drawPixmap(at, iconPixmap(m_icon, size, isChecked() ? theme.accent : theme.text2,
                                      devicePixelRatioF()));
    if (m_attention) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.tone(Tone::Drift).fill);
        painter.drawEllipse(QRectF(at.x() + size - px(4), at.y() - px(3), px(7), px(7)));
    }
    if (!m_compact) {
        painter.setPen(theme.text);
        painter.setFont(fontFor(isChecked() ? FontRole::BodyBold : FontRole::Body));
        painter.drawText(QRect(px(42), 0, width() - px(50), height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text());
    }
    if (hasFocus()) {
        paint::roundedBox(painter, pill, Qt::transparent, theme.accent, metrics::radius, 2);
    }
}

} // namespace arborist
