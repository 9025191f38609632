// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include "services/migrations/sql/statement.h"
#include <vector>

namespace arborist::migrations {

/// What is sent to the server at once: a piece as its tool would send it, or one statement of it.
struct Chunk {
    QByteArray sql;
    qsizetype offset = 0;   ///< of its first byte in the file
    int firstStatement = 0; ///< index among the script's statements
    int statements = 0;
};

/// Chunks that take effect together.
struct Segment {
    enum class Kind {
        Transaction, ///< in one of ours
        Alone,       ///< outside of any; one chunk, one statement
        Own,         ///< in one that the file itself begins and ends
    };
    Kind kind = Kind::Transaction;
    std::vector<Chunk> chunks;

    int firstStatement() const { return chunks.empty() ? 0 : chunks.front().firstStatement; }
    int endStatement() const; ///< one past its last
};

/// A script as it is run.
struct ScriptParts {
    std::vector<Statement> statements;
    std::vector<Segment> segments;

    /// All of it and the row in the ledger take effect together or not at all.
    bool isAtomic() const
    {
        return segments.empty() ||
               (segments.size() == 1 && segments.front().kind == Segment::Kind::Transaction);
    }
};

/// Whether the statement ends a transaction, or begins one.
bool beginsTransaction(const Statement &statement);
bool endsTransaction(const Statement &statement);

/// May end transactions inside, which it can only do outside of one.
bool mayCommitInside(const Statement &statement);

/// One transaction, its pieces unchanged, where that is possible and wanted; else statement by
/// statement, cut where something has to be committed. `byStatements`: in any case the latter, for
/// a script of which a part is in effect already. `uncommitted` as statementsOf() has it.
ScriptParts partsOf(const Script &script, TransactionMode mode, bool byStatements = false,
                    NewEnumValues *uncommitted = nullptr);

} // namespace arborist::migrations
