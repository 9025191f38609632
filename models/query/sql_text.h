// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <vector>

/// SQL as it is being written: its parts, whether or not a parser would take it. All positions are
/// bytes of UTF-8, as the editor counts them.
namespace arborist::sql_text {

enum class Kind {
    Space,
    Word,       ///< keyword, type or plain name
    QuotedName, ///< "Name"
    String,     ///< with its prefix; dollar quoted ones too
    Number,
    Comment,
    Semicolon,
    Symbol,
};

struct Token {
    Kind kind = Kind::Space;
    qsizetype begin = 0;
    qsizetype end = 0;
    bool closed = true; ///< false: a string, name or comment that the text ends in
};

/// The token at `at`, which must lie inside the text and where a token begins.
Token tokenAt(QByteArrayView sql, qsizetype at);

struct Range {
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isEmpty() const { return begin >= end; }
};

/// Every statement, without the space around it and without its semicolon. Comments alone are none.
std::vector<Range> statements(QByteArrayView sql);

/// The statement that a cursor at `at` stands in; behind a semicolon the one that it ends, if the
/// cursor is on the same line, else the next. Empty where there is none.
Range statementAt(QByteArrayView sql, qsizetype at);

} // namespace arborist::sql_text
