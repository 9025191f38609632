// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include "services/stages/stage_check.h"
#include <memory>

namespace arborist::operations {

/// A connection string, or a workspace of one: only what is known of its database has rules.
bool isBareUrl(const Order &order);

/// The stage whose rules hold: the order's own, or, for a connection string, the known stage that
/// has that fingerprint. Throws Error when the records cannot be read.
stages::Stage stageInCharge(const Order &order, const QString &fingerprint);

/// For a connection string that is used in a project: puts its protected stages on record that
/// never were, before stageInCharge() is asked whose rules hold. Returns what is worth telling.
/// Throws Error, refused where the string is the address of one that cannot be looked at.
QStringList meetNearby(const Order &order, const std::stop_token &stop);

/// What the look at the database that is about to be changed told.
struct GuardedTarget {
    stages::StageCheck check;
    QStringList notes; ///< worth telling, but no reason to stop; mostly empty
};

/// Holds the database at the other end of that very connection against the records and the plan.
/// Throws a refusing Error when it is another one than on record or than planned for, belongs to a
/// protected stage of another name or project, takes no writes, cannot be told for sure, or is too
/// far away for what is to be done. `context` opens further connections to the same place.
GuardedTarget guardTarget(const PlannedOperation &operation, const Order &order,
                          postgres::Connection &connection, const OperationContext &context);

/// The one database of a run: every further connection of it is asked where it leads to before
/// anything else is done on it. Used by any thread.
class TargetLock
{
public:
    explicit TargetLock(const stages::StageCheck &target);
    ~TargetLock();

    /// Gives what `connect` opens, or throws a refusing Error where that is another database.
    std::function<postgres::Connection()> wrap(std::function<postgres::Connection()> connect) const;
    /// From now on it is that one.
    void moveTo(const stages::StageCheck &target);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace arborist::operations
