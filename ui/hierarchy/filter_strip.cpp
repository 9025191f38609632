// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/filter_strip.h"

#include "ui/style/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/state_glyph.h"
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace arborist {

FilterStrip::FilterStrip(QWidget *parent)
    : QWidget(parent),
      m_glyph(new StateGlyph),
      m_text(new Label(FontRole::Table)),
      m_action(flatButton({})),
      m_button(flatButton({}))
{
    setFixedHeight(px(32));
    m_text->setElide(Qt::ElideRight);
    m_action->setFixedHeight(px(24));
    m_button->setFixedHeight(px(24));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(metrics::paneMargin), 0, px(8), 1);
    row->setSpacing(px(8));
    row->addWidget(m_glyph);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_button);
    connect(m_action, &QPushButton::clicked, this, &FilterStrip::actionClicked);
    connect(m_button, &QPushButton::clicked, this, &FilterStrip::clicked);
    hide();
}

void FilterStrip::set(Tone tone, const QString &text, const QString &button, const QString &action)
{
    m_tone = tone;
    m_text->setFullText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    show();
    update();
}

void FilterStrip::showLimit(const QString &text, const QString &button)
{
    m_glyph->setGlyph(Glyph::None);
    set(Tone::Info, text, button);
}

void FilterStrip::showDone(const QString &text, const QString &button)
{
    m_glyph->setGlyph(Glyph::Ok, tr("Done"));
    set(Tone::Ok, text, button);
}

void FilterStrip::showChoice(const QString &text, const QString &action, const QString &button)
{
    m_glyph->setGlyph(Glyph::None);
    set(Tone::Info, text, button, action);
}

void FilterStrip::showProblem(const QString &text, const QString &toolTip, const QString &button)
{
    m_glyph->setGlyph(Glyph::Failed, tr("Problem"));
    set(Tone::Danger, text, button);
    m_text->setToolTip(toolTip);
}

void FilterStrip::clear()
{
    m_text->setFullText({});
    hide();
}

QString FilterStrip::text() const
{
    return m_text->text();
}

void FilterStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.tone(m_tone).tint);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
}

} // namespace arborist
