// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/completion.h"
#include "services/query/query.h"
#include "services/query/row_writer.h"
#include "services/query/saved_query.h"
#include "ui/shell/page.h"
#include "ui/sql/sql_editor.h"
#include <QTimer>

class QComboBox;
class QSplitter;

namespace arborist {

class OperationFlow;
class ParameterBar;
class QueryInspector;
class QueryJobs;
class QueryList;
class ResultsPane;
class SearchField;
struct Outcome;
struct Report;

/// SQL on the target: it runs in a transaction that only reads; what writes goes through a plan.
class QueryPage : public Page
{
    Q_OBJECT
public:
    explicit QueryPage(Session &session, QWidget *parent = nullptr);
    ~QueryPage() override;

    void refresh() override; ///< runs all of the text
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;
    int viewCount() const override { return 3; }
    QString showView(int view) override;

    SqlEditor &editor() { return *m_editor; }
    ResultsPane &results() { return *m_results; }
    QueryList &list() { return *m_list; }
    QueryInspector &inspector() { return *m_inspector; }
    ParameterBar &parameters() { return *m_parameters; }
    OperationFlow &flow() { return *m_flow; }
    QueryJobs &jobs() { return *m_jobs; }
    bool hasNames() const { return m_words != nullptr; } ///< for completion

    void runChosen(); ///< the selection, or the statement under the cursor
    void runAll();
    void explain(bool analyze);
    void runAsChange(); ///< what was run last
    void exportTo(const QString &file);
    /// Puts the cells that are selected on the clipboard.
    void copy(query::RowFormat format);

protected:
    void showEvent(QShowEvent *event) override;
    void showExportError(const Error &error) override;
    bool showsAnswers() const override;

private:
    void makeActions();
    void makeChoices();
    QComboBox *makeChoice(const QString &name, const QString &key,
                          const std::vector<std::pair<QString, qint64>> &values, qint64 usual);
    void buildPanes();
    void connectParts();
    QAction *addShortcut(const QList<QKeySequence> &keys, void (QueryPage::*work)());

    void readNames();
    void readAgain(const QString &stage);
    void open(const QString &sql);
    void run(const SqlEditor::Piece &piece, qint64 maxRows);
    bool takePiece(const SqlEditor::Piece &piece);
    query::QueryRequest request(qint64 maxRows) const;
    void finished(const Outcome &outcome);
    void showError(const Error &error);
    void changed(const Report &report);
    void exported(const QString &file, qint64 rows, bool ranAgain);
    int bytePlace(const Error &error) const;
    void askExport();
    void showSaved(const std::vector<query::SavedQuery> &saved);
    void showChosen();
    void updateActions();
    void updateStatus();
    void editorChanged();
    void keepDraft();
    void nextPart();
    void findNext(bool forward, bool stay);

    SqlEditor *m_editor;
    ParameterBar *m_parameters;
    ResultsPane *m_results;
    QueryList *m_list;
    QueryInspector *m_inspector;
    QueryJobs *m_jobs;
    OperationFlow *m_flow;
    QSplitter *m_splitter = nullptr;
    QComboBox *m_timeout = nullptr;
    QComboBox *m_limit = nullptr;
    SearchField *m_search = nullptr;
    QAction *m_run = nullptr;
    QAction *m_runAll = nullptr;
    QAction *m_cancel = nullptr;
    QAction *m_explain = nullptr;
    QAction *m_analyze = nullptr;
    QAction *m_export = nullptr;
    std::shared_ptr<const CompletionWords> m_words;
    SqlEditor::Piece m_piece; ///< what was run last
    bool m_wasExplained = false;
    QString m_status;
    Glyph m_glyph = Glyph::None;
    QString m_workspace; ///< whose text stands in the editor
    QString m_shownTarget;
    bool m_draftDue = false;
    bool m_namesDue = true; ///< the catalog has not been read for this target
    QTimer m_draftTimer;
    QTimer m_clock;
};

} // namespace arborist
