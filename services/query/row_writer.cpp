// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/row_writer.h"

#include "services/query/json_row_writer.h"
#include "services/query/markdown_row_writer.h"
#include "services/query/separated_row_writer.h"
#include <numeric>

namespace arborist::query {

QString fileSuffix(RowFormat format)
{
    switch (format) {
    case RowFormat::Csv:
        return QStringLiteral("csv");
    case RowFormat::Tsv:
        return QStringLiteral("tsv");
    case RowFormat::Json:
        return QStringLiteral("json");
    case RowFormat::Markdown:
        break;
    }
    return QStringLiteral("md");
}

std::unique_ptr<RowWriter> RowWriter::make(RowFormat format, const std::vector<Column> &columns,
                                           const std::vector<int> &chosen)
{
    std::vector<int> indexes = chosen;
    if (indexes.empty()) {
        indexes.resize(columns.size());
        std::iota(indexes.begin(), indexes.end(), 0);
    }
    switch (format) {
    case RowFormat::Json:
        return std::make_unique<JsonRowWriter>(columns, std::move(indexes));
    case RowFormat::Markdown:
        return std::make_unique<MarkdownRowWriter>(columns, std::move(indexes));
    case RowFormat::Csv:
    case RowFormat::Tsv:
        break;
    }
    return std::make_unique<SeparatedRowWriter>(format, columns, std::move(indexes));
}

} // namespace arborist::query
