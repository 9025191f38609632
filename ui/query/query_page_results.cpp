// SPDX-License-Identifier: GPL-3.0-or-later
// What the query page does with answers: shows, tells, copies, exports them.
#include "models/common/format.h"
#include "models/query/result_model.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/explain_view.h"
#include "ui/query/query_inspector.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_list.h"
#include "ui/query/query_page.h"
#include "ui/query/result_table.h"
#include "ui/query/results_pane.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/session.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/tree_view.h"
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>

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
    const QByteArray sql = m_piece.sql.toUtf8();
    if (error.position() <= 0 || m_editor->utf8().mid(m_piece.begin, sql.size()) != sql)
        return -1; // or the text has been changed since
    return m_piece.begin + int(m_piece.sql.left(error.position() - 1).toUtf8().size());
}

void QueryPage::showError(const Error &error)
{
    m_glyph = Glyph::Failed;
    m_status = error.message();
    QueryMessage message{Glyph::Failed, error.message(), {}, -1, -1, 0, bytePlace(error)};
    const bool writes = error.sqlState() == u"25006" || error.kind() == ErrorKind::Refused;
    QStringList all{error.message()};
    for (const QString &line : error.detail().split(u'\n'))
        all << line.trimmed();
    all << (writes ? tr("Nothing was changed. As a change it gets a plan, which you confirm, and a "
                        "way back.")
                   : error.hint());
    if (!error.sqlState().isEmpty() && !writes)
        all << tr("SQLSTATE %1").arg(error.sqlState());
    all.removeAll(QString());
    message.full = all.join(u'\n');
    std::vector<NoteBar::Choice> choices;
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

} // namespace arborist
