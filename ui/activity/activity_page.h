// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "ui/shell/page.h"
#include <QTimer>

class QAction;
class QComboBox;

namespace arborist {

class EmptyState;
class FilterProxy;
class JobInspector;
class JobTableModel;
class SearchField;
class TableView;

/// The jobs of this session, newest first, with what they said.
class ActivityPage : public Page
{
    Q_OBJECT
public:
    explicit ActivityPage(Session &session, QWidget *parent = nullptr);

    void refresh() override;
    void retarget() override;
    void focusSearch() override;

    TableView &table() { return *m_table; }

private:
    void makeTools();
    void makeTable();
    void jobsChanged();
    void updateStatus();
    void updateInspector();
    void applyFilter();
    const JobInfo *selectedJob() const;

    JobTableModel *m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    JobInspector *m_inspector;
    EmptyState *m_empty;
    QComboBox *m_states;
    SearchField *m_search;
    QAction *m_cancel;
    QTimer m_clock;
};

} // namespace arborist
