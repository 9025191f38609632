// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/query_page.h"

#include "models/common/format.h"
#include "models/query/result_model.h"
#include "models/query/sql_text.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/draft_file.h"
#include "ui/query/explain_view.h"
#include "ui/query/parameter_bar.h"
#include "ui/query/query_inspector.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_list.h"
#include "ui/query/query_note.h"
#include "ui/query/result_table.h"
#include "ui/query/results_pane.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/session.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/tree_view.h"
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QListView>

namespace arborist {

namespace {

/// Copying more than that is left to a job.
constexpr qint64 kCellsAtOnce = 20'000;

query::RowFormat formatOf(const QString &file)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    for (const auto format :
         {query::RowFormat::Tsv, query::RowFormat::Json, query::RowFormat::Markdown}) {
        if (suffix == query::fileSuffix(format))
            return format;
    }
    return query::RowFormat::Csv;
}

} // namespace

QueryPage::~QueryPage()
{
    keepDraft();
}

void QueryPage::refresh()
{
    runAll();
}

void QueryPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_namesDue && session().workspace()) {
        m_namesDue = false;
        m_jobs->readCatalog();
    }
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
        if (isVisible() && session().workspace()) {
            m_namesDue = false;
            m_jobs->readCatalog();
        }
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

void QueryPage::finished(const Outcome &outcome)
{
    const qint64 rows = m_results->rowCount();
    const QString count = rows == 1 ? tr("1 row") : tr("%1 rows").arg(format::count(rows));
    const QString took = format::milliseconds(double(outcome.durationMs));
    QueryEntry entry{oneLine(m_piece.sql), {}, m_piece.sql, Glyph::Ok};
    if (outcome.state == JobState::Succeeded) {
        m_glyph = Glyph::Ok;
        m_status =
            m_wasExplained ? tr("Explained in %1").arg(took) : tr("%1 in %2").arg(count, took);
        if (!m_wasExplained)
            m_results->showWhatCame();
    } else if (outcome.state == JobState::Cancelled) {
        m_glyph = entry.glyph = Glyph::Skipped;
        m_status = tr("Cancelled after %1; nothing was changed").arg(took);
        m_results->addMessage({Glyph::Skipped, m_status, {}, -1, outcome.durationMs, 0, -1});
        if (m_results->tables().empty())
            m_results->showMessages();
    } else {
        entry.glyph = Glyph::Failed;
        showError(*outcome.error);
    }
    entry.second = QStringLiteral("%1, %2").arg(
        session().targetName(), entry.glyph == Glyph::Ok && !m_wasExplained ? count : took);
    m_list->addRecent(std::move(entry));
    updateStatus();
}

/// Where in the editor the server found fault; negative if it does not say.
int QueryPage::bytePlace(const Error &error) const
{
    if (error.position() <= 0)
        return -1;
    return m_piece.begin + int(m_piece.sql.left(error.position() - 1).toUtf8().size());
}

void QueryPage::showError(const Error &error)
{
    m_glyph = Glyph::Failed;
    m_status = error.message();
    QueryMessage message{Glyph::Failed, error.message(), {}, -1, -1, 0, bytePlace(error)};
    QStringList all{error.message(), error.detail(), error.hint()};
    if (!error.sqlState().isEmpty())
        all << tr("SQLSTATE %1").arg(error.sqlState());
    all.removeAll(QString());
    message.full = all.join(u'\n');
    std::vector<QueryNote::Choice> choices;
    const bool writes = error.sqlState() == u"25006" || error.kind() == ErrorKind::Refused;
    if (writes && !m_flow->isBusy())
        choices.push_back({tr("Run as a change…"), [this] { runAsChange(); }});
    if (message.position >= 0) {
        m_editor->markError(message.position);
        message.line = m_editor->lineOf(message.position) + 1;
        choices.push_back({tr("Go to line %1").arg(message.line),
                           [this, place = message.position] { m_editor->showPosition(place); }});
    } else if (!writes) {
        choices.push_back(
            {tr("Run again"), [this] { run(m_piece, m_limit->currentData().toLongLong()); }});
    }
    choices.push_back(
        {tr("Copy details"), [text = message.full] { QApplication::clipboard()->setText(text); }});
    all.removeFirst();
    m_results->addMessage(std::move(message));
    m_results->note().show(Glyph::Failed, Tone::Danger, error.message(), all.join(u'\n'),
                           std::move(choices));
    if (m_results->tables().empty())
        m_results->showMessages();
    updateStatus();
}

void QueryPage::showExportError(const Error &error)
{
    m_results->note().show(Glyph::Failed, Tone::Danger, error.message(), error.hint());
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

void QueryPage::showChosen()
{
    if (ResultTable *table = m_results->currentTable()) {
        const QModelIndex cell = table->currentIndex();
        if (cell.isValid()) {
            m_inspector->showCell(table->result(), cell);
            return;
        }
    } else if (m_results->currentView() == &m_results->plan().tree()) {
        const QModelIndex node = m_results->plan().tree().currentIndex();
        if (node.isValid()) {
            m_inspector->showNode(m_results->plan().model(), node);
            return;
        }
    }
    m_inspector->showNothing();
}

void QueryPage::copy(query::RowFormat format)
{
    ResultTable *table = m_results->currentTable();
    if (!table || table->result().rows().count() == 0)
        return;
    const ResultRows &rows = table->result().rows();
    const CellRange range = table->chosenRange();
    if (table->isOneCell() && format == query::RowFormat::Tsv) {
        const auto value = rows.cell(range.firstRow, range.firstColumn);
        QApplication::clipboard()->setText(value ? QString::fromUtf8(*value) : QString());
    } else if (range.cells() <= kCellsAtOnce) {
        QApplication::clipboard()->setText(QString::fromUtf8(rows.text(format, range)));
    } else {
        m_jobs->makeText(rows, format, range);
    }
}

void QueryPage::askExport()
{
    askFileToWrite(this, tr("Export"), session().targetName() + QStringLiteral("-query"),
                   {{tr("Comma separated values"), QStringLiteral("csv")},
                    {tr("Tab separated values"), QStringLiteral("tsv")},
                    {tr("JSON"), QStringLiteral("json")},
                    {tr("Markdown table"), QStringLiteral("md")}},
                   [this](const QString &file) { exportTo(file); });
}

void QueryPage::exportTo(const QString &file)
{
    ResultTable *table = m_results->currentTable();
    if (!table)
        return;
    if (table->result().isTruncated() && m_results->tables().size() == 1)
        m_jobs->exportRows(request(-1), formatOf(file), file);
    else
        m_jobs->writeRows(table->result().rows(), formatOf(file), file);
}

void QueryPage::exported(const QString &file, qint64 rows, bool ranAgain)
{
    const QString count = rows == 1 ? tr("1 row") : tr("%1 rows").arg(format::count(rows));
    m_results->note().show(Glyph::Ok, Tone::Ok,
                           tr("%1 written to %2").arg(count, QFileInfo(file).fileName()),
                           ranAgain ? tr("The query was run again, without the limit of rows.")
                                    : tr("These are the rows that are shown here."),
                           {{tr("Close"), [this] { m_results->note().clear(); }}});
}

void QueryPage::updateActions()
{
    const bool ready = session().target() && !isBusy();
    const bool text = ready && !m_editor->isBlank();
    for (QAction *action : {m_run, m_runAll, m_explain, m_analyze})
        action->setEnabled(text);
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
