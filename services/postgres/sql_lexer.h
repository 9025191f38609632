// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace arborist::postgres {

/// What a linear look at a script tells before the real parser is let at it.
struct SqlLook {
    qsizetype tokens = 0;   ///< bounds the depth of the parse tree
    bool isComplete = true; ///< no string, comment or quoted name is left open
    bool isTame = true;     ///< PostgreSQL's scanner gets through it in linear time
};

/// Reads UTF-8 as PostgreSQL's scanner does (standard_conforming_strings on). Never fails.
SqlLook lookAtSql(QByteArrayView sql);

/// Where the next token begins, behind blanks and comments; `end` if there is none.
qsizetype skipSqlComments(QByteArrayView sql, qsizetype at, qsizetype end);

/// Where a token that begins at `at` ends: a string, a quoted name, a word or number, a run of
/// operator characters, or one character. `end` for what is left open.
qsizetype sqlTokenEnd(QByteArrayView sql, qsizetype at, qsizetype end);

} // namespace arborist::postgres
