// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/migrations/files/migration_set.h"
#include "services/migrations/run/migrate.h"
#include <QJsonArray>
#include <functional>

namespace arborist::cli {

class CommandSpec;
class Session;

/// The options that commands about migrations share.
struct MigrationOptions {
    QString folder;
    QString lockTimeout = QStringLiteral("2s");

    void declareFolder(CommandSpec &spec);
    void declareLocks(CommandSpec &spec);
    /// Throws a usage Error for a time that is none.
    migrations::LockPatience patience() const;
};

/// The project's folders of migrations, not read yet; only the one that --folder names, if it does.
/// Throws a usage Error where there is none.
std::vector<migrations::MigrationSet> foundSets(Session &session, const QString &folder);

/// The only one; throws a usage Error that lists them where there are several.
migrations::MigrationSet onlySet(Session &session, const QString &folder);

using MakePlan = std::function<operations::PlannedOperationPtr(
    migrations::MigrationSet, const PlanTarget &, postgres::Connection &, OperationContext &)>;

/// Makes a plan for a set, which is read, over a connection to the session's stage, with progress
/// shown.
operations::PlannedOperationPtr planOver(Session &session, migrations::MigrationSet set,
                                         const MakePlan &make);

/// Where a program of the project does the work, what it writes goes to standard error as it comes.
void showProgram(Session &session, operations::PlannedOperation &operation);

} // namespace arborist::cli
