// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/report.h"
#include "ui/hierarchy/repair_menu.h"
#include <QObject>

namespace arborist {

class OperationFlow;
class Session;

/// The hierarchy page's repairs: plan, dialog, run; and the way back of the last one.
class HierarchyRepairs : public QObject
{
    Q_OBJECT
public:
    HierarchyRepairs(Session &session, QWidget *page);

    /// `organization`: id of the only one to be repaired; empty for all.
    void repair(const hierarchy::Mapping &mapping, const QString &organization,
                const RepairWish &wish);
    /// A repair that the workspace declares.
    void repair(const stages::RecipeFile &recipe, const QString &organization);
    void undo(const QString &run);
    void reset();
    bool isBusy() const;
    OperationFlow &flow() { return *m_flow; }

Q_SIGNALS:
    void busyChanged();
    /// Something was written, or tried to: the page reads again. `undoable` is the run's id if it
    /// can be taken back.
    void done(const QString &text, const QString &undoable);
    void failed(const arborist::Error &error);
    void nothingToDo(const QString &text);

private:
    void finish(const Report &report);

    Session &m_session;
    OperationFlow *m_flow;
    QString m_table;  ///< that a repair of the hierarchy works on
    QString m_recipe; ///< or the name of the declared one
};

} // namespace arborist
