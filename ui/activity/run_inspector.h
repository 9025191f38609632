// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/activity/run_row.h"
#include "ui/widgets/inspector_pane.h"

class QPushButton;

namespace arborist {

class InspectorTable;

/// What is known of the selected run: where and when, its steps, what it said, the way back.
class RunInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit RunInspector(QWidget *parent = nullptr);

    /// Null clears it.
    void setRun(const RunRow *row);

Q_SIGNALS:
    void undoRequested();

private:
    void showSteps(const RunRow &row);
    void showWords(const RunRow &row);

    Label *m_title;
    Label *m_caption;
    InspectorTable *m_facts;
    InspectorTable *m_steps;
    Label *m_what;
    Label *m_hint;
    Label *m_notes;
    Label *m_lost;
    Label *m_back;
    QPushButton *m_undo;
    QPushButton *m_copy;
    QString m_details;
};

} // namespace arborist
