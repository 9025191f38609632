// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/run_table_model.h"
#include <QWidget>

namespace arborist {

class CutOffNote;
class EmptyState;
class FilterProxy;
class TableView;

/// Past runs of the workspace, with a note where one was cut off.
class RunsView : public QWidget
{
    Q_OBJECT
public:
    explicit RunsView(QWidget *parent = nullptr);

    RunTableModel &model() { return m_model; }
    TableView &table() { return *m_table; }
    CutOffNote &note() { return *m_note; }

    void setRuns(const std::vector<RunRow> &runs);
    /// An empty stage is all.
    void setFilter(const QString &stage, const QString &text);
    const RunRow *selected() const;
    /// The selected runs; all that are shown if none is.
    std::vector<RunRecord> chosen() const;

Q_SIGNALS:
    void selectionChanged();

private:
    void showWhatThereIs();

    RunTableModel m_model;
    FilterProxy *m_proxy;
    TableView *m_table;
    CutOffNote *m_note;
    EmptyState *m_empty;
};

} // namespace arborist
