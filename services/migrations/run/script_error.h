// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/migrations/run/task.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// A file as people know it: "backend/drizzle/0003_x.sql".
QString shownFile(const MigrationSet &set, const QString &file);

/// Where in which file the server stopped.
struct FailedStatement {
    const MigrationSet *set = nullptr;
    const Task *task = nullptr;
    const Chunk *chunk = nullptr;
    int answered = 0; ///< statements of the chunk that the server had answered before

    /// Index among the script's statements; -1 where that cannot be told.
    int statement(const Error &error) const;
};

/// The server's error with the migration and the statement in its words, and file:line:column as
/// its place. Errors that are not the server's about the statement come back as they are.
Error placedError(const Error &error, const FailedStatement &failed);

/// What to do about it, beside what is known of its SQLSTATE everywhere: asks the server what it
/// has, so the connection must stand and be in no transaction.
QString migrationHint(const Error &error, postgres::Connection &connection);

} // namespace arborist::migrations
