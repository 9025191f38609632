// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/plan_notes.h"

#include "ui/style/metrics.h"
#include "ui/widgets/note.h"
#include <QScrollArea>
#include <QVBoxLayout>

namespace arborist {

PlanNotes::PlanNotes(const Plan &plan, QWidget *parent) : QWidget(parent)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *lost = new Note;
    if (plan.loses.isEmpty())
        lost->setContent(Glyph::Ok, Tone::Ok, tr("What will be lost"), tr("Nothing."));
    else
        lost->setContent(Glyph::Failed, Tone::Danger, tr("What will be lost"),
                         plan.loses.join(u'\n'));
    auto *back = new Note;
    back->setContent(QStringLiteral("edit-undo"), Tone::Muted, tr("Way back"),
                     plan.wayBack.isEmpty() ? tr("There is none.") : plan.wayBack);
    auto *asks = new Note;
    QStringList before{plan.asks, plan.backupNote};
    before.removeAll(QString());
    asks->setContent(QStringLiteral("object-locked"), Tone::Muted, tr("Before it runs"),
                     before.join(u'\n'));
    asks->setVisible(!before.isEmpty());
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(px(12), px(12), px(12), px(12));
    column->setSpacing(px(8));
    column->addWidget(lost);
    column->addWidget(back);
    column->addWidget(asks);
    column->addStretch(1);
}

} // namespace arborist
