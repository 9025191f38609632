// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/script_lexer.h"

#include <QStringList>

namespace arborist::migrations {
namespace {

using Kind = ScriptToken::Kind;

bool isNamePart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'$' || c == u'#';
}

class Lexer
{
public:
    explicit Lexer(const QString &text) : m_text(text) {}

    std::vector<ScriptToken> read()
    {
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c == u'\n')
                ++m_line;
            if (c.isSpace() || c == QChar(0xFEFF))
                ++m_at;
            else if (startsWith(u"//"))
                skipTo(u'\n');
            else if (startsWith(u"/*"))
                skipComment();
            else
                readToken(c);
        }
        return std::move(m_tokens);
    }

private:
    bool startsWith(QStringView mark) const
    {
        return QStringView(m_text).sliced(m_at).startsWith(mark);
    }

    void skipTo(QChar c)
    {
        const qsizetype end = m_text.indexOf(c, m_at);
        m_at = end < 0 ? m_text.size() : end;
    }

    void skipComment()
    {
        const qsizetype end = m_text.indexOf(u"*/", m_at + 2);
        const qsizetype to = end < 0 ? m_text.size() : end + 2;
        countLines(to);
        m_at = to;
    }

    void countLines(qsizetype to)
    {
        for (qsizetype i = m_at; i < to; ++i)
            m_line += m_text[i] == u'\n';
    }

    void add(Kind kind, const QString &text, int line) { m_tokens.push_back({kind, text, line}); }

    void readToken(QChar c)
    {
        if (c == u'\'' || c == u'"') {
            readString(c);
        } else if (c == u'`') {
            readTemplate();
        } else if (isNamePart(c)) {
            const qsizetype begin = m_at;
            while (m_at < m_text.size() &&
                   (isNamePart(m_text[m_at]) || (c.isDigit() && m_text[m_at] == u'.')))
                ++m_at;
            add(c.isDigit() ? Kind::Number : Kind::Name, m_text.mid(begin, m_at - begin), m_line);
        } else if (c == u'/' && mayBeginPattern()) {
            readPattern();
        } else {
            readMark();
        }
    }

    void readMark()
    {
        static const QStringList longer{QStringLiteral("..."), QStringLiteral("??"),
                                        QStringLiteral("?."),  QStringLiteral("=>"),
                                        QStringLiteral("||"),  QStringLiteral("&&")};
        QString mark(m_text[m_at]);
        for (const QString &each : longer)
            mark = startsWith(each) && mark.size() == 1 ? each : mark;
        add(Kind::Mark, mark, m_line);
        m_at += mark.size();
    }

    /// A slash behind a value divides.
    bool mayBeginPattern() const
    {
        if (m_tokens.empty())
            return true;
        const ScriptToken &last = m_tokens.back();
        return last.kind == Kind::Mark
                   ? !last.isMark(u")") && !last.isMark(u"]") && !last.isMark(u"}")
                   : last.isName(u"return");
    }

    void readPattern()
    {
        const qsizetype begin = m_at++;
        for (bool inClass = false; m_at < m_text.size() && m_text[m_at] != u'\n'; ++m_at) {
            if (m_text[m_at] == u'\\')
                ++m_at;
            else if (m_text[m_at] == u'[' || m_text[m_at] == u']')
                inClass = m_text[m_at] == u'[';
            else if (m_text[m_at] == u'/' && !inClass)
                break;
        }
        m_at = std::min(m_at + 1, m_text.size());
        add(Kind::Pattern, m_text.mid(begin, m_at - begin), m_line);
    }

    /// What a backslash at m_at stands for; moves behind it.
    QString readEscape()
    {
        const QChar c = ++m_at < m_text.size() ? m_text[m_at++] : QChar();
        const auto code = [this](qsizetype digits) -> QString {
            bool fine = false;
            const uint value = m_text.mid(m_at, digits).toUInt(&fine, 16);
            m_at += fine ? digits : 0;
            return fine ? QString(QChar(ushort(value))) : QString();
        };
        switch (c.unicode()) {
        case 'n':
            return QStringLiteral("\n");
        case 't':
            return QStringLiteral("\t");
        case 'r':
            return QStringLiteral("\r");
        case '\n':
            ++m_line;
            return {};
        case 'x':
            return code(2);
        case 'u':
            return code(4);
        default:
            return c.isNull() ? QString() : QString(c);
        }
    }

    void readString(QChar quote)
    {
        const int line = m_line;
        QString value;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != u'\n';) {
            if (m_text[m_at] == u'\\')
                value += readEscape();
            else
                value += m_text[m_at++];
        }
        if (m_at < m_text.size() && m_text[m_at] == quote)
            ++m_at;
        add(Kind::Text, value, line);
    }

    void readTemplate()
    {
        const int line = m_line;
        const qsizetype begin = m_at + 1;
        QString value;
        bool isPlain = true;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != u'`';) {
            if (startsWith(u"${"))
                isPlain = false;
            m_line += m_text[m_at] == u'\n';
            if (m_text[m_at] == u'\\')
                value += readEscape();
            else
                value += m_text[m_at++];
        }
        add(isPlain ? Kind::Text : Kind::Template,
            isPlain ? value : m_text.mid(begin, m_at - begin), line);
        m_at = std::min(m_at + 1, m_text.size());
    }

    const QString &m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    std::vector<ScriptToken> m_tokens;
};

} // namespace

std::vector<ScriptToken> scriptTokens(const QString &text)
{
    return Lexer(text).read();
}

} // namespace arborist::migrations
