// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration.h"
#include <QString>
#include <vector>

namespace arborist::migrations {

/// What a statement needs of the transaction around it.
enum class Placement {
    Anywhere,
    Alone,     ///< PostgreSQL refuses it in a transaction block (25001), so it is sent by itself
    OwnCommit, ///< what stands before it has to be committed first (a new enum value, 55P04)
};

/// One statement of a script.
struct Statement {
    QString text;         ///< without the semicolon, comments before it left out
    int piece = 0;        ///< index in Script::pieces
    qsizetype offset = 0; ///< of its first byte in the file
    int line = 1;         ///< in the file, from 1
    int column = 1;       ///< from 1, in characters
    QString kind;         ///< "AlterTableStmt"; empty where the parser did not understand it
    Placement placement = Placement::Anywhere;
    QString placementReason;          ///< for people; empty for Anywhere
    bool controlsTransaction = false; ///< BEGIN, COMMIT, ROLLBACK
};

/// The statements of a script with their places. Never throws: a piece that libpg_query (grammar of
/// PostgreSQL 15) does not understand is one statement without a kind; the server decides.
std::vector<Statement> statementsOf(const Script &script);

/// File line and column (from 1, in characters) of a byte of the file.
struct FilePlace {
    int line = 1;
    int column = 1;
};
FilePlace placeAt(const QByteArray &text, qsizetype offset);

} // namespace arborist::migrations
