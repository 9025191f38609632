// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <memory>
#include <optional>
#include <vector>

namespace arborist::query {

/// Some consecutive rows of a result, as the server wrote them. Immutable, in one piece of memory,
/// shared between threads.
class RowChunk
{
public:
    /// `ends`, one a cell, row by row: where its bytes end in `bytes`; kNull is added for NULL.
    RowChunk(qint64 firstRow, int columns, QByteArray bytes, std::vector<quint32> ends)
        : m_firstRow(firstRow),
          m_columns(columns),
          m_bytes(std::move(bytes)),
          m_ends(std::move(ends))
    {
    }

    qint64 firstRow() const { return m_firstRow; } ///< in the result, from 0
    int rows() const { return m_columns == 0 ? 0 : int(m_ends.size() / size_t(m_columns)); }
    int columns() const { return m_columns; }

    /// The server's text (UTF-8); nullopt is NULL. Valid as long as the chunk. `row` counts from 0
    /// within the chunk.
    std::optional<QByteArrayView> cell(int row, int column) const
    {
        const size_t at = size_t(row) * size_t(m_columns) + size_t(column);
        if ((m_ends[at] & kNull) != 0)
            return std::nullopt;
        const qsizetype begin = at == 0 ? 0 : qsizetype(m_ends[at - 1] & ~kNull);
        return QByteArrayView(m_bytes).sliced(begin, qsizetype(m_ends[at]) - begin);
    }

    /// What the chunk holds in memory.
    qsizetype sizeInBytes() const
    {
        return m_bytes.capacity() + qsizetype(m_ends.capacity() * sizeof(quint32));
    }

    static constexpr quint32 kNull = 0x8000'0000;

private:
    qint64 m_firstRow;
    int m_columns;
    QByteArray m_bytes;
    std::vector<quint32> m_ends;
};

using RowChunkPtr = std::shared_ptr<const RowChunk>;

} // namespace arborist::query
