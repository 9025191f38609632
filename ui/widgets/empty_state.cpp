// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_disc.h"
#include "ui/widgets/label.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

EmptyState::EmptyState(const QString &iconName, QWidget *parent)
    : QWidget(parent),
      m_title(new Label(FontRole::EmptyTitle)),
      m_text(new Label(FontRole::Body, Tone::Muted)),
      m_primary(primaryButton({})),
      m_second(plainButton({}))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setFixedWidth(px(440));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(px(metrics::gap));
    buttons->addStretch(1);
    buttons->addWidget(m_primary);
    buttons->addWidget(m_second);
    buttons->addStretch(1);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(16), px(16), px(16));
    column->setSpacing(0);
    column->addStretch(4);
    column->addWidget(new IconDisc(iconName), 0, Qt::AlignHCenter);
    column->addSpacing(px(16));
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addSpacing(px(8));
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(px(20));
    column->addLayout(buttons);
    column->addStretch(6);
    setButtons({});
    connect(m_primary, &QPushButton::clicked, this, &EmptyState::primaryClicked);
    connect(m_second, &QPushButton::clicked, this, &EmptyState::secondClicked);
}

void EmptyState::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setMinimumHeight(m_text->heightForWidth(m_text->width()));
}

void EmptyState::setButtons(const QString &primary, const QString &second)
{
    m_primary->setText(primary);
    m_primary->setVisible(!primary.isEmpty());
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
}

} // namespace arborist
