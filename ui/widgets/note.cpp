// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/note.h"

#include "ui/style/icons.h"
#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/state_glyph.h"
#include <QEvent>
#include <QGridLayout>
#include <QPainter>

namespace arborist {

Note::Note(QWidget *parent)
    : QWidget(parent),
      m_glyph(new StateGlyph),
      m_icon(new Label(FontRole::Body)),
      m_title(new Label(FontRole::BodyBold)),
      m_text(new Label(FontRole::Table)),
      m_code(new Label(FontRole::CodeSmall))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(px(12), px(10), px(12), px(10));
    grid->setHorizontalSpacing(px(10));
    grid->setVerticalSpacing(px(2));
    grid->addWidget(m_glyph, 0, 0, Qt::AlignVCenter);
    grid->addWidget(m_icon, 0, 0, Qt::AlignVCenter);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_text, 1, 1);
    grid->addWidget(m_code, 2, 1);
    grid->setColumnStretch(1, 1);
    m_title->setWordWrap(true);
    for (Label *label : {m_text, m_code}) {
        label->setMinimumWidth(1); // one long name must not push all lines out of sight
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_icon->hide();
    m_code->hide();
}

void Note::setContent(Glyph glyph, Tone tone, const QString &title, const QString &text)
{
    m_iconName.clear();
    m_icon->hide();
    m_glyph->setGlyph(glyph);
    setTexts(tone, title, text);
}

void Note::setContent(const QString &iconName, Tone tone, const QString &title, const QString &text)
{
    m_iconName = iconName;
    m_glyph->setGlyph(Glyph::None);
    m_icon->setPixmap(
        iconPixmap(iconName, px(metrics::icon), Theme::current().text2, devicePixelRatioF()));
    m_icon->show();
    setTexts(tone, title, text);
}

void Note::setTexts(Tone tone, const QString &title, const QString &text)
{
    m_tone = tone;
    m_title->setText(title);
    m_title->setTone(tone == Tone::Muted ? Tone::Plain : tone);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title + QStringLiteral(". ") + text);
    update();
}

void Note::setCode(const QString &code)
{
    m_code->setText(code);
    m_code->setVisible(!code.isEmpty());
}

void Note::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty()) {
        m_icon->setPixmap(
            iconPixmap(m_iconName, px(metrics::icon), Theme::current().text2, devicePixelRatioF()));
    }
}

void Note::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::roundedBox(painter, rect(), Theme::current().tone(m_tone).tint, Qt::transparent,
                      metrics::radius);
}

} // namespace arborist
