// SPDX-License-Identifier: GPL-3.0-or-later
// How SQL that writes is run: as an operation, with a plan and a way back.
#include "models/common/format.h"
#include "services/core/report.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/undo_request.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_list.h"
#include "ui/query/query_page.h"
#include "ui/query/results_pane.h"
#include "ui/query/write_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"

namespace arborist {

void QueryPage::runAsChange()
{
    if (session().target() && !isBusy() && !m_piece.sql.isEmpty())
        m_flow->start(*session().target(), writeRequest(request(-1)));
}

void QueryPage::changed(const Report &report)
{
    const qint64 rows = changedRows(report);
    const QString count = rows == 1 ? tr("1 row") : tr("%1 rows").arg(format::count(rows));
    if (report.outcome != Report::Result::Succeeded) {
        if (report.error && report.outcome != Report::Result::Cancelled) {
            showError(*report.error);
        } else {
            m_glyph = Glyph::Skipped;
            m_status = tr("Cancelled; nothing was changed");
        }
        updateStatus();
        return;
    }
    const bool undone = report.operation.startsWith(QStringLiteral("undo "));
    m_glyph = Glyph::Ok;
    m_status = undone ? tr("%1 restored").arg(count) : tr("%1 changed").arg(count);
    m_results->clear();
    m_editor->clearErrors();
    m_results->addMessage({Glyph::Ok, m_status, report.notes.join(u'\n'), rows, -1, 0, -1});
    m_results->showMessages();
    m_results->setOutcome(m_status);
    if (!undone)
        m_list->addRecent({oneLine(m_piece.sql),
                           QStringLiteral("%1, %2").arg(session().targetName(), m_status),
                           m_piece.sql, Glyph::Ok});
    std::vector<NoteBar::Choice> choices;
    if (!undone && rows > 0) {
        choices.push_back({tr("Undo…"), [this, run = report.run] {
                               if (session().target() && !isBusy())
                                   m_flow->start(*session().target(),
                                                 undoRequest(run, session().workspace()));
                           }});
    }
    choices.push_back({tr("Close"), [this] { m_results->note().clear(); }});
    m_results->note().show(Glyph::Ok, Tone::Ok, m_status,
                           undone ? tr("The run has been taken back.")
                                  : tr("It is listed under Activity as run %1.").arg(report.run),
                           std::move(choices));
    updateStatus();
}

} // namespace arborist
