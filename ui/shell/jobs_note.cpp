// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs_note.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/state_glyph.h"
#include <QHBoxLayout>
#include <QPushButton>

namespace arborist {

JobsNote::JobsNote(QWidget *parent)
    : QWidget(parent),
      m_glyph(new StateGlyph),
      m_text(new Label(FontRole::Body))
{
    m_text->setElide(Qt::ElideRight);
    QPushButton *open = flatButton(tr("Show"));
    QPushButton *dismiss = flatButton(tr("Dismiss"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(px(6));
    row->addWidget(m_glyph);
    row->addWidget(m_text, 1);
    row->addWidget(open);
    row->addWidget(dismiss);
    connect(open, &QPushButton::clicked, this, &JobsNote::opened);
    connect(dismiss, &QPushButton::clicked, this, &JobsNote::dismissed);
}

void JobsNote::setText(const QString &text, Glyph glyph)
{
    m_glyph->setGlyph(glyph, tr("Attention"));
    m_text->setFullText(text);
}

QString JobsNote::text() const
{
    return m_text->text();
}

} // namespace arborist
