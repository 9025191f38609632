// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/message_model.h"
#include "models/query/query_feed.h"
#include "services/query/plan_node.h"
#include "services/query/row_writer.h"
#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace arborist {

class EmptyState;
class ExplainView;
class Label;
class NoteBar;
class ResultTable;
class TableView;

/// What came of a query: a tab for each statement with rows, then the plan and the messages; a note
/// above, a line of facts below.
class ResultsPane : public QWidget
{
    Q_OBJECT
public:
    explicit ResultsPane(QWidget *parent = nullptr);

    void clear();
    void take(std::vector<QueryEvent> events);
    void setPlan(query::PlanNode plan);
    void addMessage(QueryMessage message);
    /// What stands below the messages, once it is not that nothing was changed.
    void setOutcome(const QString &text);
    /// Shows the first result, or the messages where there is none.
    void showWhatCame();
    void showMessages();
    void showPlan();

    NoteBar &note() { return *m_note; }
    MessageModel &messages() { return m_messages; }
    ExplainView &plan() { return *m_plan; }
    EmptyState &empty() { return *m_empty; }
    ResultTable *currentTable() const; ///< null while another tab is shown
    const std::vector<ResultTable *> &tables() const { return m_tables; }
    QWidget *currentView() const;
    QWidget &content() { return *m_main; } ///< all but the note
    bool hasAnswers() const; ///< rows or a plan; messages tell of themselves when they are from
    qint64 rowCount() const; ///< of all results
    QString facts() const;

Q_SIGNALS:
    void placeRequested(int position);
    void copyRequested(arborist::query::RowFormat format);
    void fetchAllRequested();
    void currentChanged(); ///< another tab, cell or node

private:
    QWidget *makeFacts();
    ResultTable *addTable(const ResultBegin &begin);
    void endStatement(const query::StatementEnd &end);
    void addNotice(const postgres::Notice &notice);
    void showTab(int tab);
    void updateFacts();

    std::vector<ResultTable *> m_tables;
    ResultTable *m_filling = nullptr; ///< null: the statement has no rows, or is not kept
    bool m_hasContent = false;
    QString m_outcome;
    MessageModel m_messages;
    NoteBar *m_note;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    TableView *m_messageView;
    ExplainView *m_plan;
    EmptyState *m_empty;
    QWidget *m_main;
    Label *m_facts;
    QPushButton *m_fetchAll;
};

} // namespace arborist
