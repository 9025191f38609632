// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/cut_off_note.h"

#include "models/common/format.h"
#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/note.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <algorithm>

namespace arborist {

CutOffNote::CutOffNote(QWidget *parent)
    : QWidget(parent),
      m_note(new Note),
      m_undo(plainButton(tr("Undo…"))),
      m_repair(plainButton(tr("Repair again…")))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(px(12), px(12), px(12), px(12));
    row->setSpacing(px(metrics::gap));
    row->addWidget(m_note, 1);
    row->addSpacing(px(4));
    row->addWidget(m_repair);
    row->addWidget(m_undo);
    connect(m_undo, &QPushButton::clicked, this, [this] { Q_EMIT undoRequested(m_run); });
    connect(m_repair, &QPushButton::clicked, this, [this] { Q_EMIT repairRequested(m_run); });
    hide();
}

void CutOffNote::setRuns(const std::vector<RunRow> &runs)
{
    const auto wants = [](const RunRow &row) { return row.wasCutOff() && row.canUndo; };
    const auto found = std::find_if(runs.begin(), runs.end(), wants);
    setVisible(found != runs.end());
    if (found == runs.end()) {
        m_run = {};
        return;
    }
    m_run = found->run;
    const auto others = std::count_if(found + 1, runs.end(), wants);
    QString text = found->written;
    if (others > 0)
        text += u' ' + (others == 1 ? tr("1 earlier run was cut off, too.")
                                    : tr("%1 earlier runs were cut off, too.").arg(others));
    m_note->setContent(Glyph::Drift, Tone::Drift,
                       tr("“%1” on %2 was cut off, %3")
                           .arg(m_run.operation, m_run.stage, format::ago(m_run.started)),
                       text);
    m_repair->setVisible(m_run.operation.startsWith(QStringLiteral("repair ")));
}

} // namespace arborist
