// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/result_sink.h"
#include <memory>

namespace arborist::query {

enum class RowFormat {
    Csv,  ///< RFC 4180 with \n as line end: NULL is empty, the empty text is ""
    Tsv,  ///< for a spreadsheet: tabs and line ends in a value become spaces, NULL is empty
    Json, ///< an array of objects: numbers as the server wrote them, json and jsonb as JSON
    Markdown,
};

/// "csv", "tsv", "json", "md".
QString fileSuffix(RowFormat format);

/// Writes rows in a text format, UTF-8: begin(), any rows, end(); each appends to `out`.
class RowWriter
{
public:
    /// `columns` are those of the result; `chosen`, if any, are the indexes of those to be written.
    static std::unique_ptr<RowWriter> make(RowFormat format, const std::vector<Column> &columns,
                                           const std::vector<int> &chosen = {});
    virtual ~RowWriter() = default;

    virtual void begin(QByteArray &out) = 0;
    virtual void addRow(const RowChunk &chunk, int row, QByteArray &out) = 0;
    virtual void end(QByteArray &out) = 0;

    void addRows(const RowChunk &chunk, QByteArray &out)
    {
        for (int row = 0; row < chunk.rows(); ++row)
            addRow(chunk, row, out);
    }
};

} // namespace arborist::query
