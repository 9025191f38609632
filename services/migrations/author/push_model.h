// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/migrations/author/project_command.h"
#include <QMap>

namespace arborist::migrations {

/// Tables of the project's models with their columns: "public.items".
struct PushModel {
    QMap<QString, QStringList> tables;
    QString source; ///< for people: "drizzle-kit export"
};

/// What the models say by `drizzle-kit export`, which asks no database; else by the newest
/// snapshot. nullopt where neither can be had.
std::optional<PushModel> pushModel(const MigrationSet &set, const ProjectCommand &push,
                                   const OperationContext &context);

/// By `drizzle-kit export` alone; nullopt where it cannot be run or says nothing.
std::optional<PushModel> exportedModel(const MigrationSet &set, const OperationContext &context);

/// Of the statements that drizzle-kit writes.
QMap<QString, QStringList> tablesOfDdl(const QString &ddl);

} // namespace arborist::migrations
