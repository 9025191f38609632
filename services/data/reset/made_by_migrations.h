// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"

namespace arborist::data {

/// What migrations create without looking whether it is there: CREATE SCHEMA and CREATE EXTENSION
/// without IF NOT EXISTS.
struct MadeByMigrations {
    /// Those that have to be left to the migrations.
    QStringList schemas;
    /// Those that are made before them, as they were, with their privileges: the statement has IF
    /// NOT EXISTS in the set by now. Its file and its hash in the ledger are not touched.
    QStringList passedOver;

    static MadeByMigrations of(std::vector<migrations::MigrationSet> &sets);
};

} // namespace arborist::data
