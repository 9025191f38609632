// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/database_twin.h"
#include "services/backup/restore.h"
#include "services/backup/restore_source.h"
#include "services/backup/swap.h"

namespace arborist::backup {

class PlannedRestore final : public operations::PlannedOperation
{
public:
    PlannedRestore(RestoreRequest request, OperationContext &context);

    /// It takes back that run: everything that the dump does not hold goes. Before make().
    void takeBack(const RunRecord &run);

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override;

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    bool isBeside() const { return m_way == RestoreWay::Beside; }
    bool replaces() const { return m_request.into.isEmpty(); }
    int jobs() const;

    // restore_plan.cpp
    void chooseWay(postgres::Connection &connection, OperationContext &context);
    void refuseUnfit(postgres::Connection &connection);
    void checkRoles(postgres::Connection &connection);
    void checkSpace(postgres::Connection &connection);
    void tellDump();
    void tellDatabase(postgres::Connection &connection);
    void addSteps();
    QString runTakenBack() const { return m_plan.request[u"run"].toString(); }

    // in_place_plan.cpp
    void planInPlace(postgres::Connection &connection, OperationContext &context);
    void addInPlaceStep(const QString &dump);
    void tellInPlace();

    // restore_run.cpp
    void runBeside(operations::Run &run);
    void runInPlace(operations::Run &run);
    Swap swapOf(operations::Run &run, const DatabaseTraits &traits) const;
    qint64 restoreInto(operations::Run &run, const QString &database);
    void tell(operations::Run &run, const QStringList &harmless) const;

    RestoreRequest m_request;
    RestoreSource m_source;
    RestoreWay m_way = RestoreWay::Beside;
    QString m_whyInPlace;
    bool m_isUndo = false;
    qint64 m_locks = 0, m_mostLocks = 0;
    Clearing m_clearing;     ///< in place
    QStringList m_notOwned;  ///< in place: what keeps undo from being possible
    DatabaseTraits m_traits; ///< of the stage's database
    Plan m_plan;
};

/// The titles of the steps, in plan and report.
struct RestoreSteps {
    static QString make(const QString &database);
    static QString fill(const QString &dump);
    static QString compare();
    static QString swap(const QString &database);
    static QString replace(const QString &database, const QString &dump);
};

} // namespace arborist::backup
