// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration.h"
#include <QString>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// What a statement needs of the transaction around it.
enum class Placement {
    Anywhere,
    Alone,     ///< PostgreSQL refuses it in a transaction block (25001), so it is sent by itself
    OwnCommit, ///< what stands before it has to be committed first (a new enum value, 55P04)
};

/// One statement of a script. Its bytes are those of the piece from `offset - piece's offset`.
struct Statement {
    QString text;         ///< without the semicolon, comments before it left out
    int piece = 0;        ///< index in Script::pieces
    qsizetype offset = 0; ///< of its first byte in the file
    qsizetype size = 0;   ///< in bytes
    int line = 1;         ///< in the file, from 1
    int column = 1;       ///< from 1, in characters
    QString kind;         ///< "AlterTableStmt"; empty where the parser did not understand it
    Placement placement = Placement::Anywhere;
    QString placementReason;          ///< for people; empty for Anywhere
    bool controlsTransaction = false; ///< BEGIN, COMMIT, ROLLBACK
};

/// A value that ALTER TYPE ... ADD VALUE gave an enum and that is not committed yet.
struct NewEnumValue {
    QString type; ///< without its schema
    QString value;
};
using NewEnumValues = std::vector<NewEnumValue>;

/// The statements of a script with their places. Never throws: what libpg_query (grammar of
/// PostgreSQL 15) does not understand is a statement without a kind; the server decides.
/// `uncommitted` are the values that scripts before this one in the same transaction added; it is
/// brought up to date. Null: there is none.
std::vector<Statement> statementsOf(const Script &script, NewEnumValues *uncommitted = nullptr);

/// REINDEX and CLUSTER of a partitioned table, which only the catalog tells, are placed Alone. One
/// round trip where there is such a statement, else none.
void placeByCatalog(std::vector<Statement> &statements, postgres::Connection &connection);

/// File line and column (from 1, in characters) of a byte of the file.
struct FilePlace {
    int line = 1;
    int column = 1;
};
FilePlace placeAt(const QByteArray &text, qsizetype offset);

} // namespace arborist::migrations
