// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "ui/widgets/inspector_pane.h"

class QPushButton;

namespace arborist {

class InspectorTable;

/// What is known of the selected job: when it ran, what it said, what to do after a failure.
class JobInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit JobInspector(QWidget *parent = nullptr);

    /// Null clears it. A failed one may be tried again where `canRepeat` says so.
    void setJob(const JobInfo *job, bool canRepeat = false);

Q_SIGNALS:
    void cancelRequested();
    void againRequested();

private:
    Label *m_title;
    Label *m_caption;
    InspectorTable *m_facts;
    Label *m_what;
    Label *m_hint;
    QPushButton *m_cancel;
    QPushButton *m_again;
    QPushButton *m_copy;
    QString m_details;
};

} // namespace arborist
