// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/section_head.h"

#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include <QHBoxLayout>
#include <QPainter>

namespace arborist {

SectionHead::SectionHead(const QString &text, const QString &right, QWidget *parent)
    : QWidget(parent),
      m_text(new Label(FontRole::TableBold)),
      m_right(new Label(FontRole::Table, Tone::Muted))
{
    setFixedHeight(px(metrics::sectionHead));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(metrics::paneMargin), 0, px(metrics::paneMargin), 1);
    row->setSpacing(px(metrics::gap));
    m_text->setElide(Qt::ElideRight);
    m_right->setElide(Qt::ElideRight);
    m_right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_text, 1);
    row->addWidget(m_right);
    setText(text);
    setRight(right);
}

void SectionHead::setText(const QString &text)
{
    m_text->setFullText(text);
}

void SectionHead::setRight(const QString &text)
{
    m_right->setFullText(text);
    m_right->setVisible(!text.isEmpty());
}

void SectionHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.window);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
}

} // namespace arborist
