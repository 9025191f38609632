// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/note.h"

#include "ui/style/style_paint.h"
#include "ui/style/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/state_glyph.h"
#include <QGridLayout>
#include <QPainter>

namespace arborist {

Note::Note(QWidget *parent)
    : QWidget(parent),
      m_glyph(new StateGlyph),
      m_title(new Label(FontRole::BodyBold)),
      m_text(new Label(FontRole::Table))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(px(12), px(10), px(12), px(10));
    grid->setHorizontalSpacing(px(10));
    grid->setVerticalSpacing(px(2));
    grid->addWidget(m_glyph, 0, 0, Qt::AlignVCenter);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_text, 1, 1);
    grid->setColumnStretch(1, 1);
    m_title->setWordWrap(true);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void Note::setContent(Glyph glyph, Tone tone, const QString &title, const QString &text)
{
    m_tone = tone;
    m_glyph->setGlyph(glyph);
    m_title->setText(title);
    m_title->setTone(tone == Tone::Muted ? Tone::Plain : tone);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title + QStringLiteral(". ") + text);
    update();
}

void Note::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint::roundedBox(painter, rect(), Theme::current().tone(m_tone).tint, Qt::transparent,
                      metrics::radius);
}

} // namespace arborist
