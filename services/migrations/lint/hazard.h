// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/migrations/sql/statement.h"
#include "services/stages/migration_settings.h"
#include <QString>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// What a rule has found in a statement.
struct Hazard {
    QString rule; ///< "table-rewrite"; as the comment names it that suppresses it
    Severity severity = Severity::Warning;
    QString migration; ///< its name
    QString file;      ///< absolute
    int line = 1, column = 1, endLine = 1;
    QString title;  ///< "Rewrites the table"
    QString detail; ///< "1,000,000 rows (812 MiB) of items; all access waits"
    QString safer;  ///< what to do instead
};

/// A rule, as the help shows it.
struct RuleInfo {
    QString id;
    Severity severity = Severity::Warning;
    QString title;
    QString hazard; ///< what goes wrong
    QString safer;  ///< what to do instead
};
std::vector<RuleInfo> lintRules();

/// Of [migrations] require_columns: tables made by migrations must have these columns.
using RequiredColumns = stages::RequireColumns;

struct LintRequest {
    const MigrationSet *set = nullptr;
    std::vector<qsizetype> migrations; ///< indexes; those before them are taken as applied
    std::vector<RequiredColumns> requiredColumns;
    /// They run together: what one of them makes is new for those after it, so that nobody waits
    /// for a lock on it. False: each file stands for itself.
    bool isOneRun = true;
    /// What statementsOf() answered for each of the migrations; empty: they are read here.
    std::vector<std::vector<Statement>> statements;
};

/// Hazards in the order of the files, without those that a comment in the file suppresses
/// ("-- arborist:ignore RULE[, RULE]" above a statement or in it, "-- arborist:ignore-file RULE").
/// With a connection they are sized by the table's real rows and
/// bytes, and checked against the server's version, extensions, roles and schemas; null: by the
/// text alone. Only reads. Throws Error where the connection fails, never for what is in the files.
std::vector<Hazard> lint(const LintRequest &request, postgres::Connection *connection);

} // namespace arborist::migrations
