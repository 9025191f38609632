// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/query_page.h"

#include "models/common/format.h"
#include "models/query/sql_text.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/draft_file.h"
#include "ui/query/parameter_bar.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_list.h"
#include "ui/query/results_pane.h"
#include "ui/shell/session.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include <QAction>
#include <QComboBox>
#include <QListView>

namespace arborist {

QueryPage::~QueryPage()
{
    keepDraft();
}

void QueryPage::refresh()
{
    runAll();
}

bool QueryPage::showsAnswers() const
{
    return m_results->hasAnswers();
}

void QueryPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    readNames();
}

void QueryPage::readNames()
{
    if (m_namesDue && isVisible() && session().workspace()) {
        m_namesDue = false;
        m_jobs->readCatalog();
    }
}

/// Meanwhile somebody may have changed the catalog, or pulled other queries.
void QueryPage::readAgain(const QString &stage)
{
    if (stage != session().targetName())
        return;
    m_namesDue = true;
    readNames();
    m_jobs->readSaved();
}

void QueryPage::retarget()
{
    // Of that name another database, too: its file may have changed.
    const QString &name = session().targetName();
    const QString target = session().key() + u'\n' + name + u'\n' + session().shownAddress(name);
    if (session().workspace() && session().key() != m_workspace) {
        keepDraft();
        m_workspace = session().key();
        m_editor->clear();
        m_draftDue = false;
        m_list->setSaved({});
        m_list->clearRecent();
        m_jobs->readDraft();
    }
    if (target != m_shownTarget) {
        // What one database answered must not stand under the name of another.
        m_shownTarget = target;
        m_jobs->reset();
        m_flow->reset();
        m_results->clear();
        m_words.reset();
        m_namesDue = true;
        m_glyph = Glyph::None;
        m_status.clear();
        readNames();
    }
    m_jobs->readSaved();
    updateActions();
    updateStatus();
}

bool QueryPage::isBusy() const
{
    return m_jobs->isRunning() || m_flow->isBusy();
}

void QueryPage::focusSearch()
{
    if (m_editor->hasSelectedText() && !m_editor->selectedText().contains(u'\n'))
        m_search->setText(m_editor->selectedText());
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void QueryPage::findNext(bool forward, bool stay)
{
    const QString what = m_search->text();
    const bool found = what.isEmpty() || m_editor->find(what, forward, stay);
    setStatus(found ? m_glyph : Glyph::Skipped,
              found ? m_status : tr("“%1” does not occur").arg(what));
    if (found)
        updateStatus();
}

/// F6: from part to part.
void QueryPage::nextPart()
{
    std::vector<QWidget *> parts{m_editor};
    if (QWidget *view = m_results->currentView(); view->isVisible())
        parts.push_back(view);
    for (auto *view : m_list->findChildren<QListView *>()) {
        if (view->isVisible())
            parts.push_back(view);
    }
    const auto at =
        std::ranges::find_if(parts, [](const QWidget *part) { return part->hasFocus(); });
    const size_t next = at == parts.end() ? 0 : size_t(at - parts.begin() + 1) % parts.size();
    parts[next]->setFocus(Qt::TabFocusReason);
}

void QueryPage::open(const QString &sql)
{
    m_editor->replaceAll(sql);
    m_editor->setFocus(Qt::OtherFocusReason);
}

bool QueryPage::takePiece(const SqlEditor::Piece &piece)
{
    if (!session().target() || isBusy())
        return false;
    m_editor->clearErrors();
    if (sql_text::statements(piece.sql.toUtf8()).empty()) {
        m_glyph = Glyph::Idle;
        m_status = tr("There is no statement to run");
        updateStatus();
        m_editor->setFocus(Qt::OtherFocusReason);
        return false;
    }
    if (m_parameters->focusMissing(parameterNames(piece.sql))) {
        m_glyph = Glyph::Idle;
        m_status = tr("A parameter has no value yet");
        updateStatus();
        return false;
    }
    m_piece = piece;
    return true;
}

query::QueryRequest QueryPage::request(qint64 maxRows) const
{
    query::QueryRequest request;
    request.sql = m_piece.sql;
    request.statementTimeout = std::chrono::milliseconds(m_timeout->currentData().toLongLong());
    request.maxRows = maxRows;
    const QMap<QString, QString> values = m_parameters->values();
    for (const QString &name : parameterNames(m_piece.sql))
        request.parameters.insert(name, values.value(name));
    return request;
}

void QueryPage::runChosen()
{
    run(m_editor->chosenPiece(), m_limit->currentData().toLongLong());
}

void QueryPage::runAll()
{
    run(m_editor->wholePiece(), m_limit->currentData().toLongLong());
}

void QueryPage::run(const SqlEditor::Piece &piece, qint64 maxRows)
{
    if (!takePiece(piece))
        return;
    m_wasExplained = false;
    m_results->clear();
    m_jobs->run(request(maxRows));
}

void QueryPage::explain(bool analyze)
{
    if (!takePiece(m_editor->chosenPiece()))
        return;
    m_wasExplained = true;
    m_results->clear();
    m_jobs->explain(request(-1), analyze);
}

void QueryPage::showSaved(const std::vector<query::SavedQuery> &saved)
{
    std::vector<QueryEntry> entries;
    for (const query::SavedQuery &each : saved) {
        QueryEntry entry{each.name, each.description.simplified(), each.sql, Glyph::None};
        if (!each.problem.isEmpty()) {
            entry.second = each.problem;
            entry.glyph = Glyph::Failed;
        } else if (entry.second.isEmpty()) {
            entry.second = oneLine(each.sql);
        }
        entries.push_back(std::move(entry));
    }
    m_list->setSaved(std::move(entries));
}

void QueryPage::updateActions()
{
    const bool ready = session().target() && !isBusy();
    const bool text = ready && !m_editor->isBlank();
    for (QAction *action : {m_run, m_runAll, m_explain, m_analyze})
        action->setEnabled(text);
    m_results->empty().setButtons(m_editor->isBlank() ? tr("Write a query") : tr("Run"));
    m_cancel->setEnabled(m_jobs->isRunning());
    m_export->setEnabled(ready && m_results->currentTable());
    tools().setBusy(m_jobs->isRunning());
    m_jobs->isRunning() ? m_clock.start() : m_clock.stop();
    updateStatus();
}

void QueryPage::updateStatus()
{
    if (m_jobs->isRunning()) {
        const qint64 rows = m_results->rowCount();
        const QString time = format::duration(m_jobs->runningMs());
        setStatus(Glyph::Running, rows > 0
                                      ? tr("Running, %1 rows, %2").arg(format::count(rows), time)
                                      : tr("Running, %1").arg(time));
    } else {
        setStatus(m_glyph, m_status.isEmpty() ? tr("Nothing has been run yet") : m_status);
    }
    header().setMeta(session().target() ? tr("Read only on %1").arg(session().targetName())
                                        : QString());
}

void QueryPage::editorChanged()
{
    m_draftDue = true;
    m_draftTimer.start();
    m_parameters->setNames(parameterNames(m_editor->text()));
    updateActions();
}

void QueryPage::keepDraft()
{
    m_draftTimer.stop();
    if (!m_draftDue || m_workspace.isEmpty())
        return;
    m_draftDue = false;
    draft_file::writeLater(m_workspace, m_editor->text());
}

QString QueryPage::showView(int view)
{
    if (m_editor->isBlank() && m_list->saved().rowCount() > 0)
        open(m_list->saved().entries().front().sql);
    if (view == 0) {
        runAll();
        return {};
    }
    if (view == 1) {
        explain(true);
        return QStringLiteral("plan");
    }
    m_results->showMessages();
    return QStringLiteral("messages");
}

} // namespace arborist
