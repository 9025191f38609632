// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_list.h"

#include "ui/shell/page_button.h"
#include "ui/style/metrics.h"
#include <QMenu>
#include <QVBoxLayout>

namespace arborist {

PageList::PageList(QWidget *parent)
    : QWidget(parent),
      m_column(new QVBoxLayout(this)),
      m_menuButton(new PageButton(tr("Menu"), QStringLiteral("application-menu")))
{
    setAccessibleName(tr("Pages"));
    m_column->setContentsMargins(0, px(8), 0, px(8));
    m_column->setSpacing(0);
    m_column->addStretch(1);
    m_menuButton->setCheckable(false);
    m_column->addWidget(m_menuButton);
    setFixedWidth(px(127));
}

void PageList::addPage(const QString &title, const QString &iconName)
{
    const int index = int(m_buttons.size());
    auto *button = new PageButton(title, iconName);
    button->setAutoExclusive(true);
    button->setCompact(m_compact);
    m_column->insertWidget(index, button);
    m_buttons.append(button);
    connect(button, &PageButton::clicked, this, [this, index] { Q_EMIT pageChosen(index); });
}

void PageList::setCurrent(int index)
{
    m_buttons[index]->setChecked(true);
}

void PageList::setAttention(int index, bool attention)
{
    m_buttons[index]->setAttention(attention);
}

void PageList::setCompact(bool compact)
{
    m_compact = compact;
    setFixedWidth(px(compact ? 47 : 127));
    for (PageButton *button : std::as_const(m_buttons)) {
        button->setCompact(compact);
    }
    m_menuButton->setCompact(compact);
}

void PageList::setMenu(QMenu *menu)
{
    connect(m_menuButton, &PageButton::clicked, this, [this, menu] {
        const QPoint corner = m_menuButton->mapToGlobal(QPoint(m_menuButton->width() - px(8), 0));
        menu->popup(corner - QPoint(0, menu->sizeHint().height() - m_menuButton->height()));
    });
}

} // namespace arborist
