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

/// Calls it with each of the first `count` tokens.
template <typename Take> void forLeadingTokens(QByteArrayView sql, int count, Take take)
{
    for (qsizetype at = postgres::skipSqlComments(sql, 0, sql.size()); at < sql.size() && count > 0;
         --count) {
        const qsizetype end = postgres::sqlTokenEnd(sql, at, sql.size());
        take(sql.sliced(at, end - at));
        at = postgres::skipSqlComments(sql, end, sql.size());
    }
}

} // namespace

QStringList leadingWords(QByteArrayView sql, int count)
{
    QStringList words;
    forLeadingTokens(sql, count, [&](QByteArrayView token) {
        const QString word = QString::fromUtf8(token);
        words += word.startsWith(u'"') ? word : word.toUpper();
    });
    return words;
}

QString kindByWords(QByteArrayView sql)
{
    std::array<QByteArrayView, 4> words;
    std::size_t count = 0;
    forLeadingTokens(sql, int(words.size()), [&](QByteArrayView token) { words[count++] = token; });
    for (const Words &known : kKinds) {
        bool isIt = true;
        for (std::size_t i = 0; isIt && i < known.words.size(); ++i) {
            const char *word = known.words[i];
            isIt = !word || words[i].compare(word, Qt::CaseInsensitive) == 0;
        }
        if (isIt && !contains(sql, known.unless))
            return QString::fromLatin1(known.kind);
    }
    return {};
}

} // namespace arborist::migrations
