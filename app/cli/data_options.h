// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_spec.h"
#include "services/core/plan.h"
#include "services/migrations/files/migration_set.h"
#include "services/operations/operation.h"
#include <functional>

namespace arborist::cli {

class Session;

/// Options of the commands that move or take away rows of whole tables.
struct DataOptions {
    QStringList tables;
    QString lockTimeout = QStringLiteral("10s");

    void declareTables(CommandSpec &spec, const QString &help);
    void declareLocks(CommandSpec &spec);
    int lockSeconds() const; ///< throws a usage Error
};

/// Connects to the session's stage and plans over it.
using MakeDataPlan = std::function<operations::PlannedOperationPtr(
    const PlanTarget &target, const std::vector<migrations::LedgerName> &ledgers,
    postgres::Connection &connection, OperationContext &context)>;
operations::PlannedOperationPtr planOverData(Session &session, const MakeDataPlan &make);

} // namespace arborist::cli
