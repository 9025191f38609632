// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/rehearsal/rehearsal.h"
#include "services/operations/execute.h"

namespace arborist::migrations {

/// rehearse() as a run of the history, with its outcome in the audit; there is nothing to take
/// back. Throws as rehearse() does. `id` gets the run's.
RehearsalReport recordedRehearsal(const RehearsalRequest &request, const operations::Order &order,
                                  OperationContext &context, QString *id = nullptr);

} // namespace arborist::migrations
