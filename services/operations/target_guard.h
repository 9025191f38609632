// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include "services/stages/stage_check.h"

namespace arborist::operations {

/// The stage whose rules hold: the order's own, or, for a connection string, the known stage that
/// has that fingerprint. Throws Error when the records cannot be read.
stages::Stage stageInCharge(const Order &order, const QString &fingerprint);

/// What the look at the database that is about to be changed told.
struct GuardedTarget {
    stages::StageCheck check;
    QString note; ///< worth telling, but no reason to stop; mostly empty
};

/// Holds the database at the other end of that very connection against the records and the plan.
/// Throws a refusing Error when it is another one than on record or than planned for, belongs to a
/// protected stage of another name, takes no writes, or is too far away for what is to be done.
GuardedTarget guardTarget(const PlannedOperation &operation, const Order &order,
                          postgres::Connection &connection);

} // namespace arborist::operations
