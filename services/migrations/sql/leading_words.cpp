// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/sql/leading_words.h"

#include "services/postgres/sql_lexer.h"
#include <algorithm>
#include <array>

namespace arborist::migrations {
namespace {

struct Words {
    std::array<const char *, 4> words; ///< of the statement's beginning; nullptr: any further
    const char *kind;
    /// Not if one of these stands anywhere in it, in lower case.
    std::array<const char *, 4> unless = {};
};

constexpr std::array kKinds{
    Words{{"INSERT", "INTO"}, "InsertStmt"},
    Words{{"UPDATE"}, "UpdateStmt"},
    Words{{"DELETE", "FROM"}, "DeleteStmt"},
    Words{{"MERGE", "INTO"}, "MergeStmt"},
    Words{{"SELECT"}, "SelectStmt"},
    Words{{"COMMENT", "ON"}, "CommentStmt"},
    Words{{"DO"}, "DoStmt"},
    Words{{"CREATE", "TABLE"}, "CreateStmt", {"as", "execute"}},
    Words{{"ALTER", "TABLE"}, "AlterTableStmt", {"rename", "schema", "concurrently", "tablespace"}},
    Words{{"CREATE", "INDEX"}, "IndexStmt", {"concurrently"}},
    Words{{"CREATE", "UNIQUE", "INDEX"}, "IndexStmt", {"concurrently"}},
    Words{{"CREATE", "FUNCTION"}, "CreateFunctionStmt"},
    Words{{"CREATE", "PROCEDURE"}, "CreateFunctionStmt"},
    Words{{"CREATE", "OR", "REPLACE", "FUNCTION"}, "CreateFunctionStmt"},
    Words{{"CREATE", "OR", "REPLACE", "PROCEDURE"}, "CreateFunctionStmt"},
    Words{{"CREATE", "VIEW"}, "ViewStmt"},
    Words{{"CREATE", "OR", "REPLACE", "VIEW"}, "ViewStmt"},
    Words{{"CREATE", "TRIGGER"}, "CreateTrigStmt"},
    Words{{"CREATE", "OR", "REPLACE", "TRIGGER"}, "CreateTrigStmt"},
    Words{{"CREATE", "POLICY"}, "CreatePolicyStmt"},
};

bool contains(QByteArrayView sql, const std::array<const char *, 4> &words)
{
    if (!words[0])
        return false;
    const QByteArray lower = sql.toByteArray().toLower();
    return std::ranges::any_of(words,
                               [&](const char *word) { return word && lower.contains(word); });
}

} // namespace

QStringList leadingWords(QByteArrayView sql, int count)
{
    QStringList words;
    for (qsizetype at = postgres::skipSqlComments(sql, 0, sql.size());
         at < sql.size() && words.size() < count;) {
        const qsizetype end = postgres::sqlTokenEnd(sql, at, sql.size());
        const QString word = QString::fromUtf8(sql.sliced(at, end - at));
        words += word.startsWith(u'"') ? word : word.toUpper();
        at = postgres::skipSqlComments(sql, end, sql.size());
    }
    return words;
}

QString kindByWords(QByteArrayView sql)
{
    const QStringList words = leadingWords(sql, 4);
    for (const Words &known : kKinds) {
        bool isIt = true;
        for (qsizetype i = 0; isIt && i < qsizetype(known.words.size()); ++i) {
            const char *word = known.words[std::size_t(i)];
            isIt = !word || words.value(i) == QLatin1String(word);
        }
        if (isIt && !contains(sql, known.unless))
            return QString::fromLatin1(known.kind);
    }
    return {};
}

} // namespace arborist::migrations
