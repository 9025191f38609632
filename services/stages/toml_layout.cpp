// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/toml_layout.h"

namespace arborist::stages {

namespace {

class Scanner
{
public:
    Scanner(const QString &text, qsizetype begin, qsizetype end)
        : m_text(text),
          m_pos(begin),
          m_end(end)
    {
    }

    std::vector<TomlItem> lines()
    {
        std::vector<TomlItem> items;
        QStringList table;
        if (peek() == QChar::ByteOrderMark)
            ++m_pos;
        for (qsizetype begin = nextItem(true); m_pos < m_end; begin = nextItem(true)) {
            TomlItem item = peek() == u'[' ? header() : value(table);
            if (item.kind != TomlItem::Kind::Value)
                table = item.path;
            item.begin = begin;
            toLineEnd();
            item.end = m_pos;
            items.push_back(std::move(item));
        }
        return items;
    }

    std::vector<TomlItem> inlineTable(const QStringList &table)
    {
        std::vector<TomlItem> items;
        for (++m_pos; nextItem(false), m_pos < m_end && peek() != u'}';) {
            const qsizetype begin = m_pos;
            items.push_back(value(table));
            items.back().begin = begin;
            items.back().end = items.back().valueEnd;
        }
        return items;
    }

private:
    QChar peek(qsizetype ahead = 0) const
    {
        return m_pos + ahead < m_end ? m_text[m_pos + ahead] : QChar();
    }
    static bool isBlank(QChar c) { return c == u' ' || c == u'\t'; }

    void skipBlanks()
    {
        while (m_pos < m_end && isBlank(peek()))
            ++m_pos;
    }

    void toLineEnd()
    {
        while (m_pos < m_end && peek() != u'\n')
            ++m_pos;
        if (m_pos < m_end)
            ++m_pos;
    }

    /// Moves to what comes next; returns where its line begins.
    qsizetype nextItem(bool lines)
    {
        qsizetype begin = m_pos;
        while (m_pos < m_end) {
            if (peek() == u'#') {
                toLineEnd();
                begin = m_pos;
            } else if (peek() == u'\n') {
                begin = ++m_pos;
            } else if (isBlank(peek()) || peek() == u'\r' || (!lines && peek() == u',')) {
                ++m_pos;
            } else {
                break;
            }
        }
        return begin;
    }

    TomlItem header()
    {
        TomlItem item;
        const bool list = peek(1) == u'[';
        item.kind = list ? TomlItem::Kind::ListTable : TomlItem::Kind::Table;
        m_pos += list ? 2 : 1;
        keys(item);
        m_pos += list ? 2 : 1;
        return item;
    }

    TomlItem value(const QStringList &table)
    {
        TomlItem item;
        item.path = table;
        keys(item);
        ++m_pos; // =
        skipBlanks();
        item.valueBegin = m_pos;
        skipValue();
        item.valueEnd = m_pos;
        return item;
    }

    void keys(TomlItem &item)
    {
        do {
            if (peek() == u'.')
                ++m_pos;
            skipBlanks();
            TomlKey key;
            key.begin = m_pos;
            if (peek() == u'"' || peek() == u'\'') {
                const bool basic = peek() == u'"';
                skipString();
                key.name = m_text.mid(key.begin + 1, m_pos - key.begin - 2);
                if (basic)
                    key.name = unescaped(key.name);
            } else {
                while (m_pos < m_end &&
                       (peek().isLetterOrNumber() || peek() == u'_' || peek() == u'-'))
                    ++m_pos;
                key.name = m_text.mid(key.begin, m_pos - key.begin);
            }
            key.end = m_pos;
            item.path << key.name;
            item.keys.push_back(std::move(key));
            skipBlanks();
        } while (peek() == u'.');
    }

    static QString unescaped(const QString &text)
    {
        QString out;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] != u'\\' || i + 1 >= text.size()) {
                out += text[i];
                continue;
            }
            const QChar c = text[++i];
            const int digits = c == u'u' ? 4 : c == u'U' ? 8 : 0;
            if (digits > 0) {
                const char32_t code = text.mid(i + 1, digits).toUInt(nullptr, 16);
                out += QString::fromUcs4(&code, 1);
                i += digits;
            } else {
                static constexpr QStringView from = u"bfnrt";
                static constexpr QStringView to = u"\b\f\n\r\t";
                const qsizetype at = from.indexOf(c);
                out += at < 0 ? c : to[at];
            }
        }
        return out;
    }

    void skipString()
    {
        const QChar quote = peek();
        const bool basic = quote == u'"';
        const bool lines = peek(1) == quote && peek(2) == quote;
        m_pos += lines ? 3 : 1;
        while (m_pos < m_end) {
            if (basic && peek() == u'\\') {
                m_pos += 2;
            } else if (peek() != quote) {
                ++m_pos;
            } else if (!lines) {
                ++m_pos;
                return;
            } else if (peek(1) == quote && peek(2) == quote) {
                m_pos += 3;
                // One or two more belong to the text.
                while (peek() == quote)
                    ++m_pos;
                return;
            } else {
                ++m_pos;
            }
        }
    }

    void skipValue()
    {
        if (peek() == u'"' || peek() == u'\'') {
            skipString();
            return;
        }
        int depth = 0;
        const qsizetype begin = m_pos;
        while (m_pos < m_end) {
            const QChar c = peek();
            if (depth == 0 && (c == u'#' || c == u'\n' || c == u',' || c == u']' || c == u'}'))
                break;
            if (c == u'"' || c == u'\'') {
                skipString();
            } else if (c == u'#') {
                toLineEnd();
            } else {
                depth += c == u'[' || c == u'{' ? 1 : c == u']' || c == u'}' ? -1 : 0;
                ++m_pos;
                if (depth == 0 && (c == u']' || c == u'}'))
                    return;
            }
        }
        while (m_pos > begin && m_text[m_pos - 1].isSpace())
            --m_pos;
    }

    const QString &m_text;
    qsizetype m_pos;
    qsizetype m_end;
};

} // namespace

std::vector<TomlItem> layOutToml(const QString &text)
{
    return Scanner(text, 0, text.size()).lines();
}

std::vector<TomlItem> layOutInlineTable(const QString &text, const TomlItem &table)
{
    return Scanner(text, table.valueBegin, table.valueEnd).inlineTable(table.path);
}

} // namespace arborist::stages
