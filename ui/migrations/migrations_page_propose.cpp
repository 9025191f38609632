// SPDX-License-Identifier: GPL-3.0-or-later
// A way back that nobody has written: proposed, read by a person, saved beside its migration on
// request. It is never run from here.
#include "services/migrations/snapshot/down_proposal.h"
#include "ui/migrations/migration_requests.h"
#include "ui/migrations/migration_sql_pane.h"
#include "ui/migrations/migrations_page.h"
#include "ui/migrations/timeline_view.h"
#include "ui/operations/operation_flow.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"

namespace arborist {

namespace {

constexpr qsizetype kMostRemarks = 6;

} // namespace

void MigrationsPage::propose()
{
    const MigrationSetPtr shown = set();
    const qsizetype index = m_timeline->currentMigration();
    if (!shown || !current() || current()->down || m_flow->isBusy())
        return;
    JobRequest request;
    request.title = tr("Propose a down script for %1").arg(current()->name);
    request.icon = QStringLiteral("edit-undo");
    request.view = QStringLiteral("migrations/proposal");
    request.background = true;
    request.work = [shown, index](OperationContext &) {
        return std::any(migrations::proposeDown(*shown, shown->migrations[size_t(index)]));
    };
    session().jobs().start(std::move(request), this, [this, shown, index](const Outcome &outcome) {
        if (outcome.state != JobState::Succeeded)
            return showExportError(outcome.error ? *outcome.error : Error::cancelled());
        const auto &made = std::any_cast<const migrations::DownProposal &>(outcome.result);
        QStringList remarks;
        for (const QString &lost : made.loses)
            remarks << tr("Lost when it runs: %1").arg(lost);
        for (const QString &gone : made.notComeBack)
            remarks << tr("Comes back empty: %1").arg(gone);
        remarks += made.doubts;
        m_proposal = {shown->migrations[size_t(index)].name, made.sql, remarks};
        m_timeline->choose(index);
        showProposal();
    });
}

/// In the reader, with what there is to know before somebody trusts it.
void MigrationsPage::showProposal()
{
    if (m_proposal.migration.isEmpty() || !current() || current()->name != m_proposal.migration)
        return dropProposal();
    m_sql->setProposal(m_proposal.sql.toUtf8());
    QStringList lines = m_proposal.remarks.mid(0, kMostRemarks);
    if (m_proposal.remarks.size() > kMostRemarks)
        lines << tr("%1 further remarks stand in the script.")
                     .arg(m_proposal.remarks.size() - kMostRemarks);
    lines << tr("Nobody has run it. Read it below before you save it; it is run only when you "
                "roll back.");
    m_noteIsOfFolder = false;
    m_note->show(
        m_proposal.remarks.isEmpty() ? Glyph::Idle : Glyph::Drift,
        m_proposal.remarks.isEmpty() ? Tone::Info : Tone::Drift,
        tr("A way back for %1 is proposed, from its snapshots").arg(m_proposal.migration),
        lines.join(u'\n'),
        {{tr("Save it beside the migration…"),
          [this] {
              if (set() && current())
                  start(session().targetName(),
                        downFileRequest(set(), m_timeline->currentMigration(), m_proposal.sql));
          }},
         {tr("Discard"), [this] { dropProposal(); }}});
}

void MigrationsPage::dropProposal()
{
    if (m_proposal.migration.isEmpty())
        return;
    m_proposal = {};
    m_sql->setProposal({});
    m_note->clear();
}

} // namespace arborist
