// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operation_desk.h"

#include "services/core/report.h"
#include "ui/operations/operation_flow.h"
#include "ui/operations/request_dialog.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"

namespace arborist {

OperationDesk::OperationDesk(Session &session, QWidget *page, Describe describe)
    : QObject(page),
      m_session(session),
      m_page(page),
      m_note(new NoteBar(page)),
      m_flow(new OperationFlow(session, page)),
      m_describe(std::move(describe))
{
    connect(m_flow, &OperationFlow::busyChanged, this, &OperationDesk::busyChanged);
    connect(m_flow, &OperationFlow::planFailed, this, [this](const Error &error) { tell(error); });
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        tell(Glyph::Ok, Tone::Ok, tr("Nothing to do on %1").arg(m_stage),
             tr("Nothing was changed."));
    });
    connect(m_flow, &OperationFlow::ran, this, &OperationDesk::ran);
}

bool OperationDesk::isBusy() const
{
    return m_flow->isBusy();
}

bool OperationDesk::canAsk() const
{
    return m_session.target() && !m_flow->isBusy() && !(m_asking && m_asking->isVisible());
}

void OperationDesk::ask(RequestDialog *dialog)
{
    m_asking = dialog;
    m_note->clear();
    dialog->open();
}

void OperationDesk::start(const stages::Stage &stage, FlowRequest request)
{
    m_stage = stage.name;
    m_flow->start(stage, std::move(request));
}

void OperationDesk::reset()
{
    m_flow->reset();
    if (m_asking)
        m_asking->close();
    m_note->clear();
}

void OperationDesk::takeBack(const QString &run)
{
    const auto workspace = m_session.workspace();
    if (const stages::Stage *stage = workspace ? workspace->stage(m_stage) : nullptr)
        start(*stage, undoRequest(run, workspace));
}

void OperationDesk::tell(const Error &error)
{
    tell(error.kind() == ErrorKind::Refused ? Glyph::Skipped : Glyph::Failed, Tone::Danger,
         error.message(), error.hint());
}

void OperationDesk::tell(Glyph glyph, Tone tone, const QString &title, const QString &text)
{
    m_note->show(glyph, tone, title, text, {{tr("Close"), [this] { m_note->clear(); }}});
}

void OperationDesk::ran(const Report &report)
{
    const Words words = m_describe(report);
    QStringList lines = words.first + report.notes;
    if (report.outcome == Report::Result::Succeeded) {
        lines << tr("It is listed under Activity as run %1.").arg(report.run);
        std::vector<NoteBar::Choice> choices{{tr("Close"), [this] { m_note->clear(); }}};
        if (words.offersUndo)
            choices.push_back({tr("Undo…"), [this, run = report.run] { takeBack(run); }});
        m_note->show(Glyph::Ok, Tone::Ok, words.title, lines.join(u'\n'), std::move(choices));
    } else if (!report.error || report.outcome == Report::Result::Cancelled) {
        if (lines.isEmpty())
            lines << (report.error ? report.error->message() : tr("Nothing was changed."));
        tell(Glyph::Skipped, Tone::Drift, tr("Cancelled on %1").arg(m_stage), lines.join(u'\n'));
    } else {
        const Error &error = *report.error;
        QStringList whole;
        for (const QString &line : {error.where(), error.detail(), error.hint()}) {
            if (!line.isEmpty())
                whole << line;
        }
        tell(Glyph::Failed, Tone::Danger, error.message(), (whole + lines).join(u'\n'));
    }
    Q_EMIT ended();
}

} // namespace arborist
