// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/inspector_pane.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/section_head.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace arborist {

InspectorPane::InspectorPane(QWidget *parent)
    : QWidget(parent),
      m_head(new SectionHead({})),
      m_content(new QWidget),
      m_parts(new QVBoxLayout(m_content)),
      m_buttonRow(new QWidget),
      m_buttons(new QHBoxLayout(m_buttonRow)),
      m_hint(new Label(FontRole::Table, Tone::Muted))
{
    setAccessibleName(tr("Inspector"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_content->setBackgroundRole(QPalette::Base);
    m_content->setAutoFillBackground(true);
    m_parts->setContentsMargins(0, 0, 0, px(12));
    m_parts->setSpacing(0);
    m_parts->addStretch(1);
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(px(12), px(10), px(12), 0);
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_hint->hide();
    m_buttons->setContentsMargins(px(12), px(12), px(12), px(12));
    m_buttons->setSpacing(px(metrics::gap));
    m_buttons->addStretch(1);
    m_buttonRow->hide();

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_hint);
    column->addWidget(scroll, 1);
    column->addWidget(m_buttonRow);
}

void InspectorPane::setHead(const QString &object, const QString &owner)
{
    m_head->setText(object);
    m_head->setRight(owner);
}

Label *InspectorPane::addText(Label *label, int above)
{
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(px(12), px(above), px(12), 0);
    m_parts->insertWidget(m_parts->count() - 1, label);
    return label;
}

Label *InspectorPane::addTitle()
{
    return addText(new Label(FontRole::BodyBold), 10);
}

Label *InspectorPane::addCaption()
{
    Label *caption = addText(new Label(FontRole::Caption, Tone::Muted), 2);
    caption->setContentsMargins(px(12), px(2), px(12), px(10));
    return caption;
}

Label *InspectorPane::addSection(const QString &title)
{
    Label *heading = addText(new Label(FontRole::TableBold), 12);
    heading->setText(title);
    Label *text = addText(new Label(FontRole::Table), 2);
    text->setProperty("heading", QVariant::fromValue<QWidget *>(heading));
    text->setAccessibleName(title);
    return text;
}

void setSectionText(Label *section, const QString &text)
{
    section->setText(text);
    section->setVisible(!text.isEmpty());
    if (auto *heading = section->property("heading").value<QWidget *>()) {
        heading->setVisible(!text.isEmpty());
    }
}

void InspectorPane::addPart(QWidget *part)
{
    m_parts->insertWidget(m_parts->count() - 1, part);
}

QPushButton *InspectorPane::addButton(const QString &text)
{
    QPushButton *button = plainButton(text);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    m_buttonRow->show();
    return button;
}

void InspectorPane::setHint(const QString &text)
{
    m_hint->setText(text);
    m_hint->setVisible(!text.isEmpty());
    m_content->setVisible(text.isEmpty());
    m_buttonRow->setVisible(text.isEmpty() && m_buttons->count() > 1);
}

} // namespace arborist
