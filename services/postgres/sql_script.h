// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace arborist::postgres {

/// One statement of a script.
struct SqlStatement {
    QString text;        ///< without the semicolon
    int line = 1;        ///< in the script, from 1
    qsizetype begin = 0; ///< of the text in the script
    /// Its node in PostgreSQL's parse tree: "SelectStmt", "InsertStmt", "TransactionStmt" ...
    QString kind;
    /// Table that it writes, as written ("public.items"); empty if it names none.
    QString table;
    QStringList functions; ///< that it calls anywhere, without their schemas
    /// Parts of a statement that writes are in it: itself, in WITH, in EXPLAIN; SELECT INTO.
    bool writes = false;
    bool deletes = false;      ///< the same for DELETE
    bool hasCondition = false; ///< it has a WHERE of its own
    QString setting;           ///< that it sets or resets: "search_path", "TRANSACTION"
};

/// Splits a script by PostgreSQL's own parser (libpg_query, the grammar of version 15). Throws an
/// Error that names `where` and the line of a syntax error, with its position (in QChars, from 1).
std::vector<SqlStatement> parseScript(const QString &script, const QString &where);

/// Splits one that the parser need not understand (another version's words), by its semicolons.
/// Only text, line and begin are known.
std::vector<SqlStatement> splitScript(const QString &script);

} // namespace arborist::postgres
