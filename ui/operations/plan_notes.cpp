// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/plan_notes.h"

#include "ui/style/metrics.h"
#include "ui/widgets/note.h"
#include <QScrollArea>
#include <QVBoxLayout>

namespace arborist {

namespace {

/// Hundreds of tables are a second's work to lay out, and nobody reads them here.
QString shownLines(const QStringList &lines)
{
    constexpr qsizetype kMost = 20;
    if (lines.size() <= kMost + 1)
        return lines.join(u'\n');
    return lines.first(kMost).join(u'\n') + u'\n' +
           PlanNotes::tr("and %n more, which Copy plan has", nullptr, int(lines.size() - kMost));
}

} // namespace

PlanNotes::PlanNotes(const Plan &plan, QWidget *parent) : QWidget(parent)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *lost = new Note;
    if (plan.loses.isEmpty())
        lost->setContent(Glyph::Ok, Tone::Ok, tr("What will be lost"), tr("Nothing."));
    else
        lost->setContent(Glyph::Failed, Tone::Danger, tr("What will be lost"),
                         shownLines(plan.loses));
    QStringList ways{plan.wayBack.isEmpty() ? tr("There is none.") : plan.wayBack};
    if (!plan.backupNote.isEmpty())
        ways << plan.backupNote;
    auto *back = new Note;
    back->setContent(QStringLiteral("edit-undo"), Tone::Muted, tr("Way back"), ways.join(u'\n'));
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
    if (!plan.remarks.isEmpty()) {
        auto *remarks = new Note;
        remarks->setContent(Glyph::Drift, Tone::Drift, tr("Worth knowing"),
                            shownLines(plan.remarks));
        column->addWidget(remarks);
    }
    column->addWidget(back);
    column->addStretch(1);
}

} // namespace arborist
