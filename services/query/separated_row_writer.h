// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/row_writer.h"

namespace arborist::query {

/// CSV and TSV: a line with the names, then one a row.
class SeparatedRowWriter final : public RowWriter
{
public:
    SeparatedRowWriter(RowFormat format, std::vector<Column> columns, std::vector<int> chosen);

    void begin(QByteArray &out) override;
    void addRow(const RowChunk &chunk, int row, QByteArray &out) override;
    void end(QByteArray &) override {}

private:
    void add(QByteArrayView value, QByteArray &out) const;

    const bool m_quotes;
    const char m_separator;
    std::vector<Column> m_columns;
    std::vector<int> m_chosen;
};

} // namespace arborist::query
