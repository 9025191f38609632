// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_table.h"

#include <algorithm>
#include <cwchar>

namespace arborist::cli {
namespace {

/// Columns that a terminal gives to the text.
int widthOf(const QString &text)
{
    int width = 0;
    for (const char32_t code : text.toStdU32String())
        width += std::max(0, ::wcwidth(wchar_t(code)));
    return width;
}

QString padded(const QString &text, int width, TextTable::Align align)
{
    const QString spaces(std::max(0, width - widthOf(text)), u' ');
    return align == TextTable::Align::Right ? spaces + text : text + spaces;
}

void trimEnd(QString &text)
{
    while (text.endsWith(u' '))
        text.chop(1);
}

} // namespace

QString printable(QString text)
{
    for (QChar &character : text) {
        if (character.category() == QChar::Other_Control)
            character = u' ';
    }
    return text;
}

void TextTable::addColumn(const QString &title, Align align)
{
    m_titles << title;
    m_align.push_back(align);
}

void TextTable::addRow(const QStringList &cells)
{
    QStringList row;
    for (const QString &cell : cells)
        row << printable(cell);
    m_rows.push_back(row);
}

void TextTable::measure(std::vector<int> &widths) const
{
    widths.resize(size_t(m_titles.size()));
    for (qsizetype column = 0; column < m_titles.size(); ++column) {
        int &width = widths[size_t(column)];
        width = std::max(width, widthOf(m_titles[column]));
        for (const QStringList &row : m_rows)
            width = std::max(width, widthOf(row.value(column)));
    }
}

QString TextTable::lines(const std::vector<int> &widths, bool titles, int indentation) const
{
    QString text;
    const auto addLine = [&](const QStringList &cells) {
        QString line(indentation, u' ');
        for (qsizetype column = 0; column < m_titles.size(); ++column) {
            if (column > 0)
                line += QStringLiteral("  ");
            line += padded(cells.value(column), widths[size_t(column)], m_align[size_t(column)]);
        }
        trimEnd(line);
        text += line + u'\n';
    };
    if (titles)
        addLine(m_titles);
    for (const QStringList &row : m_rows)
        addLine(row);
    return text;
}

QString TextTable::toString(int indentation) const
{
    std::vector<int> widths;
    measure(widths);
    return lines(widths, true, indentation);
}

QString TextTable::takePart(int indentation)
{
    const bool titles = m_widths.empty();
    measure(m_widths);
    const QString text = lines(m_widths, titles, indentation);
    m_rows.clear();
    return text;
}

QString keyValueLines(const std::vector<std::pair<QString, QString>> &lines, int indentation)
{
    int width = 0;
    for (const auto &[key, value] : lines)
        width = std::max(width, widthOf(key));
    QString text;
    for (const auto &[key, value] : lines) {
        QString line = QString(indentation, u' ') + padded(key, width, TextTable::Align::Left) +
                       QStringLiteral("  ") + printable(value);
        trimEnd(line);
        text += line + u'\n';
    }
    return text;
}

} // namespace arborist::cli
