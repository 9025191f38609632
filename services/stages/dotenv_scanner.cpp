// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/dotenv_scanner.h"

#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <optional>

namespace arborist::stages {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Dotenv", text);
}

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t';
}

/// Splits the text into names and raw values; interpolation follows when all lines are known.
class Scanner
{
public:
    Scanner(const QString &text, const QString &shownName) : m_text(text), m_shownName(shownName) {}

    std::vector<DotenvEntry> entries()
    {
        std::vector<DotenvEntry> found;
        while (skipToLine()) {
            if (auto entry = assignment())
                found.push_back(std::move(*entry));
        }
        return found;
    }

private:
    bool atEnd() const { return m_pos >= m_text.size(); }
    QChar peek() const { return atEnd() ? QChar(u'\n') : m_text[m_pos]; }
    bool atLineEnd() const { return peek() == u'\n'; }

    void skipBlanks()
    {
        while (isBlank(peek()))
            ++m_pos;
    }

    void skipLine()
    {
        while (!atLineEnd())
            ++m_pos;
    }

    /// Moves to the next line that says something.
    bool skipToLine()
    {
        while (!atEnd()) {
            if (peek() == u'\n') {
                ++m_line;
                ++m_pos;
            } else if (peek() == u'#') {
                skipLine();
            } else if (peek().isSpace()) {
                ++m_pos;
            } else {
                return true;
            }
        }
        return false;
    }

    QString name()
    {
        const qsizetype start = m_pos;
        while (!atEnd() && (peek().isLetterOrNumber() || QStringView(u"_.-").contains(peek())))
            ++m_pos;
        return m_text.mid(start, m_pos - start);
    }

    std::optional<DotenvEntry> assignment()
    {
        DotenvEntry entry;
        entry.line = m_line;
        entry.name = name();
        bool exported = false;
        if (entry.name == u"export" && isBlank(peek())) {
            exported = entry.exported = true;
            skipBlanks();
            entry.name = name();
        }
        skipBlanks();
        // `export NAME` alone is a command to the shell that sets nothing.
        if (exported && (atLineEnd() || peek() == u'#')) {
            skipLine();
            return std::nullopt;
        }
        const bool colon =
            peek() == u':' && m_pos + 1 < m_text.size() && m_text[m_pos + 1].isSpace();
        if (entry.name.isEmpty() || (peek() != u'=' && !colon))
            throw fileError(m_shownName, m_line, tr("this line is not NAME=value."),
                            tr("Start it with # if it is a comment; put a value of several lines "
                               "in quotes."));
        ++m_pos;
        skipBlanks();
        entry.begin = m_pos;
        const QChar c = peek();
        if (c == u'"' || c == u'\'' || c == u'`')
            quoted(entry, c);
        else
            unquoted(entry);
        return entry;
    }

    void quoted(DotenvEntry &entry, QChar quote)
    {
        entry.quote = quote == u'"'    ? DotenvEntry::Quote::Double
                      : quote == u'\'' ? DotenvEntry::Quote::Single
                                       : DotenvEntry::Quote::Backtick;
        const qsizetype start = ++m_pos;
        while (!atEnd() && peek() != quote) {
            if (peek() == u'\\' && quote != u'`' && m_pos + 1 < m_text.size() &&
                (quote == u'"' || m_text[m_pos + 1] == quote))
                ++m_pos;
            if (peek() == u'\n')
                ++m_line;
            ++m_pos;
        }
        if (atEnd())
            throw fileError(
                m_shownName, entry.line,
                tr("the quote that opens the value of %1 is never closed.").arg(entry.name),
                tr("Close it, or put the value in quotes of another kind."));
        entry.raw = m_text.mid(start, m_pos - start);
        entry.end = ++m_pos;
        skipBlanks();
        if (!atLineEnd() && peek() != u'#')
            throw fileError(m_shownName, m_line,
                            tr("the value of %1 goes on after its closing quote.").arg(entry.name),
                            tr("Write a quote inside of a value as \\\", or put the value in "
                               "quotes of another kind."));
        skipLine();
    }

    void unquoted(DotenvEntry &entry)
    {
        const qsizetype start = m_pos;
        qsizetype end = m_pos;
        while (!atLineEnd()) {
            if (peek() == u'#' && (m_pos == start || isBlank(m_text[m_pos - 1])))
                break;
            ++m_pos;
            end = m_pos;
        }
        skipLine();
        while (end > start && m_text[end - 1].isSpace())
            --end;
        entry.end = end;
        entry.raw = m_text.mid(start, end - start).trimmed();
    }

    const QString &m_text;
    const QString &m_shownName;
    qsizetype m_pos = 0;
    int m_line = 1;
};

} // namespace

std::vector<DotenvEntry> scanDotenv(const QString &text, const QString &shownName)
{
    return Scanner(text, shownName).entries();
}

} // namespace arborist::stages
