// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stages/stage_row.h"
#include "ui/widgets/inspector_pane.h"

class QPushButton;

namespace arborist {

class InspectorTable;
struct InspectorRow;

/// What is known of the selected stage: how it answers, its fingerprint, what the policy allows
/// there, where its address comes from, and what to do about a problem.
class StageInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit StageInspector(QWidget *parent = nullptr);

    /// Null clears it.
    void setStage(const StageRow *row, bool isTarget);
    /// The line under the title, "Not answering since 10:42, next try in 8 s"; empty hides it.
    void setContact(const QString &text);
    /// Offers to trust the database in place of using the stage as target.
    void setTrustable(bool trustable);

Q_SIGNALS:
    void checkRequested();
    void targetRequested();
    void trustRequested();

private:
    void setProblem(const StageRow &row);
    static QString doubt(const StageRow &row);
    static QString lockHint(const StageRow &row);
    static std::vector<InspectorRow> facts(const StageRow &row);
    static std::vector<InspectorRow> fingerprint(const StageRow &row);
    static std::vector<InspectorRow> allowed(const StageRow &row);

    Label *m_title;
    Label *m_caption;
    Label *m_contact;
    Label *m_whatToDo;
    InspectorTable *m_facts;
    InspectorTable *m_fingerprint;
    InspectorTable *m_allowed;
    Label *m_rules;
    Label *m_origin;
    Label *m_lastScan;
    QPushButton *m_target;
    QPushButton *m_trust;
};

} // namespace arborist
