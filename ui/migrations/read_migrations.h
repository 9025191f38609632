// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/migration_files.h"
#include "services/core/operation_context.h"
#include "services/migrations/run/run_times.h"
#include "services/migrations/status.h"
#include <optional>
#include <vector>

namespace arborist {

/// What one stage says of one set.
struct SetOnStage {
    std::optional<migrations::SetStatus> status;
    QHash<QString, migrations::RunTime> times;
    std::optional<Error> error;
};
using SetsOnStage = std::vector<SetOnStage>;

// The work of the loader's jobs: files, git and databases, on a worker thread.

/// With statements, locks, the texts of sidecars and who wrote what.
MigrationFiles::Set readWhole(migrations::MigrationSet &&read, const std::stop_token &stop);

SetOnStage readOnStage(const migrations::MigrationSet &set, postgres::Connection &connection,
                       const QString &workspace, const QString &stage, const std::stop_token &stop);

/// Names of files alone do not always tell whose they are; the target's table may.
void settleByTarget(migrations::MigrationSet &set, OperationContext &context);

} // namespace arborist
