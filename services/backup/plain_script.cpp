// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/plain_script.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <cctype>

namespace arborist::backup {

namespace {

constexpr qsizetype kTail = 512;
constexpr qsizetype kLongestTag = 64;

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

bool isWord(int c)
{
    return std::isalnum(c) || c == '_' || c >= 0x80;
}

/// COPY that takes its rows from what follows.
bool isCopyIn(const QByteArray &statement)
{
    return statement.startsWith("COPY ") && statement.endsWith("FROM stdin");
}

/// COPY to or from a file or a program of the server, with the rights of the server's account.
bool isServersCopy(const QByteArray &statement)
{
    return statement.left(4).compare("COPY", Qt::CaseInsensitive) == 0 &&
           std::isspace(uchar(statement.at(std::min<qsizetype>(4, statement.size() - 1)))) &&
           !isCopyIn(statement);
}

} // namespace

PlainScript::PlainScript(Read read, QString where)
    : m_read(std::move(read)),
      m_where(std::move(where))
{
}

bool PlainScript::fill()
{
    if (m_atEnd)
        return false;
    const QByteArray more = m_read();
    if (more.isEmpty()) {
        m_atEnd = true;
        return false;
    }
    m_tail = (more.size() < kTail ? m_tail + more : more).right(kTail);
    m_buffer.remove(0, m_at);
    m_at = 0;
    m_buffer += more;
    return true;
}

int PlainScript::peek(qsizetype ahead)
{
    while (m_at + ahead >= m_buffer.size()) {
        if (!fill())
            return -1;
    }
    return uchar(m_buffer[m_at + ahead]);
}

void PlainScript::take(qsizetype count)
{
    for (; count > 0 && peek() >= 0; --count, ++m_at) {
        const char c = m_buffer[m_at];
        m_line += c == '\n';
        // What stands before a statement is none of it.
        if (!m_statement.isEmpty() || !std::isspace(uchar(c)))
            m_statement += c;
    }
}

void PlainScript::skipLine()
{
    while (peek() >= 0 && peek() != '\n')
        ++m_at;
}

/// Tells of it where it stands between statements.
void PlainScript::passComment()
{
    QByteArray line;
    for (int c = peek(); c >= 0 && c != '\n'; c = peek()) {
        line += char(c);
        ++m_at;
    }
    if (m_statement.isEmpty() && m_onComment)
        m_onComment(QByteArrayView(line).sliced(2).trimmed());
}

void PlainScript::takeQuoted(char quote, bool escapes)
{
    take();
    for (int c = peek(); c >= 0; c = peek()) {
        if (c == '\\' && escapes) {
            take(2);
        } else if (c == quote) {
            take();
            if (peek() != quote)
                return;
            take();
        } else {
            take();
        }
    }
    cut();
}

void PlainScript::takeBlockComment()
{
    int depth = 0;
    do {
        if (peek() < 0)
            cut();
        if (peek() == '/' && peek(1) == '*') {
            ++depth;
            m_at += 2;
        } else if (peek() == '*' && peek(1) == '/') {
            --depth;
            m_at += 2;
        } else {
            m_line += peek() == '\n';
            ++m_at;
        }
    } while (depth > 0);
    if (!m_statement.isEmpty())
        m_statement += ' ';
}

/// $tag$ ... $tag$; a dollar sign alone is none.
void PlainScript::takeDollar()
{
    qsizetype length = 1;
    while (length < kLongestTag && isWord(peek(length)))
        ++length;
    if (peek(length) != '$' || std::isdigit(peek(1))) {
        take();
        return;
    }
    const QByteArray tag = m_buffer.mid(m_at, length + 1);
    take(tag.size());
    while (peek() >= 0) {
        if (peek() == '$' && peek(tag.size() - 1) >= 0 &&
            QByteArrayView(m_buffer).sliced(m_at, tag.size()) == tag) {
            take(tag.size());
            return;
        }
        take();
    }
    cut();
}

void PlainScript::takeWord()
{
    qsizetype length = 0;
    while (isWord(peek(length)) || (length > 0 && peek(length) == '$'))
        ++length;
    const QByteArray word = m_buffer.mid(m_at, length).toLower();
    if ((word == "e" || word == "n" || word == "b" || word == "x") && peek(length) == '\'') {
        take(length);
        takeQuoted('\'', word == "e");
        m_lastWord.clear();
        return;
    }
    take(length);
    if ((m_lastWord == "begin" && word == "atomic") || (m_blocks > 0 && word == "case"))
        ++m_blocks;
    else if (m_blocks > 0 && word == "end")
        --m_blocks;
    m_lastWord = word;
}

void PlainScript::passCommand()
{
    QByteArray command;
    for (qsizetype i = 1; i < 80 && peek(i) >= 0 && !std::isspace(peek(i)); ++i)
        command += char(peek(i));
    if (m_statement.isEmpty() && (command == "restrict" || command == "unrestrict")) {
        skipLine();
        return;
    }
    const QString place = QStringLiteral("%1:%2").arg(m_where).arg(m_line);
    if (command == "connect" || command == "c")
        throw Error::refused(
            tr("The dump leads to a database of its own choice: it was made with --create."),
            tr("Make it without --create, or take out CREATE DATABASE and \\connect."))
            .setWhere(place);
    throw Error::refused(
        tr("The script has a command of psql: \\%1.").arg(QString::fromUtf8(command)),
        tr("pg_dump writes no such command. Run the script with psql if you "
           "trust it."))
        .setWhere(place);
}

PlainScript::Piece PlainScript::next()
{
    m_statement.clear();
    m_parentheses = m_blocks = 0;
    m_lastWord.clear();
    qint64 begin = m_line;
    for (int c = peek(); c >= 0; c = peek()) {
        if (m_statement.isEmpty())
            begin = m_line;
        if (c == '-' && peek(1) == '-') {
            passComment();
        } else if (c == '/' && peek(1) == '*') {
            takeBlockComment();
        } else if (c == '\'' || c == '"') {
            takeQuoted(char(c), false);
        } else if (c == '$') {
            takeDollar();
        } else if (c == '\\') {
            passCommand();
        } else if (isWord(c)) {
            takeWord();
        } else if (c == ';' && m_parentheses <= 0 && m_blocks <= 0) {
            ++m_at;
            const QByteArray text = m_statement.trimmed();
            if (text.isEmpty())
                continue;
            if (isServersCopy(text))
                throw Error::refused(
                    tr("The script lets the server read or write a file, or run a program: COPY "
                       "without FROM stdin."),
                    tr("pg_dump writes no such statement. Run the script with psql if you trust "
                       "it."))
                    .setWhere(QStringLiteral("%1:%2").arg(m_where).arg(begin));
            if (!isCopyIn(text))
                return {Kind::Statement, text, begin};
            while (peek() >= 0 && peek() != '\n')
                ++m_at;
            ++m_at;
            ++m_line;
            return {Kind::Copy, text, begin};
        } else {
            m_parentheses += (c == '(') - (c == ')');
            take();
        }
    }
    if (!m_statement.trimmed().isEmpty())
        cut();
    return {Kind::End, {}, m_line};
}

QByteArray PlainScript::copyRows()
{
    for (;;) {
        const QByteArrayView rest =
            QByteArrayView(m_buffer).sliced(std::min(m_at, m_buffer.size()));
        if (rest.startsWith("\\.\n") || rest.startsWith("\\.\r\n")) {
            m_at += rest.startsWith("\\.\n") ? 3 : 4;
            ++m_line;
            return {};
        }
        // Up to where the end may begin, in whole lines.
        qsizetype end = rest.indexOf("\n\\.\n");
        if (end < 0)
            end = rest.indexOf("\n\\.\r\n");
        const bool isLast = end >= 0;
        if (!isLast)
            end = rest.size() > 5 ? rest.lastIndexOf('\n', rest.size() - 5) : -1;
        if (end >= 0) {
            const QByteArray rows = rest.first(end + 1).toByteArray();
            m_at += rows.size();
            m_line += rows.count('\n');
            return rows;
        }
        if (!fill())
            cut();
    }
}

void PlainScript::cut() const
{
    throw Error(tr("The dump is cut off: it ends in the middle."),
                tr("Take another dump: what is missing cannot be restored."))
        .setWhere(m_where);
}

} // namespace arborist::backup
