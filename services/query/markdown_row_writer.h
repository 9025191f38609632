// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/row_writer.h"

namespace arborist::query {

/// A table as GitHub's Markdown has it; NULL is empty, a line end is <br>.
class MarkdownRowWriter final : public RowWriter
{
public:
    MarkdownRowWriter(std::vector<Column> columns, std::vector<int> chosen);

    void begin(QByteArray &out) override;
    void addRow(const RowChunk &chunk, int row, QByteArray &out) override;
    void end(QByteArray &) override {}

private:
    std::vector<Column> m_columns;
    std::vector<int> m_chosen;
};

} // namespace arborist::query
