// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/sql_text.h"

#include <algorithm>

namespace arborist::sql_text {

namespace {

bool isSpace(char each)
{
    return each == ' ' || each == '\t' || each == '\n' || each == '\r' || each == '\f' ||
           each == '\v';
}

bool isDigit(char each)
{
    return each >= '0' && each <= '9';
}

/// Bytes beyond ASCII are parts of names.
bool isWordStart(char each)
{
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_' ||
           (each & 0x80);
}

bool isWordPart(char each)
{
    return isWordStart(each) || isDigit(each) || each == '$';
}

/// Reads one token.
class Reader
{
public:
    Reader(QByteArrayView sql, qsizetype at) : m_sql(sql), m_begin(at), m_at(at) {}

    Token read()
    {
        const char first = m_sql[m_at];
        if (isSpace(first)) {
            skipWhile(isSpace);
            return made(Kind::Space);
        }
        if (starts("--")) {
            skipWhile([](char each) { return each != '\n'; });
            return made(Kind::Comment);
        }
        if (starts("/*"))
            return comment();
        if (first == '\'')
            return quoted('\'', Kind::String, false);
        if (first == '"')
            return quoted('"', Kind::QuotedName, false);
        if (first == '$')
            return dollar();
        if (isDigit(first) || (first == '.' && isDigit(peek(1))))
            return number();
        if (isWordStart(first))
            return word();
        ++m_at;
        return made(first == ';' ? Kind::Semicolon : Kind::Symbol);
    }

private:
    char peek(qsizetype ahead) const
    {
        return m_at + ahead < m_sql.size() ? m_sql[m_at + ahead] : '\0';
    }
    bool starts(QByteArrayView what) const { return m_sql.sliced(m_at).startsWith(what); }

    template <typename Test> void skipWhile(Test test)
    {
        while (m_at < m_sql.size() && test(m_sql[m_at]))
            ++m_at;
    }

    Token made(Kind kind, bool closed = true) const { return {kind, m_begin, m_at, closed}; }

    /// Comments nest.
    Token comment()
    {
        int depth = 0;
        while (m_at < m_sql.size()) {
            if (starts("/*")) {
                ++depth;
                m_at += 2;
            } else if (starts("*/")) {
                m_at += 2;
                if (--depth == 0)
                    return made(Kind::Comment);
            } else {
                ++m_at;
            }
        }
        return made(Kind::Comment, false);
    }

    /// From the quote on; a doubled quote is part of the text.
    Token quoted(char quote, Kind kind, bool backslashes)
    {
        ++m_at;
        while (m_at < m_sql.size()) {
            if (backslashes && m_sql[m_at] == '\\') {
                m_at = std::min(m_at + 2, m_sql.size());
            } else if (m_sql[m_at] != quote) {
                ++m_at;
            } else if (peek(1) == quote) {
                m_at += 2;
            } else {
                ++m_at;
                return made(kind);
            }
        }
        return made(kind, false);
    }

    Token dollar()
    {
        if (isDigit(peek(1))) { // a parameter
            ++m_at;
            skipWhile(isDigit);
            return made(Kind::Number);
        }
        qsizetype end = m_at + 1;
        while (end < m_sql.size() && isWordPart(m_sql[end]) && m_sql[end] != '$')
            ++end;
        if (end >= m_sql.size() || m_sql[end] != '$') {
            ++m_at;
            return made(Kind::Symbol);
        }
        const QByteArrayView tag = m_sql.sliced(m_at, end + 1 - m_at);
        const qsizetype close = m_sql.indexOf(tag, end + 1);
        m_at = close < 0 ? m_sql.size() : close + tag.size();
        return made(Kind::String, close >= 0);
    }

    Token number()
    {
        while (m_at < m_sql.size()) {
            const char each = m_sql[m_at];
            const bool exponent = (each == '+' || each == '-') && m_at > m_begin &&
                                  (m_sql[m_at - 1] | 0x20) == 'e' && isDigit(peek(1));
            if (!isDigit(each) && each != '.' && !isWordStart(each) && !exponent)
                break;
            ++m_at;
        }
        return made(Kind::Number);
    }

    Token word()
    {
        skipWhile(isWordPart);
        const QByteArrayView text = m_sql.sliced(m_begin, m_at - m_begin);
        const char letter = text.size() == 1 ? char(text[0] | 0x20) : '\0';
        if (peek(0) == '\'' && (letter == 'e' || letter == 'b' || letter == 'x' || letter == 'n'))
            return quoted('\'', Kind::String, letter == 'e');
        if (letter == 'u' && peek(0) == '&' && (peek(1) == '\'' || peek(1) == '"')) {
            ++m_at;
            const char quote = m_sql[m_at];
            return quoted(quote, quote == '"' ? Kind::QuotedName : Kind::String, false);
        }
        return made(Kind::Word);
    }

    QByteArrayView m_sql;
    qsizetype m_begin;
    qsizetype m_at;
};

} // namespace

Token tokenAt(QByteArrayView sql, qsizetype at)
{
    return Reader(sql, at).read();
}

std::vector<Range> statements(QByteArrayView sql)
{
    std::vector<Range> found;
    Range now{-1, -1};
    bool hasCode = false;
    const auto finish = [&] {
        if (hasCode)
            found.push_back(now);
        now = {-1, -1};
        hasCode = false;
    };
    for (qsizetype at = 0; at < sql.size();) {
        const Token token = tokenAt(sql, at);
        at = token.end;
        if (token.kind == Kind::Semicolon) {
            finish();
        } else if (token.kind != Kind::Space) {
            if (now.begin < 0)
                now.begin = token.begin;
            if (token.kind != Kind::Comment) {
                hasCode = true;
                now.end = token.end;
            }
        }
    }
    finish();
    return found;
}

Range statementAt(QByteArrayView sql, qsizetype at)
{
    const std::vector<Range> all = statements(sql);
    if (all.empty())
        return {};
    const auto next = std::ranges::find_if(all, [at](const Range &each) { return each.end >= at; });
    if (next == all.begin() || (next != all.end() && next->begin <= at))
        return *next;
    const Range &before = *(next - 1);
    const bool sameLine = sql.sliced(before.end, at - before.end).indexOf('\n') < 0;
    return sameLine || next == all.end() ? before : *next;
}

} // namespace arborist::sql_text
