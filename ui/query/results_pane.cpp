// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/results_pane.h"

#include "models/common/format.h"
#include "models/query/result_model.h"
#include "ui/query/explain_view.h"
#include "ui/query/result_table.h"
#include "ui/style/metrics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/line.h"
#include "ui/widgets/note_bar.h"
#include "ui/widgets/tree_view.h"
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace arborist {

namespace {

/// A script of thousands of statements shall not make thousands of tables.
constexpr size_t kMostTables = 50;

} // namespace

ResultsPane::ResultsPane(QWidget *parent)
    : QWidget(parent),
      m_note(new NoteBar),
      m_tabs(new QTabBar),
      m_stack(new QStackedWidget),
      m_messageView(new TableView),
      m_plan(new ExplainView),
      m_empty(new EmptyState(QStringLiteral("dialog-scripts"))),
      m_main(new QWidget),
      m_facts(new Label(FontRole::Table, Tone::Muted)),
      m_fetchAll(flatButton(tr("Fetch all rows")))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFixedHeight(px(metrics::tabRow));
    m_tabs->setAccessibleName(tr("Results"));
    m_messageView->setAccessibleName(tr("Messages"));
    m_messageView->setModel(&m_messages);
    m_messageView->setColumnWidths({400, 80, 90, 90}, MessageModel::MessageColumn);
    m_tabs->addTab(tr("Plan"));
    m_tabs->addTab(tr("Messages"));
    m_stack->addWidget(m_plan);
    m_stack->addWidget(m_messageView);

    auto *tabs = new QHBoxLayout;
    tabs->setContentsMargins(px(4), 0, 0, 0);
    tabs->addWidget(m_tabs, 1);
    auto *inner = new QVBoxLayout(m_main);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addLayout(tabs);
    inner->addWidget(new Line(Qt::Horizontal));
    inner->addWidget(m_stack, 1);
    inner->addWidget(new Line(Qt::Horizontal));
    inner->addWidget(makeFacts());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_main, 1);
    column->addWidget(m_empty, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &ResultsPane::showTab);
    connect(m_fetchAll, &QPushButton::clicked, this, &ResultsPane::fetchAllRequested);
    connect(m_plan, &ExplainView::nodeChanged, this, &ResultsPane::currentChanged);
    const auto go = [this](const QModelIndex &index) {
        const int position = m_messages.messages()[size_t(index.row())].position;
        if (position >= 0)
            Q_EMIT placeRequested(position);
    };
    connect(m_messageView, &QAbstractItemView::clicked, this, go);
    connect(m_messageView, &QAbstractItemView::activated, this, go);
    clear();
}

QWidget *ResultsPane::makeFacts()
{
    auto *strip = new QWidget;
    strip->setBackgroundRole(QPalette::Window);
    strip->setAutoFillBackground(true);
    strip->setFixedHeight(px(metrics::sectionHead));
    m_facts->setElide(Qt::ElideRight);
    m_facts->setAccessibleName(tr("About the result"));
    auto *row = new QHBoxLayout(strip);
    row->setContentsMargins(px(12), 0, px(8), 0);
    row->setSpacing(px(metrics::gap));
    row->addWidget(m_facts, 1);
    row->addWidget(m_fetchAll);
    m_fetchAll->setFixedHeight(px(24));
    return strip;
}

void ResultsPane::clear()
{
    m_filling = nullptr;
    m_hasContent = false;
    m_outcome = tr("Nothing was changed");
    m_note->clear();
    m_messages.clear();
    m_tabs->blockSignals(true);
    for (ResultTable *table : m_tables) {
        m_tabs->removeTab(0);
        m_stack->removeWidget(table);
        table->deleteLater();
    }
    m_tables.clear();
    m_tabs->setTabVisible(0, false);
    m_tabs->setCurrentIndex(1);
    m_tabs->blockSignals(false);
    m_main->hide();
    m_empty->show();
    showTab(m_tabs->currentIndex());
}

QWidget *ResultsPane::currentView() const
{
    QWidget *view = m_stack->currentWidget();
    return view == m_plan ? &m_plan->tree() : view;
}

bool ResultsPane::hasAnswers() const
{
    return !m_tables.empty() || m_tabs->isTabVisible(0);
}

ResultTable *ResultsPane::currentTable() const
{
    return m_hasContent ? qobject_cast<ResultTable *>(m_stack->currentWidget()) : nullptr;
}

qint64 ResultsPane::rowCount() const
{
    qint64 rows = 0;
    for (const ResultTable *table : m_tables)
        rows += table->result().rows().count();
    return rows;
}

ResultTable *ResultsPane::addTable(const ResultBegin &begin)
{
    if (begin.columns.empty() || m_tables.size() >= kMostTables)
        return nullptr;
    auto *table = new ResultTable(new ResultModel(begin.columns));
    const int place = int(m_tables.size());
    m_tables.push_back(table);
    m_stack->insertWidget(place, table);
    m_tabs->insertTab(place, tr("Result %1").arg(place + 1));
    table->setAccessibleName(m_tabs->tabText(place));
    connect(table, &ResultTable::copyRequested, this, &ResultsPane::copyRequested);
    connect(table, &ResultTable::cellChanged, this, &ResultsPane::currentChanged);
    if (place == 0)
        m_tabs->setCurrentIndex(0);
    showTab(m_tabs->currentIndex());
    return table;
}

void ResultsPane::take(std::vector<QueryEvent> events)
{
    std::vector<query::RowChunkPtr> chunks;
    const auto flush = [&] {
        if (m_filling)
            m_filling->result().append(std::exchange(chunks, {}));
        chunks.clear();
    };
    for (QueryEvent &event : events) {
        if (auto *chunk = std::get_if<query::RowChunkPtr>(&event)) {
            chunks.push_back(std::move(*chunk));
            continue;
        }
        flush();
        if (const auto *begin = std::get_if<ResultBegin>(&event))
            m_filling = addTable(*begin);
        else if (const auto *end = std::get_if<query::StatementEnd>(&event))
            endStatement(*end);
        else
            addNotice(std::get<postgres::Notice>(event));
    }
    flush();
    if (!events.empty())
        updateFacts();
}

void ResultsPane::endStatement(const query::StatementEnd &end)
{
    QueryMessage message;
    message.glyph = Glyph::Ok;
    message.text = end.truncated ? tr("First rows only: there are more") : end.tag;
    message.rows = m_filling ? end.rows : -1;
    message.durationMs = end.durationMs;
    if (m_filling)
        m_filling->result().setEnd(end);
    else if (end.rows > 0)
        message.full = tr("Only the rows of the first %1 statements are kept.").arg(kMostTables);
    m_filling = nullptr;
    addMessage(std::move(message));
}

void ResultsPane::addNotice(const postgres::Notice &notice)
{
    QueryMessage message;
    message.glyph = notice.severity == u"WARNING" ? Glyph::Drift : Glyph::Idle;
    message.text = QStringLiteral("%1: %2").arg(notice.severity, notice.message);
    if (!notice.sqlState.isEmpty() && notice.sqlState != u"00000")
        message.full = QStringLiteral("%1 (%2)").arg(message.text, notice.sqlState);
    addMessage(std::move(message));
}

void ResultsPane::addMessage(QueryMessage message)
{
    m_messages.add(std::move(message));
    m_tabs->setTabText(m_tabs->count() - 1, tr("Messages (%1)").arg(m_messages.rowCount()));
    m_hasContent = true;
    m_empty->hide();
    m_main->show();
}

void ResultsPane::setOutcome(const QString &text)
{
    m_outcome = text;
    updateFacts();
}

void ResultsPane::setPlan(query::PlanNode plan)
{
    m_plan->setPlan(std::move(plan));
    m_tabs->setTabVisible(int(m_tables.size()), true);
    m_hasContent = true;
    m_empty->hide();
    m_main->show();
    showPlan();
}

void ResultsPane::showWhatCame()
{
    if (m_tables.empty())
        showMessages();
    else
        m_tabs->setCurrentIndex(0);
}

void ResultsPane::showMessages()
{
    m_tabs->setCurrentIndex(m_tabs->count() - 1);
}

void ResultsPane::showPlan()
{
    m_tabs->setCurrentIndex(int(m_tables.size()));
}

void ResultsPane::showTab(int tab)
{
    m_hasContent = m_hasContent || !m_tables.empty();
    m_main->setVisible(m_hasContent);
    m_empty->setVisible(!m_hasContent);
    if (!m_hasContent)
        m_tabs->setTabText(m_tabs->count() - 1, tr("Messages"));
    m_stack->setCurrentIndex(tab);
    updateFacts();
    Q_EMIT currentChanged();
}

QString ResultsPane::facts() const
{
    const ResultTable *table = currentTable();
    if (!table) {
        return m_stack->currentWidget() == m_plan ? m_plan->model().summary() : m_outcome;
    }
    const ResultModel &result = table->result();
    const QString count = format::count(result.rows().count());
    QStringList parts{result.isTruncated()         ? tr("First %1 rows, there are more").arg(count)
                      : result.rows().count() == 1 ? tr("1 row")
                                                   : tr("%1 rows").arg(count)};
    if (result.end())
        parts << format::milliseconds(double(result.end()->durationMs));
    parts << tr("%1 in memory").arg(format::bytes(result.sizeInBytes())) << tr("read only");
    return parts.join(QStringLiteral("  ·  "));
}

void ResultsPane::updateFacts()
{
    const ResultTable *table = currentTable();
    m_facts->setFullText(facts());
    m_fetchAll->setVisible(table && table->result().isTruncated());
}

} // namespace arborist
