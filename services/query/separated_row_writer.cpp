// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/separated_row_writer.h"

#include <algorithm>

namespace arborist::query {
namespace {

bool needsQuotes(QByteArrayView value)
{
    return value.isEmpty() || std::any_of(value.begin(), value.end(), [](char each) {
               return each == ',' || each == '"' || each == '\n' || each == '\r';
           });
}

} // namespace

SeparatedRowWriter::SeparatedRowWriter(RowFormat format, std::vector<Column> columns,
                                       std::vector<int> chosen)
    : m_quotes(format == RowFormat::Csv),
      m_separator(m_quotes ? ',' : '\t'),
      m_columns(std::move(columns)),
      m_chosen(std::move(chosen))
{
}

void SeparatedRowWriter::add(QByteArrayView value, QByteArray &out) const
{
    if (!m_quotes) {
        const qsizetype begin = out.size();
        out.append(value.data(), value.size());
        std::replace_if(
            out.begin() + begin, out.end(),
            [](char each) { return each == '\t' || each == '\n' || each == '\r'; }, ' ');
        return;
    }
    if (!needsQuotes(value)) {
        out.append(value.data(), value.size());
        return;
    }
    out += '"';
    for (const char each : value) {
        if (each == '"')
            out += '"';
        out += each;
    }
    out += '"';
}

void SeparatedRowWriter::begin(QByteArray &out)
{
    for (size_t i = 0; i < m_chosen.size(); ++i) {
        if (i > 0)
            out += m_separator;
        add(m_columns[size_t(m_chosen[i])].name.toUtf8(), out);
    }
    out += '\n';
}

void SeparatedRowWriter::addRow(const RowChunk &chunk, int row, QByteArray &out)
{
    for (size_t i = 0; i < m_chosen.size(); ++i) {
        if (i > 0)
            out += m_separator;
        if (const auto value = chunk.cell(row, m_chosen[i]))
            add(*value, out);
    }
    out += '\n';
}

} // namespace arborist::query
