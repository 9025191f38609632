// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/operations/operation.h"
#include <QDateTime>

namespace arborist::migrations {

struct CreateRequest {
    MigrationSet set;      ///< as readSet() gave it; may be without migrations, the folder missing
    QString name;          ///< as typed: "add tags"; slugged as the tool does it
    bool withDown = false; ///< Drizzle: an empty sidecar for the way back as well
    QDateTime now;         ///< default: the clock
};

/// What would be made.
struct NewMigration {
    QString name; ///< as it will be listed: "0045_add_tags"
    QString file; ///< absolute; the one to edit
};

/// Slugs and numbers the name. Throws a usage Error: an empty or unusable name, one that is taken.
NewMigration nameNewMigration(const CreateRequest &request);

/// Plans an empty migration in the form of the set's tool, with all that the tool itself would
/// write: for Drizzle what `drizzle-kit generate --custom` does, journal and snapshot included. All
/// files or none; the one that lists it is written last; undo takes them away again. Throws Error:
/// a journal in conflict, an unusable name, a folder that cannot be written.
operations::PlannedOperationPtr planCreate(const CreateRequest &request);

/// Plans to write the way back of a Drizzle migration: <tag>.down.sql, down.sql in the folder of a
/// v1 migration. Throws Error: another tool, a file that is there already unless `replace`.
operations::PlannedOperationPtr planDownFile(const MigrationSet &set, const Migration &migration,
                                             const QString &sql, bool replace = false);

} // namespace arborist::migrations
