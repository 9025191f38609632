// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace arborist::migrations {

/// The lines of a text, one after the other, with their places.
class TextLines
{
public:
    explicit TextLines(const QByteArray &text) : m_text(text) {}

    /// Goes to the next one; false where there is none.
    bool next()
    {
        if (m_end >= m_text.size())
            return false;
        m_begin = m_end;
        const qsizetype end = m_text.indexOf('\n', m_begin);
        m_end = end < 0 ? m_text.size() : end + 1;
        ++m_number;
        return true;
    }
    qsizetype begin() const { return m_begin; }
    qsizetype end() const { return m_end; } ///< behind its line end
    int number() const { return m_number; } ///< from 1
    QByteArray trimmed() const { return m_text.mid(m_begin, m_end - m_begin).trimmed(); }
    bool startsWith(const char *text) const
    {
        return QByteArrayView(m_text).sliced(m_begin, m_end - m_begin).startsWith(text);
    }

private:
    const QByteArray &m_text;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
    int m_number = 0;
};

} // namespace arborist::migrations
