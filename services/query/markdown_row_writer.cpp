// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/markdown_row_writer.h"

namespace arborist::query {
namespace {

void add(QByteArrayView value, QByteArray &out)
{
    for (qsizetype i = 0; i < value.size(); ++i) {
        switch (const char each = value[i]) {
        case '\n':
            out += "<br>";
            break;
        case '\r':
            break;
        case '|':
        case '\\':
        case '<':
        case '*':
        case '_':
        case '`':
            out += '\\';
            [[fallthrough]];
        default:
            out += each;
        }
    }
}

} // namespace

MarkdownRowWriter::MarkdownRowWriter(std::vector<Column> columns, std::vector<int> chosen)
    : m_columns(std::move(columns)),
      m_chosen(std::move(chosen))
{
}

void MarkdownRowWriter::begin(QByteArray &out)
{
    out += '|';
    for (const int index : m_chosen) {
        out += ' ';
        add(m_columns[size_t(index)].name.toUtf8(), out);
        out += " |";
    }
    out += "\n|";
    for (const int index : m_chosen)
        out += m_columns[size_t(index)].numeric ? " --: |" : " --- |";
    out += '\n';
}

void MarkdownRowWriter::addRow(const RowChunk &chunk, int row, QByteArray &out)
{
    out += '|';
    for (const int index : m_chosen) {
        out += ' ';
        if (const auto value = chunk.cell(row, index))
            add(*value, out);
        out += " |";
    }
    out += '\n';
}

} // namespace arborist::query
