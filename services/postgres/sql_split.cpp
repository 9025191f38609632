// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/sql_split.h"

#include "services/postgres/sql_lexer.h"
#include <QByteArray>
#include <memory>
#include <pg_query.h>

namespace arborist::postgres {
namespace {

struct Split {
    explicit Split(PgQuerySplitResult result) : answer(result) {}
    ~Split() { pg_query_free_split_result(answer); }
    Split(const Split &) = delete;
    Split &operator=(const Split &) = delete;

    PgQuerySplitResult answer;
};

/// Adds what stands between two places, if there is something.
void add(std::vector<SqlPart> &parts, QByteArrayView sql, qsizetype begin, qsizetype end,
         bool isUnderstood)
{
    begin = skipSqlComments(sql, qMin(begin, sql.size()), sql.size());
    end = qMin(end, sql.size());
    while (end > begin && std::isspace(static_cast<unsigned char>(sql[end - 1])))
        --end;
    if (begin < end)
        parts.push_back({begin, end, isUnderstood});
}

void addAll(std::vector<SqlPart> &parts, QByteArrayView sql, const PgQuerySplitResult &answer,
            bool isUnderstood)
{
    for (int i = 0; i < answer.n_stmts; ++i) {
        const qsizetype begin = answer.stmts[i]->stmt_location;
        const qsizetype length = answer.stmts[i]->stmt_len;
        add(parts, sql, begin, length > 0 ? begin + length : sql.size(), isUnderstood);
    }
}

/// Splits what does not parse. A semicolon ends a statement unless it stands in parentheses (rules)
/// or in the body of a function (BEGIN ATOMIC ... END). libpg_query's own splitting by tokens drops
/// a statement that begins with a misspelt word.
void splitByTokens(std::vector<SqlPart> &parts, QByteArrayView sql)
{
    qsizetype begin = 0;
    int parentheses = 0;
    int blocks = 0;
    bool isBegin = false; // the last word
    for (qsizetype at = skipSqlComments(sql, 0, sql.size()); at < sql.size();) {
        const qsizetype end = sqlTokenEnd(sql, at, sql.size());
        const QByteArrayView token = sql.sliced(at, end - at);
        const auto is = [&](const char *word) {
            return token.compare(word, Qt::CaseInsensitive) == 0;
        };
        if (token == ";" && parentheses <= 0 && blocks <= 0) {
            add(parts, sql, begin, at, false);
            begin = end;
            parentheses = 0;
        } else if (token == "(" || token == ")") {
            parentheses += token == "(" ? 1 : -1;
        } else if ((isBegin && is("ATOMIC")) || (blocks > 0 && is("CASE"))) {
            ++blocks;
        } else if (blocks > 0 && is("END")) {
            --blocks;
        }
        isBegin = is("BEGIN");
        at = skipSqlComments(sql, end, sql.size());
    }
    add(parts, sql, begin, sql.size(), false);
}

bool isUnderstood(QByteArrayView sql)
{
    const Split split(pg_query_split_with_parser(sql.toByteArray().constData()));
    return !split.answer.error;
}

/// Length of the character at `at`, 0 if it is none (RFC 3629).
int characterSize(QByteArrayView bytes, qsizetype at)
{
    const auto byte = [&](qsizetype i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
    };
    const int first = byte(at);
    const int size = first < 0x80                    ? 1
                     : first >= 0xc2 && first < 0xe0 ? 2
                     : (first & 0xf0) == 0xe0        ? 3
                     : first >= 0xf0 && first < 0xf5 ? 4
                                                     : 0;
    for (int i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80)
            return 0;
    }
    const int second = byte(at + 1);
    const bool isWrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                         (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return isWrong ? 0 : size;
}

} // namespace

QByteArray validUtf8(QByteArrayView bytes)
{
    QByteArray valid = bytes.toByteArray();
    for (qsizetype at = 0; at < bytes.size();) {
        const int size = characterSize(bytes, at);
        if (size == 0)
            valid[at] = '?';
        at += qMax(1, size);
    }
    return valid;
}

std::vector<SqlPart> splitSql(QByteArrayView text)
{
    const QByteArray sql = validUtf8(text);
    std::vector<SqlPart> parts;
    const SqlLook look = lookAtSql(sql);
    if (!look.isTame || !look.isComplete || sql.contains('\0')) {
        add(parts, sql, 0, sql.size(), false);
        return parts;
    }
    const Split parsed(pg_query_split_with_parser(sql.constData()));
    if (!parsed.answer.error) {
        addAll(parts, sql, parsed.answer, true);
        return parts;
    }
    splitByTokens(parts, sql);
    if (parts.size() > 1) {
        for (SqlPart &part : parts)
            part.isUnderstood =
                isUnderstood(QByteArrayView(sql).sliced(part.begin, part.end - part.begin));
    }
    return parts;
}

} // namespace arborist::postgres
