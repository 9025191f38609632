// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_table.h"
#include "services/stages/workspace.h"
#include <vector>

namespace arborist::stages {

/// [seed]; throws Error with file and line.
SeedSettings readSeedSettings(const ConfigTable &root);

/// [backup]; throws Error with file and line.
BackupSettings readBackupSettings(const ConfigTable &root);

/// [migrations]; throws Error with file and line.
MigrationSettings readMigrationSettings(const ConfigTable &root);

/// [audit] syslog: whether rows of the audit go to the system's log as well.
bool readAuditToSyslog(const ConfigTable &root);

/// [[recipes]]; files are relative to `folder`. Throws Error with file and line.
std::vector<RecipeFile> readRecipes(const ConfigTable &root, const QString &folder);

/// [queries]; files are relative to `folder`. Throws Error with file and line.
std::vector<QueryFile> readQueries(const ConfigTable &root, const QString &folder);

} // namespace arborist::stages
