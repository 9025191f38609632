// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/widgets/label.h"
#include "ui/widgets/state_glyph.h"
#include <QHBoxLayout>

namespace arborist {

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent),
      m_title(new Label(FontRole::Title)),
      m_glyph(new StateGlyph),
      m_status(new Label(FontRole::Body)),
      m_meta(new Label(FontRole::Body, Tone::Muted))
{
    setFixedHeight(px(metrics::pageHeader));
    m_title->setText(title);
    m_status->setElide(Qt::ElideRight);
    m_meta->setElide(Qt::ElideRight);
    m_status->setAccessibleName(tr("Status of %1").arg(title));
    m_glyph->hide();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(metrics::pageMargin), px(8), px(metrics::pageMargin), 0);
    row->setSpacing(0);
    row->addWidget(m_title);
    row->addSpacing(px(16));
    row->addWidget(m_glyph);
    row->addSpacing(px(6));
    row->addWidget(m_status);
    row->addSpacing(px(16));
    row->addStretch(1);
    row->addWidget(m_meta);
    m_meta->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

void PageHeader::setStatus(Glyph glyph, const QString &text)
{
    m_glyph->setGlyph(glyph);
    m_status->setFullText(text);
}

QString PageHeader::status() const
{
    return m_status->text();
}

void PageHeader::setMeta(const QString &text)
{
    m_meta->setFullText(text);
}

} // namespace arborist
