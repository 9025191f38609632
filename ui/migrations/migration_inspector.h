// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/migration_files.h"
#include "models/migrations/stage_state_model.h"
#include "services/migrations/lint/hazard.h"
#include "ui/widgets/inspector_pane.h"

class QPushButton;

namespace arborist {

class HazardList;
class InspectorTable;
class SectionHead;
class TableView;

/// One migration: its state on each stage, what it is, what could go wrong, what is wrong already
/// and what can be done.
class MigrationInspector : public InspectorPane
{
    Q_OBJECT
public:
    explicit MigrationInspector(QWidget *parent = nullptr);

    /// Null clears it.
    void show(const MigrationFiles::Set *set, const std::vector<StageReading> &stages,
              qsizetype migration);
    /// `pending`: still being looked for; `problem`: why they could not be looked for.
    void setHazards(const std::vector<migrations::Hazard> &hazards, bool pending,
                    const QString &problem);
    /// What the button says; empty disables it.
    void setApplyText(const QString &text, bool enabled);
    QString problems() const;

Q_SIGNALS:
    void applyRequested();
    void openFileRequested();
    void placeRequested(int line, int column);

private:
    void fillDetails(const MigrationFiles::Set &set, qsizetype migration);
    void fillProblems(const MigrationFiles::Set &set, const std::vector<StageReading> &stages,
                      qsizetype migration);

    StageStateModel m_states;
    TableView *m_stateTable;
    InspectorTable *m_details;
    SectionHead *m_hazardHead;
    HazardList *m_hazards;
    Label *m_hazardNote;
    SectionHead *m_problemHead;
    Label *m_problems;
    QPushButton *m_apply;
    QPushButton *m_open;
};

} // namespace arborist
