// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_disc.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include <QPainter>

namespace arborist {

IconDisc::IconDisc(const QString &iconName, QWidget *parent) : QWidget(parent), m_icon(iconName)
{
    setFixedSize(px(64), px(64));
}

void IconDisc::setIconName(const QString &name)
{
    m_icon = name;
    update();
}

void IconDisc::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.disc);
    painter.drawEllipse(rect());
    const int size = px(32);
    painter.drawPixmap((width() - size) / 2, (height() - size) / 2,
                       iconPixmap(m_icon, size, theme.text2, devicePixelRatioF()));
}

} // namespace arborist
