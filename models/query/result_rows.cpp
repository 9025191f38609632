// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/result_rows.h"

#include "services/core/error.h"
#include <algorithm>
#include <numeric>

namespace arborist {

namespace {
constexpr qsizetype kPiece = 256 * 1024;
} // namespace

qint64 ResultRows::count() const
{
    return chunks.empty() ? 0 : chunks.back()->firstRow() + chunks.back()->rows();
}

CellRange ResultRows::all() const
{
    return {0, count() - 1, 0, int(columns.size()) - 1};
}

const query::RowChunk &ResultRows::chunkOf(qint64 row) const
{
    const auto after = std::ranges::upper_bound(
        chunks, row, {}, [](const query::RowChunkPtr &each) { return each->firstRow(); });
    return **(after - 1);
}

std::optional<QByteArrayView> ResultRows::cell(qint64 row, int column) const
{
    const query::RowChunk &chunk = chunkOf(row);
    return chunk.cell(int(row - chunk.firstRow()), column);
}

void ResultRows::write(query::RowFormat format, const CellRange &range, const std::stop_token &stop,
                       const std::function<void(const QByteArray &, qint64)> &take) const
{
    std::vector<int> chosen(size_t(range.lastColumn - range.firstColumn + 1));
    std::iota(chosen.begin(), chosen.end(), range.firstColumn);
    const auto writer = query::RowWriter::make(format, columns, chosen);
    QByteArray out;
    out.reserve(kPiece + kPiece / 4);
    writer->begin(out);
    for (qint64 row = range.firstRow; row <= range.lastRow;) {
        const query::RowChunk &chunk = chunkOf(row);
        const int last = int(std::min(range.lastRow - chunk.firstRow(), qint64(chunk.rows()) - 1));
        for (int at = int(row - chunk.firstRow()); at <= last; ++at) {
            writer->addRow(chunk, at, out);
            if (out.size() >= kPiece) {
                take(out, chunk.firstRow() + at + 1 - range.firstRow);
                out.resize(0);
            }
        }
        row = chunk.firstRow() + last + 1;
        if (stop.stop_requested())
            throw Error::cancelled();
    }
    writer->end(out);
    take(out, range.lastRow + 1 - range.firstRow);
}

QByteArray ResultRows::text(query::RowFormat format, const CellRange &range,
                            const std::stop_token &stop) const
{
    QByteArray all;
    write(format, range, stop, [&all](const QByteArray &piece, qint64) { all += piece; });
    return all;
}

} // namespace arborist
