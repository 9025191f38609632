// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/shown_plan.h"
#include <QDialog>

class QStackedWidget;
class QTabBar;

namespace arborist {

class Note;
class PlanFooter;
class PlanNotes;
class PlanStepModel;
class SqlView;
class TableView;

/// The one dialog before anything is changed: where, what, how many rows, by which SQL, what is
/// lost and how to come back. Accepted when the person agrees; nothing is run here.
class PlanDialog : public QDialog
{
    Q_OBJECT
public:
    explicit PlanDialog(ShownPlan shown, QWidget *parent = nullptr);

    /// One more tab after SQL, Rows per table and Locks; the dialog owns the widget then.
    void addTab(const QString &title, QWidget *content);
    void setCurrentTab(int index);

    /// The plan cannot be run now, for this reason; empty: it can again.
    void holdUp(const QString &why);

    const ShownPlan &shown() const { return m_shown; }
    /// Whether the person does without the backup that was offered.
    bool leavesBackupOut() const;
    /// The plan as it would be run now: with or without that backup.
    const Plan &plan() const;
    QString typedName() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeSteps();
    QWidget *makeTabs();
    QWidget *makeTables();
    QWidget *makeLocks();
    TableView *makeTable(const QString &name);
    void showPlan();
    void showSql();
    void copyPlan();
    void copyTab();

    ShownPlan m_shown;
    PlanNotes *m_notes;
    PlanStepModel *m_stepModel = nullptr;
    SqlView *m_sql = nullptr;
    TableView *m_steps = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_stack = nullptr;
    Note *m_heldUp;
    PlanFooter *m_footer;
};

} // namespace arborist
