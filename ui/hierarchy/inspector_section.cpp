// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/inspector_section.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

InspectorSection::InspectorSection(const QString &title, bool muted, QWidget *parent)
    : QWidget(parent),
      m_text(new Label(FontRole::Table, muted ? Tone::Muted : Tone::Plain)),
      m_link(flatButton({}))
{
    auto *head = new Label(FontRole::TableBold);
    head->setText(title);
    m_text->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Ignored,
                          QSizePolicy::Preferred); // long words must not widen
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setAccessibleName(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(metrics::paneMargin), px(8), px(metrics::paneMargin), px(2));
    column->setSpacing(px(2));
    column->addWidget(head);
    column->addWidget(m_text);
    column->addWidget(m_link, 0, Qt::AlignLeft);
    connect(m_link, &QPushButton::clicked, this, &InspectorSection::linkActivated);
    setText({});
    setLink({});
}

void InspectorSection::setText(const QString &text)
{
    m_text->setText(text);
    setVisible(!text.isEmpty());
}

void InspectorSection::setLink(const QString &text)
{
    m_link->setText(text);
    m_link->setVisible(!text.isEmpty());
}

QString InspectorSection::text() const
{
    return m_text->text();
}

} // namespace arborist
