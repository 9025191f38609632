// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <vector>

namespace arborist::postgres {

/// One statement of a script, in bytes of it: from its first word to before the semicolon.
struct SqlPart {
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isUnderstood = false; ///< by the grammar of version 15
};

/// Splits UTF-8 by PostgreSQL's own parser (libpg_query); what it does not understand is split
/// at its semicolons. Comments and blanks alone are no statement. Never throws, never recursive: a
/// script that has no tokens (an open string, a NUL, a trap of nested comments) is one part.
std::vector<SqlPart> splitSql(QByteArrayView sql);

/// What the server would read, byte for byte at the same place: invalid UTF-8 as "?".
QByteArray validUtf8(QByteArrayView bytes);

} // namespace arborist::postgres
