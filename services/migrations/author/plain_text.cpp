// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/terminal_process.h"

#include <algorithm>
#include <vector>

namespace arborist::migrations {

namespace {

constexpr size_t kMostRows = 2000;

/// As much of a terminal as programs need that draw prompts and spinners over themselves.
class Screen
{
public:
    void put(QChar c)
    {
        QString &line = m_lines[m_row];
        if (m_column < line.size())
            line[m_column] = c;
        else
            line += QString(m_column - line.size(), u' ') + c;
        ++m_column;
    }
    void newLine()
    {
        m_column = 0;
        if (++m_row < m_lines.size())
            return;
        m_lines.emplace_back();
        if (m_lines.size() > kMostRows) {
            m_lines.erase(m_lines.begin());
            --m_row;
        }
    }
    void toColumn(qsizetype column) { m_column = std::clamp<qsizetype>(column, 0, 1000); }
    void move(char to, int count)
    {
        const size_t rows = size_t(std::clamp(count, 1, 1000));
        if (to == 'A' || to == 'F')
            m_row -= std::min(rows, m_row);
        else if (to == 'B' || to == 'E')
            m_row = std::min(m_row + rows, m_lines.size() - 1);
        else if (to == 'C')
            toColumn(m_column + count);
        else if (to == 'D')
            toColumn(m_column - count);
        else if (to == 'G')
            toColumn(count - 1);
        if (to == 'E' || to == 'F')
            m_column = 0;
    }
    void eraseLine(int what)
    {
        if (what == 0)
            m_lines[m_row].truncate(m_column);
        else if (what == 2)
            m_lines[m_row].clear();
    }
    void eraseBelow()
    {
        eraseLine(0);
        m_lines.resize(m_row + 1);
    }
    QString text() const
    {
        QString all;
        for (const QString &line : m_lines) {
            qsizetype end = line.size();
            while (end > 0 && line[end - 1].isSpace())
                --end;
            all += QStringView(line).left(end);
            all += u'\n';
        }
        return all.trimmed();
    }

private:
    std::vector<QString> m_lines{QString()};
    size_t m_row = 0;
    qsizetype m_column = 0;
};

/// Obeys the sequence that begins behind an escape character; where the text goes on.
qsizetype obey(const QString &text, qsizetype at, Screen &screen)
{
    if (at >= text.size())
        return at;
    const QChar kind = text[at++];
    if (kind == u']') { // a title: up to BEL or ESC backslash
        while (at < text.size() && text[at] != u'\a' && text[at] != u'\x1b')
            ++at;
        return at < text.size() && text[at] == u'\x1b' ? at + 2 : at + 1;
    }
    if (kind != u'[')
        return kind == u'(' || kind == u')' ? at + 1 : at;
    const qsizetype from = at;
    while (at < text.size() && (text[at] < u'@' || text[at] > u'~'))
        ++at;
    if (at >= text.size())
        return at;
    const QString parameters = text.mid(from, at - from);
    const char to = text[at].toLatin1();
    bool isNumber = false;
    const int number = parameters.section(u';', 0, 0).toInt(&isNumber);
    if (to == 'K')
        screen.eraseLine(number);
    else if (to == 'J')
        screen.eraseBelow();
    else
        screen.move(to, isNumber ? number : 1);
    return at + 1;
}

} // namespace

QString plainText(const QByteArray &output)
{
    const QString text = QString::fromUtf8(output);
    Screen screen;
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i++];
        if (c == u'\x1b')
            i = obey(text, i, screen);
        else if (c == u'\n')
            screen.newLine();
        else if (c == u'\r')
            screen.toColumn(0);
        else if (c == u'\b')
            screen.move('D', 1);
        else if (c == u'\t' || c >= u' ')
            screen.put(c == u'\t' ? QChar(u' ') : c);
    }
    return screen.text();
}

} // namespace arborist::migrations
