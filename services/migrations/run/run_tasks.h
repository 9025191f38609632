// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include "services/migrations/run/task.h"

namespace arborist::migrations {

/// Runs them under the lock of runs, on a direct connection, and leaves no empty table of progress
/// behind. Of the request, set, mode, patience and what to do when unsure count.
void runTasks(operations::Run &run, const MigrateRequest &request, const Ledger &ledger,
              const std::vector<Task> &tasks);

} // namespace arborist::migrations
