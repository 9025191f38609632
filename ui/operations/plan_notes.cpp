// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/plan_notes.h"

#include "ui/style/metrics.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note.h"
#include <QCheckBox>
#include <QScrollArea>
#include <QVBoxLayout>

namespace arborist {

namespace {

/// Each line is wrapped, which is work while the window waits, and nobody reads hundreds here.
QString shownLines(const QStringList &lines)
{
    constexpr qsizetype kMost = 10;
    if (lines.size() <= kMost + 1)
        return lines.join(u'\n');
    return lines.first(kMost).join(u'\n') + u'\n' +
           PlanNotes::tr("and %n more, which Copy plan has", nullptr, int(lines.size() - kMost));
}

} // namespace

PlanNotes::PlanNotes(const ShownPlan &shown, QWidget *parent) : QWidget(parent), m_wayBack(new Note)
{
    const Plan &plan = shown.plan;
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *lost = new Note;
    if (plan.loses.isEmpty())
        lost->setContent(Glyph::Ok, Tone::Ok, tr("What will be lost"), tr("Nothing."));
    else
        lost->setContent(Glyph::Failed, Tone::Danger, tr("What will be lost"),
                         shownLines(plan.loses));
    showWayBack(plan);
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
    outer->setSpacing(0);
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
    column->addWidget(m_wayBack);
    column->addStretch(1);
    if (!shown.withoutBackup || shown.requirement == stages::Requirement::Refused)
        return;
    // In sight, however long the notes are.
    m_without = new QCheckBox(tr("Make no backup first"));
    m_without->setObjectName(QStringLiteral("withoutBackup"));
    m_without->setToolTip(tr("The rules of this stage offer a backup and do not ask for one"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(px(16), px(8), px(12), px(8));
    foot->addWidget(m_without);
    outer->addWidget(new Line(Qt::Horizontal));
    outer->addLayout(foot);
    connect(m_without, &QCheckBox::toggled, this, [this, shown](bool without) {
        showWayBack(without ? *shown.withoutBackup : shown.plan);
        Q_EMIT backupToggled();
    });
}

void PlanNotes::showWayBack(const Plan &plan)
{
    QStringList ways{plan.wayBack.isEmpty() ? tr("There is none.") : plan.wayBack};
    if (!plan.backupNote.isEmpty())
        ways << plan.backupNote.trimmed();
    m_wayBack->setContent(QStringLiteral("edit-undo"), Tone::Muted, tr("Way back"),
                          ways.join(u'\n'));
}

bool PlanNotes::leavesBackupOut() const
{
    return m_without && m_without->isChecked();
}

} // namespace arborist
