// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/operation_context.h"
#include "services/migrations/run/migrate.h"
#include "services/stages/stage.h"
#include <QJsonObject>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// Where the throw-away copy is made.
enum class RehearsalPlace {
    Auto,       ///< SameServer for local, unprotected stages that can be copied; else Embedded
    SameServer, ///< on the stage's own server: with all rows (template) where nobody is connected
    Embedded,   ///< on Arborist's own server: the schema without rows; touches nothing of the stage
};

struct RehearsalRequest {
    MigrationSet set;
    std::vector<qsizetype> migrations; ///< indexes, in the order to run
    TransactionMode mode = TransactionMode::Each;
    RehearsalPlace place = RehearsalPlace::Auto;
    stages::Stage stage;
    postgres::ConnectionInfo address;      ///< of the stage, with its password
    qint64 maxCopyBytes = 2'000'000'000LL; ///< larger databases are copied without rows
};

struct RehearsalLock {
    QString table; ///< "public.items"; also an index
    QString mode;  ///< "ACCESS EXCLUSIVE"; the strongest
    bool blocksReads = false, blocksWrites = false;
};

/// What one statement did.
struct RehearsedStatement {
    QString migration;
    QString file;
    int line = 1;
    QString text; ///< its first line, short
    double ms = 0;
    std::vector<RehearsalLock> locks; ///< taken by it, of relations that were there before
    QStringList rewrites;             ///< tables whose file was written anew
    std::optional<Error> error;
};

struct RehearsalReport {
    QString place;        ///< for people: "a copy with all rows on the stage's server"
    bool hasRows = false; ///< false: durations say nothing of the real ones
    QStringList notes;    ///< "The stage runs PostgreSQL 16, the copy 15."
    std::vector<RehearsedStatement> statements;
    bool succeeded = false;
    double ms = 0;

    QJsonObject toJson() const;
};

/// Runs the migrations on a throw-away copy of the stage's database. The stage is read only; its
/// ledger is not touched. The copy is dropped at the end, also after a failure; one that a crash
/// left behind is dropped by a later rehearsal. A statement that fails ends the rehearsal and is
/// told in the report. Throws Error: no copy can be made; refused where the place is not allowed;
/// cancelled. `context.connect` leads to the stage.
RehearsalReport rehearse(const RehearsalRequest &request, OperationContext &context);

} // namespace arborist::migrations
