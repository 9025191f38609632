// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/shown_plan.h"
#include <QWidget>

class QCheckBox;

namespace arborist {

class Note;

/// The notes beside the SQL: what will be lost, and the way back, with a box to do without the
/// backup that comes first where it is only offered.
class PlanNotes : public QWidget
{
    Q_OBJECT
public:
    explicit PlanNotes(const ShownPlan &shown, QWidget *parent = nullptr);

    bool leavesBackupOut() const;

Q_SIGNALS:
    void backupToggled();

private:
    void showWayBack(const Plan &plan);

    Note *m_wayBack;
    QCheckBox *m_without = nullptr; ///< null where there is nothing to choose
};

} // namespace arborist
