// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/request_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/stage_chip.h"
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace arborist {

RequestDialog::RequestDialog(const stages::Stage &stage, const QString &title,
                             const QString &sentence, QWidget *parent)
    : QDialog(parent),
      m_stage(stage),
      m_sentence(new Label(FontRole::Body, Tone::Muted)),
      m_form(new QFormLayout),
      m_content(new QVBoxLayout),
      m_hindrance(new Label(FontRole::Table, Tone::Drift)),
      m_accept(primaryButton(tr("Review plan…")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    auto *head = new Label(FontRole::Title);
    head->setText(title);
    auto *chip = new StageChip;
    chip->setLook({stage.name, stage.colour, stage.isProtected || stage.readOnly});
    auto *top = new QHBoxLayout;
    top->setSpacing(px(metrics::gap));
    top->addWidget(head, 1);
    top->addWidget(chip);
    m_sentence->setWordWrap(true);
    m_sentence->setText(sentence);
    m_form->setHorizontalSpacing(px(16));
    m_form->setVerticalSpacing(px(8));
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_content->setSpacing(px(8));
    m_hindrance->setWordWrap(true);
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_accept, QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(px(metrics::gap));
    bottom->addWidget(m_hindrance, 1);
    bottom->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(px(16), px(16), px(16), px(16));
    column->setSpacing(px(12));
    column->addLayout(top);
    column->addWidget(m_sentence);
    column->addLayout(m_form);
    column->addLayout(m_content, 1);
    column->addLayout(bottom);
    resize(px(720), px(560));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

bool RequestDialog::event(QEvent *event)
{
    const bool isDone = QDialog::event(event);
    // The least height of a layout knows nothing of lines that are wrapped.
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
        const int wanted = layout()->totalHeightForWidth(width());
        if (wanted > height())
            resize(width(), wanted);
    }
    return isDone;
}

void RequestDialog::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
}

void RequestDialog::setHindrance(const QString &why)
{
    m_hindrance->setText(why);
    m_accept->setEnabled(why.isEmpty());
}

QString RequestDialog::hindrance() const
{
    return m_hindrance->text();
}

} // namespace arborist
