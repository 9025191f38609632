// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/run_row.h"
#include <QWidget>

class QPushButton;

namespace arborist {

class Note;

/// Over the table of runs: a run that was cut off, what it had written, and two ways on.
class CutOffNote : public QWidget
{
    Q_OBJECT
public:
    explicit CutOffNote(QWidget *parent = nullptr);

    /// Shows the newest run that was cut off and can be undone; hides where there is none.
    void setRuns(const std::vector<RunRow> &runs);
    bool hasRun() const { return !m_run.id.isEmpty(); }

Q_SIGNALS:
    void undoRequested(const arborist::RunRecord &run);
    void repairRequested(const arborist::RunRecord &run);

private:
    RunRecord m_run;
    Note *m_note;
    QPushButton *m_undo;
    QPushButton *m_repair;
};

} // namespace arborist
