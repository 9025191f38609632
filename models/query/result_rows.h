// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/result_sink.h"
#include "services/query/row_writer.h"
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

class QIODevice;

namespace arborist {

/// A rectangle of a result; both ends count.
struct CellRange {
    qint64 firstRow = 0;
    qint64 lastRow = -1;
    int firstColumn = 0;
    int lastColumn = -1;
    qint64 cells() const { return (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1); }
};

/// Rows of one result and what they are called: a plain value that shares the chunks, so a copy is
/// cheap and may be read on any thread.
struct ResultRows {
    std::vector<query::Column> columns;
    std::vector<query::RowChunkPtr> chunks; ///< one behind the other, without gaps

    qint64 count() const;
    CellRange all() const;
    /// The chunk that holds the row; found by halving. The row must exist.
    const query::RowChunk &chunkOf(qint64 row) const;
    std::optional<QByteArrayView> cell(qint64 row, int column) const;

    /// Hands the range's text over in pieces of some hundred kilobytes; throws Error::cancelled()
    /// once a stop was requested, and what `take` throws.
    void write(query::RowFormat format, const CellRange &range, const std::stop_token &stop,
               const std::function<void(const QByteArray &, qint64 rowsDone)> &take) const;
    /// All of it in one piece.
    QByteArray text(query::RowFormat format, const CellRange &range,
                    const std::stop_token &stop = {}) const;
};

} // namespace arborist
