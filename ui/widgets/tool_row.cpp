// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tool_row.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/theme.h"
#include "ui/widgets/line.h"
#include "ui/widgets/search_field.h"
#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace arborist {

namespace {
constexpr int tickMs = 40;
constexpr int ticksBeforeShown = 300 / tickMs;
} // namespace

ToolRow::ToolRow(QWidget *parent)
    : QWidget(parent),
      m_left(new QHBoxLayout),
      m_right(new QHBoxLayout)
{
    setFixedHeight(px(metrics::toolRow));
    auto *row = new QHBoxLayout(this);
    // Buttons pad their icon by 8, so that icons stand under the title.
    row->setContentsMargins(px(metrics::pageMargin - 8), 0, px(metrics::pageMargin), px(4));
    row->setSpacing(px(16));
    m_left->setSpacing(px(4));
    m_right->setSpacing(px(metrics::gap));
    row->addLayout(m_left);
    row->addStretch(1);
    row->addLayout(m_right);
}

QToolButton *ToolRow::addAction(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setPopupMode(QToolButton::InstantPopup);
    m_left->addWidget(button);
    return button;
}

QAction *ToolRow::addAction(const QString &iconName, const QString &text)
{
    auto *action = new QAction(icon(iconName), text, this);
    addAction(action);
    return action;
}

void ToolRow::addSeparator()
{
    auto *line = new Line(Qt::Vertical, this);
    line->setFixedHeight(px(16));
    m_left->addSpacing(px(4));
    m_left->addWidget(line);
    m_left->addSpacing(px(4));
}

void ToolRow::addFilter(QComboBox *filter)
{
    m_right->addWidget(filter);
}

SearchField *ToolRow::addSearch(const QString &placeholder)
{
    auto *field = new SearchField(placeholder, this);
    m_right->addWidget(field);
    return field;
}

void ToolRow::addRight(QWidget *widget)
{
    m_right->addWidget(widget);
}

void ToolRow::setBusy(bool busy)
{
    if (busy == (m_timer != 0)) {
        return;
    }
    m_ticks = 0;
    if (busy) {
        m_timer = startTimer(tickMs);
    } else {
        killTimer(m_timer);
        m_timer = 0;
    }
    update();
}

void ToolRow::fit()
{
    if (!m_iconsOnly)
        m_widthWithWords = layout()->minimumSize().width();
    const bool iconsOnly = width() < m_widthWithWords;
    if (iconsOnly == m_iconsOnly)
        return;
    m_iconsOnly = iconsOnly;
    for (auto *button : findChildren<QToolButton *>(Qt::FindDirectChildrenOnly)) {
        if (button->defaultAction() && !button->defaultAction()->icon().isNull())
            button->setToolButtonStyle(iconsOnly ? Qt::ToolButtonIconOnly
                                                 : Qt::ToolButtonTextBesideIcon);
    }
}

bool ToolRow::event(QEvent *event)
{
    const bool handled = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        fit();
    return handled;
}

void ToolRow::paintEvent(QPaintEvent *)
{
    if (m_ticks <= ticksBeforeShown) {
        return;
    }
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(QRect(0, height() - 2, width(), 2), theme.track);
    const int length = width() / 4;
    const int x = (m_ticks * width() / 50) % (width() + length) - length;
    painter.fillRect(QRect(x, height() - 2, length, 2), theme.accent);
}

void ToolRow::timerEvent(QTimerEvent *)
{
    ++m_ticks;
    update(0, height() - 2, width(), 2);
}

} // namespace arborist
