// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/migrations/stage_reading.h"
#include "services/migrations/author/create.h"
#include "services/migrations/run/migrate.h"
#include "services/stages/workspace.h"
#include "ui/operations/operation_flow.h"

namespace arborist {

/// What is to be applied; nothing said: all that is pending.
struct ApplyWish {
    QString to;         ///< up to this one
    QStringList chosen; ///< exactly these
    migrations::TransactionMode mode = migrations::TransactionMode::Each;
};

/// What is to be taken back; nothing said: the last one.
struct RollbackWish {
    QString to;         ///< what comes after this one
    QStringList chosen; ///< exactly these
};

/// What the workspace wants of tables that migrations make.
std::vector<migrations::RequiredColumns> requiredColumns(const stages::Workspace &workspace);

/// How applying migrations is planned, shown and run.
FlowRequest applyRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                         const ApplyWish &wish,
                         const std::vector<migrations::RequiredColumns> &required);
/// The same for taking them back.
FlowRequest rollbackRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                            const RollbackWish &wish);
/// The same for recording them as applied.
FlowRequest baselineRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                            const QString &upTo, const QStringList &chosen);

/// The same for an empty new one; files only.
FlowRequest createRequest(const migrations::CreateRequest &wish);

/// The same for the way back of a Drizzle migration, as proposed; files only.
FlowRequest downFileRequest(const MigrationSetPtr &set, qsizetype migration, const QString &sql);

/// The same for the project's own push to a local development database. The operation is a
/// migrations::PushOperation, whose console has to be lent before it runs.
FlowRequest pushRequest(const MigrationSetPtr &set, const stages::Stage &stage,
                        const std::shared_ptr<const stages::Workspace> &workspace);

/// "1 migration", "3 migrations"
QString migrationCount(qint64 count);

} // namespace arborist
