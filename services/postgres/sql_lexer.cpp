// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/sql_lexer.h"

#include <cstring>

namespace arborist::postgres {
namespace {

/// The scanner reads a run of operator characters again from each of them; past this many reads
/// (a tenth of a second) a script is not worth it.
constexpr qint64 kMaxReads = 50'000'000;

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isOperator(char c)
{
    return c != '\0' && std::strchr("~!@#^&|`?+-*/%<>=", c);
}

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool isAt(QByteArrayView sql, qsizetype at, qsizetype end, char first, char second)
{
    return at + 1 < end && sql[at] == first && sql[at + 1] == second;
}

struct Lexer {
    QByteArrayView sql;
    qsizetype end;
    qint64 reads = 0;
    bool isOpen = false; ///< the last thing read has no end

    qsizetype operatorEnd(qsizetype at) const
    {
        while (at < end && isOperator(sql[at]))
            ++at;
        return at;
    }

    qsizetype comment(qsizetype at)
    {
        int depth = 0;
        while (at < end) {
            if (isAt(sql, at, end, '/', '*')) {
                // Each opening costs the run behind it; past the limit the run is not measured.
                if (reads <= kMaxReads)
                    reads += operatorEnd(at) - at;
                ++depth;
                at += 2;
            } else if (isAt(sql, at, end, '*', '/')) {
                at += 2;
                if (--depth == 0)
                    return at;
            } else {
                ++at;
            }
        }
        isOpen = true;
        return end;
    }

    qsizetype skipBlanks(qsizetype at)
    {
        while (at < end) {
            if (isBlank(sql[at])) {
                ++at;
            } else if (isAt(sql, at, end, '-', '-')) {
                while (at < end && sql[at] != '\n' && sql[at] != '\r')
                    ++at;
            } else if (isAt(sql, at, end, '/', '*')) {
                at = comment(at);
            } else {
                break;
            }
        }
        return at;
    }

    qsizetype quoted(qsizetype at, bool hasEscapes)
    {
        const char quote = sql[at++];
        while (at < end) {
            if (hasEscapes && sql[at] == '\\') {
                at += 2;
            } else if (sql[at] != quote) {
                ++at;
            } else if (isAt(sql, at, end, quote, quote)) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        isOpen = true;
        return end;
    }

    qsizetype dollar(qsizetype at)
    {
        qsizetype tagEnd = at + 1;
        while (tagEnd < end && isWord(sql[tagEnd]) && sql[tagEnd] != '$')
            ++tagEnd;
        const bool isTag = tagEnd < end && sql[tagEnd] == '$' &&
                           (tagEnd == at + 1 || sql[at + 1] < '0' || sql[at + 1] > '9');
        if (!isTag)
            return qMax(tagEnd, at + 1);
        const QByteArrayView tag = sql.sliced(at, tagEnd + 1 - at);
        const qsizetype close = sql.first(end).indexOf(tag, tagEnd + 1);
        isOpen = close < 0;
        return isOpen ? end : close + tag.size();
    }

    qsizetype operators(qsizetype at)
    {
        const qsizetype from = at;
        while (at < end && isOperator(sql[at]) && !isAt(sql, at, end, '-', '-') &&
               !isAt(sql, at, end, '/', '*')) {
            ++at;
        }
        reads += (at - from) * (at - from) / 2 + (reads <= kMaxReads ? operatorEnd(at) - at : 0);
        return at;
    }

    qsizetype token(qsizetype at)
    {
        const char c = sql[at];
        isOpen = false;
        if (c == '\'' || c == '"')
            return quoted(at, false);
        if ((c == 'e' || c == 'E') && at + 1 < end && sql[at + 1] == '\'')
            return quoted(at + 1, true);
        if (c == '$')
            return dollar(at);
        if (isWord(c)) {
            while (at < end && isWord(sql[at]))
                ++at;
            return at;
        }
        return isOperator(c) ? operators(at) : at + 1;
    }
};

} // namespace

SqlLook lookAtSql(QByteArrayView sql)
{
    Lexer lexer{sql, sql.size()};
    SqlLook look;
    for (qsizetype at = lexer.skipBlanks(0); at < sql.size(); at = lexer.skipBlanks(at)) {
        at = lexer.token(at);
        ++look.tokens;
    }
    look.isComplete = !lexer.isOpen;
    look.isTame = lexer.reads <= kMaxReads;
    return look;
}

qsizetype skipSqlComments(QByteArrayView sql, qsizetype at, qsizetype end)
{
    return qMin(end, Lexer{sql, end}.skipBlanks(at));
}

qsizetype sqlTokenEnd(QByteArrayView sql, qsizetype at, qsizetype end)
{
    return at >= end ? end : qMin(end, Lexer{sql, end}.token(at));
}

} // namespace arborist::postgres
