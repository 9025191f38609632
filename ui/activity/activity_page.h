// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/run_row.h"
#include "services/core/job_runner.h"
#include "ui/shell/page.h"
#include <QJsonObject>
#include <QTimer>

class QAction;
class QComboBox;
class QStackedWidget;
class QTabBar;

namespace arborist {

class EmptyState;
class FilterProxy;
class JobInspector;
class JobTableModel;
class NoteBar;
class OperationFlow;
class RunHistory;
class RunInspector;
class RunsView;
class SearchField;
class TableView;

/// Past runs with their way back, and the jobs of this session.
class ActivityPage : public Page
{
    Q_OBJECT
public:
    enum Tab { Runs, Jobs };

    explicit ActivityPage(Session &session, QWidget *parent = nullptr);

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;

    TableView &table() { return *m_table; } ///< of the jobs
    RunsView &runsView() { return *m_runsView; }
    OperationFlow &flow() { return *m_flow; }
    NoteBar &note() { return *m_note; }
    void showTab(Tab tab);
    /// Plans to take back the newest run that can be.
    void undoNewest();

Q_SIGNALS:
    void changed(const QString &stage); ///< a run was taken back there, or part of it
    /// A run that was cut off is to be planned anew.
    void repairAgainRequested(const QString &operation, const QJsonObject &request);

private:
    void makeActions();
    void makeFilters();
    void makeTable();
    void buildPanes();
    void connectRuns();
    void tabChanged();
    void jobsChanged();
    void showRuns(const std::vector<RunRow> &runs);
    void updateStages();
    void updateStatus();
    void updateInspector();
    void applyFilter();
    void undo(const RunRecord &run);
    void tell(const Error &error);
    void exportRuns();
    void exportAudit();
    QString jobsStatus() const;
    QString runsStatus() const;
    bool isShowingRuns() const;
    const JobInfo *selectedJob() const;

    JobTableModel *m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    JobInspector *m_inspector;
    RunsView *m_runsView;
    RunInspector *m_runInspector;
    RunHistory *m_history;
    OperationFlow *m_flow;
    NoteBar *m_note;
    EmptyState *m_empty;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_views = nullptr;
    QStackedWidget *m_inspectors = nullptr;
    QComboBox *m_states = nullptr;
    QComboBox *m_stages = nullptr;
    SearchField *m_search = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_export = nullptr;
    QAction *m_exportAudit = nullptr;
    QAction *m_cancel = nullptr;
    QString m_undoStage; ///< that the flow works on
    QTimer m_clock;
};

} // namespace arborist
