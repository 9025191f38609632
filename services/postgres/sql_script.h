// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::postgres {

/// One statement of a script.
struct SqlStatement {
    QString text; ///< without the semicolon
    int line = 1; ///< in the script, from 1
    /// Its node in PostgreSQL's parse tree: "SelectStmt", "InsertStmt", "TransactionStmt" ...
    QString kind;
    /// Table that it writes, as written ("public.items"); empty if it names none.
    QString table;
};

/// Splits a script by PostgreSQL's own parser (libpg_query, the grammar of version 15). Throws an
/// Error that names `where` and the line of a syntax error.
std::vector<SqlStatement> parseScript(const QString &script, const QString &where);

} // namespace arborist::postgres
