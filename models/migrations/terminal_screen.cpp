// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migrations/terminal_screen.h"

#include <algorithm>

namespace arborist {

TerminalScreen::TerminalScreen(int columns, int rows) : m_columns(columns), m_rows(rows) {}

void TerminalScreen::write(const QByteArray &bytes)
{
    m_firstChanged = m_line;
    const QString text = m_decoder(bytes);
    for (const QChar character : text) {
        switch (m_mode) {
        case Mode::Text:
            put(character);
            break;
        case Mode::Escape:
            if (character == u'[') {
                m_parameters.clear();
                m_mode = Mode::Sequence;
            } else if (character == u']') {
                m_mode = Mode::Title;
            } else {
                if (character == u'7') {
                    m_savedLine = m_line;
                    m_savedColumn = m_column;
                } else if (character == u'8') {
                    moveTo(m_savedLine, m_savedColumn);
                }
                m_mode = Mode::Text;
            }
            break;
        case Mode::Sequence:
            if (character >= u'@' && character <= u'~') {
                m_mode = Mode::Text;
                finishSequence(character);
            } else if (m_parameters.size() < 64) {
                m_parameters += character;
            }
            break;
        case Mode::Title: // ends with BEL or ESC backslash
            m_mode = character == u'\a'     ? Mode::Text
                     : character == u'\x1b' ? Mode::TitleEscape
                                            : Mode::Title;
            break;
        case Mode::TitleEscape:
            m_mode = Mode::Text;
            break;
        }
    }
    if (const qsizetype surplus = m_lines.size() - kMostLines; surplus > 0) {
        m_lines.remove(0, surplus);
        m_line = std::max(0, m_line - int(surplus));
        m_savedLine = std::max(0, m_savedLine - int(surplus));
        m_firstChanged = 0;
    }
}

void TerminalScreen::put(QChar character)
{
    switch (character.unicode()) {
    case '\x1b':
        m_mode = Mode::Escape;
        return;
    case '\n':
        newLine();
        return;
    case '\r':
        m_column = 0;
        return;
    case '\b':
        m_column = std::max(0, m_column - 1);
        return;
    case '\t':
        m_column = std::min(m_columns - 1, (m_column / 8 + 1) * 8);
        return;
    default:
        break;
    }
    if (character < u' ' || character == u'\x7f')
        return;
    if (m_column >= m_columns) {
        m_column = 0;
        newLine();
    }
    QString &line = m_lines[m_line];
    if (line.size() <= m_column)
        line += QString(m_column - line.size() + 1, u' ');
    line[m_column++] = character;
}

void TerminalScreen::newLine()
{
    ++m_line;
    while (m_line >= m_lines.size())
        m_lines << QString();
}

int TerminalScreen::parameter(int number, int otherwise) const
{
    bool ok = false;
    const int value = m_parameters.section(u';', number, number).toInt(&ok);
    return ok && value > 0 ? std::min(value, 10'000) : otherwise;
}

/// Not above what a terminal of that height would show.
void TerminalScreen::moveTo(int line, int column)
{
    const int top = std::max(0, int(m_lines.size()) - m_rows);
    m_line = std::clamp(line, top, std::max(top, int(m_lines.size()) - 1));
    m_column = std::clamp(column, 0, m_columns - 1);
    m_firstChanged = std::min(m_firstChanged, m_line);
}

void TerminalScreen::finishSequence(QChar last)
{
    const int top = std::max(0, int(m_lines.size()) - m_rows);
    switch (last.unicode()) {
    case 'A':
        return moveTo(m_line - parameter(0, 1), m_column);
    case 'B':
        return moveTo(m_line + parameter(0, 1), m_column);
    case 'C':
        return moveTo(m_line, m_column + parameter(0, 1));
    case 'D':
        return moveTo(m_line, m_column - parameter(0, 1));
    case 'E':
        return moveTo(m_line + parameter(0, 1), 0);
    case 'F':
        return moveTo(m_line - parameter(0, 1), 0);
    case 'G':
        return moveTo(m_line, parameter(0, 1) - 1);
    case 'H':
    case 'f':
        return moveTo(top + parameter(0, 1) - 1, parameter(1, 1) - 1);
    case 's':
        m_savedLine = m_line;
        m_savedColumn = m_column;
        return;
    case 'u':
        return moveTo(m_savedLine, m_savedColumn);
    case 'K':
        return eraseLine(parameter(0, 0));
    case 'J':
        if (parameter(0, 0) >= 2) {
            moveTo(top, 0);
            m_lines.erase(m_lines.begin() + top + 1, m_lines.end());
            m_lines[top].clear();
            m_line = top;
        } else if (parameter(0, 0) == 0) {
            eraseBelow();
        }
        return;
    default:
        return; // colours, modes of the terminal
    }
}

void TerminalScreen::eraseLine(int mode)
{
    QString &line = m_lines[m_line];
    if (mode == 0)
        line.truncate(std::min<qsizetype>(line.size(), m_column));
    else if (mode == 2)
        line.clear();
    else
        line.replace(0, std::min<qsizetype>(line.size(), m_column + 1),
                     QString(std::min<qsizetype>(line.size(), m_column + 1), u' '));
}

void TerminalScreen::eraseBelow()
{
    eraseLine(0);
    m_lines.erase(m_lines.begin() + m_line + 1, m_lines.end());
}

} // namespace arborist
