// SPDX-License-Identifier: GPL-3.0-or-later
// How the query page is put together.
#include "models/common/format.h"
#include "models/query/query_feed.h"
#include "ui/operations/operation_flow.h"
#include "ui/query/explain_view.h"
#include "ui/query/parameter_bar.h"
#include "ui/query/query_inspector.h"
#include "ui/query/query_jobs.h"
#include "ui/query/query_list.h"
#include "ui/query/query_page.h"
#include "ui/query/results_pane.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/view_tools.h"
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace arborist {

namespace {

constexpr int kDraftMs = 2'000;
constexpr int kClockMs = 200;
const QString splitterKey = QStringLiteral("query/splitter");

} // namespace

QueryPage::QueryPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("query"), tr("Query"), QStringLiteral("dialog-scripts"), parent),
      m_editor(new SqlEditor),
      m_parameters(new ParameterBar),
      m_results(new ResultsPane),
      m_list(new QueryList),
      m_inspector(new QueryInspector),
      m_jobs(new QueryJobs(session, this)),
      m_flow(new OperationFlow(session, this))
{
    makeActions();
    makeChoices();
    buildPanes();
    connectParts();
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(kDraftMs);
    connect(&m_draftTimer, &QTimer::timeout, this, &QueryPage::keepDraft);
    m_clock.setInterval(kClockMs);
    connect(&m_clock, &QTimer::timeout, this, &QueryPage::updateStatus);
    setFocusProxy(m_editor);
    updateActions();
    updateStatus();
}

QAction *QueryPage::addShortcut(const QList<QKeySequence> &keys, void (QueryPage::*work)())
{
    auto *action = new QAction(this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, work);
    addAction(action);
    return action;
}

void QueryPage::makeActions()
{
    const auto make = [this](const QString &icon, const QString &text, const QString &tip) {
        QAction *action = tools().addAction(icon, text);
        action->setToolTip(tip);
        return action;
    };
    m_run = make(QStringLiteral("media-playback-start"), tr("Run"),
                 tr("Run the selection, or the statement under the cursor (Ctrl+Enter)"));
    m_runAll =
        make(QStringLiteral("media-seek-forward"), tr("Run all"), tr("Run all statements (F5)"));
    m_cancel = make(QStringLiteral("dialog-cancel"), tr("Cancel"), tr("Cancel the query (Esc)"));
    tools().addSeparator();
    m_explain = make(QStringLiteral("view-list-tree"), tr("Explain"),
                     tr("Show how the server would run the statement; nothing is run (Ctrl+E)"));
    m_analyze = make(QStringLiteral("chronometer"), tr("Measure"),
                     tr("Run the statement and show what each step took; what would write is "
                        "refused (Ctrl+Shift+E)"));
    tools().addSeparator();
    m_export = make(QStringLiteral("document-export"), tr("Export…"),
                    tr("Write the result to a file: the rows that are here, or where there are "
                       "more, all of them by running the query again"));
    connect(m_run, &QAction::triggered, this, &QueryPage::runChosen);
    connect(m_runAll, &QAction::triggered, this, &QueryPage::runAll);
    connect(m_cancel, &QAction::triggered, m_jobs, &QueryJobs::cancel);
    connect(m_explain, &QAction::triggered, this, [this] { explain(false); });
    connect(m_analyze, &QAction::triggered, this, [this] { explain(true); });
    connect(m_export, &QAction::triggered, this, &QueryPage::askExport);

    const auto keys = [](Qt::KeyboardModifiers modifiers, Qt::Key key) {
        return QKeySequence(QKeyCombination(modifiers, key));
    };
    const Qt::KeyboardModifiers both = Qt::ControlModifier | Qt::ShiftModifier;
    addShortcut(
        {keys(Qt::ControlModifier, Qt::Key_Return), keys(Qt::ControlModifier, Qt::Key_Enter)},
        &QueryPage::runChosen);
    addShortcut({keys(both, Qt::Key_Return), keys(both, Qt::Key_Enter)}, &QueryPage::runAll);
    addShortcut({QKeySequence(Qt::Key_F6)}, &QueryPage::nextPart);
    m_explain->setShortcut(keys(Qt::ControlModifier, Qt::Key_E));
    m_analyze->setShortcut(keys(both, Qt::Key_E));
    m_cancel->setShortcut(QKeySequence(Qt::Key_Escape));
    for (QAction *action : {m_cancel, m_explain, m_analyze}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    const auto inEditor = [this](const QKeySequence &sequence, auto &&work) {
        auto *action = new QAction(m_editor);
        action->setShortcut(sequence);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, work);
        m_editor->addAction(action);
    };
    inEditor(keys(Qt::ControlModifier, Qt::Key_Space), [this] { m_editor->propose(); });
    inEditor(QKeySequence(Qt::Key_F3), [this] { findNext(true, false); });
    inEditor(keys(Qt::ShiftModifier, Qt::Key_F3), [this] { findNext(false, false); });
}

QComboBox *QueryPage::makeChoice(const QString &name, const QString &key,
                                 const std::vector<std::pair<QString, qint64>> &values,
                                 qint64 usual)
{
    auto *choice = new QComboBox;
    choice->setAccessibleName(name);
    choice->setToolTip(name);
    for (const auto &[text, value] : values)
        choice->addItem(text, value);
    const int at = choice->findData(settings().value(key, usual).toLongLong());
    choice->setCurrentIndex(at < 0 ? choice->findData(usual) : at);
    connect(choice, &QComboBox::currentIndexChanged, this, [this, choice, key] {
        settings().setValue(key, choice->currentData());
        updateStatus();
    });
    tools().addFilter(choice);
    return choice;
}

void QueryPage::makeChoices()
{
    m_limit = makeChoice(tr("How many rows are fetched"), QStringLiteral("query/limit"),
                         {{tr("First 1,000 rows"), 1'000},
                          {tr("First 10,000 rows"), 10'000},
                          {tr("First 100,000 rows"), 100'000},
                          {tr("All rows"), -1}},
                         10'000);
    m_timeout = makeChoice(tr("When a statement is stopped"), QStringLiteral("query/timeout"),
                           {{tr("Stop after 10 s"), 10'000},
                            {tr("Stop after 1 min"), 60'000},
                            {tr("Stop after 10 min"), 600'000},
                            {tr("Never stop"), 0}},
                           60'000);
    m_search = tools().addSearch(tr("Find in the SQL"));
    m_search->setMaximumWidth(px(160));
    connect(m_search, &SearchField::textChanged, this, [this] { findNext(true, true); });
    connect(m_search, &SearchField::leaveRequested, m_editor, qOverload<>(&QWidget::setFocus));
}

void QueryPage::buildPanes()
{
    auto *upper = new QWidget;
    auto *column = new QVBoxLayout(upper);
    upper->setBackgroundRole(QPalette::Base);
    upper->setAutoFillBackground(true);
    column->setContentsMargins(0, px(8), 0, 0);
    column->setSpacing(0);
    column->addWidget(m_editor, 1);
    column->addWidget(m_parameters);
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(upper);
    m_splitter->addWidget(m_results);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({200, 300});
    m_editor->setMinimumHeight(px(80));
    m_splitter->restoreState(settings().value(splitterKey).toByteArray());
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { settings().setValue(splitterKey, m_splitter->saveState()); });
    m_results->empty().setTexts(
        tr("Nothing has been run yet"),
        tr("Ctrl+Enter runs the statement under the cursor, in a transaction that only reads: "
           "nothing can be changed. Statements that write are run as a change, with a plan and a "
           "way back."));
    setPanes(m_list, {192, 240}, m_splitter, m_inspector, {256, 336});
    greyWhileLost({&m_results->content(), m_inspector});
}

void QueryPage::connectParts()
{
    connect(m_editor, &QsciScintilla::textChanged, this, &QueryPage::editorChanged);
    m_editor->setCompleter([this](const QByteArray &sql, int position, bool asked) {
        SqlEditor::Proposals proposals;
        if (m_words) {
            const Completion found = completionAt(sql, position, *m_words, asked);
            proposals = {found.words, found.typed};
        }
        return proposals;
    });
    connect(m_parameters, &ParameterBar::runRequested, this, &QueryPage::runChosen);
    connect(m_list, &QueryList::openRequested, this, &QueryPage::open);
    connect(&m_results->empty(), &EmptyState::primaryClicked, this, &QueryPage::runChosen);
    connect(m_results, &ResultsPane::placeRequested, m_editor, &SqlEditor::showPosition);
    connect(m_results, &ResultsPane::copyRequested, this, &QueryPage::copy);
    connect(m_results, &ResultsPane::fetchAllRequested, this, [this] { run(m_piece, -1); });
    connect(m_results, &ResultsPane::currentChanged, this, &QueryPage::showChosen);
    connect(m_results, &ResultsPane::currentChanged, this, &QueryPage::updateOutOfDate);
    connect(&session().monitor(), &StageMonitor::answeredAgain, this, &QueryPage::readAgain);
    connect(m_jobs, &QueryJobs::runningChanged, this, &QueryPage::updateActions);
    connect(m_jobs, &QueryJobs::received, this,
            [this](std::vector<QueryEvent> events) { m_results->take(std::move(events)); });
    connect(m_jobs, &QueryJobs::finished, this, &QueryPage::finished);
    connect(m_jobs, &QueryJobs::explained, this,
            [this](const query::PlanNode &plan) { m_results->setPlan(plan); });
    connect(m_jobs, &QueryJobs::catalogRead, this,
            [this](std::shared_ptr<const CompletionWords> words) { m_words = std::move(words); });
    connect(m_jobs, &QueryJobs::savedRead, this, &QueryPage::showSaved);
    connect(m_jobs, &QueryJobs::draftRead, this, [this](const QString &key, const QString &sql) {
        if (key == m_workspace && m_editor->isBlank() && !sql.isEmpty()) {
            m_editor->setText(sql);
            m_draftDue = false;
        }
    });
    connect(m_jobs, &QueryJobs::exported, this, &QueryPage::exported);
    connect(m_jobs, &QueryJobs::failed, this, &QueryPage::showExportError);
    connect(m_jobs, &QueryJobs::textMade, this, [this](const QByteArray &text, qint64 rows) {
        QApplication::clipboard()->setText(QString::fromUtf8(text));
        m_glyph = Glyph::Ok;
        m_status = rows == 1 ? tr("1 row copied") : tr("%1 rows copied").arg(format::count(rows));
        updateStatus();
    });
    connect(m_flow, &OperationFlow::busyChanged, this, &QueryPage::updateActions);
    connect(m_flow, &OperationFlow::planFailed, this, &QueryPage::showError);
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        m_results->note().show(Glyph::Ok, Tone::Ok, tr("Nothing to do"),
                               tr("The statements write nothing."));
    });
    connect(m_flow, &OperationFlow::ran, this, &QueryPage::changed);
}

} // namespace arborist
