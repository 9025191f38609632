// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/cell_text.h"

#include <algorithm>

namespace arborist::cell_text {

namespace {

bool isSpace(char each)
{
    return each == ' ' || each == '\n' || each == '\r' || each == '\t';
}

/// Lays JSON out, character by character.
class Layout
{
public:
    explicit Layout(QByteArrayView json) : m_json(json) {}

    QByteArray make()
    {
        for (m_at = 0; m_at < m_json.size(); ++m_at)
            step(m_json[m_at]);
        return m_out;
    }

private:
    void step(char each)
    {
        if (m_inString) {
            m_out += each;
            m_inString = m_escaped || each != '"';
            m_escaped = !m_escaped && each == '\\';
            return;
        }
        switch (each) {
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            return;
        case '"':
            m_inString = true;
            m_out += each;
            return;
        case '{':
        case '[':
            m_out += each;
            if (next() == '}' || next() == ']')
                return;
            ++m_depth;
            newLine();
            return;
        case '}':
        case ']':
            if (!m_out.endsWith('{') && !m_out.endsWith('[')) {
                m_depth = std::max(0, m_depth - 1);
                newLine();
            }
            m_out += each;
            return;
        case ',':
            m_out += each;
            newLine();
            return;
        case ':':
            m_out += ": ";
            return;
        default:
            m_out += each;
        }
    }

    char next() const
    {
        qsizetype at = m_at + 1;
        while (at < m_json.size() && isSpace(m_json[at]))
            ++at;
        return at < m_json.size() ? m_json[at] : '\0';
    }

    void newLine()
    {
        m_out += '\n';
        m_out.append(2 * std::min(m_depth, 100), ' ');
    }

    QByteArrayView m_json;
    qsizetype m_at = 0;
    QByteArray m_out;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
};

} // namespace

QString begin(QByteArrayView value, qsizetype length)
{
    qsizetype bytes = std::min(value.size(), 4 * length);
    while (bytes > 0 && bytes < value.size() && (value[bytes] & 0xC0) == 0x80)
        --bytes; // not in the middle of a character
    QString text = QString::fromUtf8(value.first(bytes));
    if (bytes == value.size() && text.size() <= length)
        return text;
    qsizetype cut = std::min(length, text.size());
    if (cut > 0 && text[cut - 1].isHighSurrogate())
        --cut;
    return text.left(cut) + u'…';
}

QString shown(QByteArrayView value, qsizetype length)
{
    QString text = begin(value, length);
    for (QChar &each : text) {
        if (each == u'\n' || each == u'\r' || each == u'\t')
            each = u' ';
    }
    return text;
}

bool looksLikeJson(QByteArrayView value)
{
    const QByteArrayView inner = value.trimmed();
    return inner.size() >= 2 && ((inner.front() == '{' && inner.back() == '}') ||
                                 (inner.front() == '[' && inner.back() == ']'));
}

QByteArray prettyJson(QByteArrayView json)
{
    return Layout(json).make();
}

} // namespace arborist::cell_text
