// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include "services/operations/operation.h"

namespace arborist::data {

/// Plans to bring back what a reset within its database has put aside (`kept`, of the run's
/// journal); what is in use now is put aside in its turn. Throws Error where it is gone.
operations::PlannedOperationPtr planSchemasBack(const RunRecord &run, const QJsonObject &kept,
                                                const PlanTarget &target,
                                                postgres::Connection &connection);

} // namespace arborist::data
