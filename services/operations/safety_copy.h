// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"

namespace arborist::operations {

struct Order;

/// Makes a backup of the database before a run that nothing else takes back. The policy says before
/// which; services/backup knows how, and the programs put it into their orders.
class SafetyCopy
{
public:
    virtual ~SafetyCopy() = default;

    struct Preview {
        PlanStep step;
        QString note; ///< where to, how large
    };
    /// What the plan tells of it; asks no database.
    virtual Preview preview(const Plan &plan, const Order &order) const = 0;
    /// Makes it, and notes it in the run's journal as "backup". Returns its file. Throws Error:
    /// then nothing has been changed, and nothing will be.
    virtual QString make(Run &run, const Plan &plan, const Order &order) const = 0;
};

} // namespace arborist::operations
