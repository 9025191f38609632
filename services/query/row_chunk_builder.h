// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/result.h"
#include "services/query/row_chunk.h"
#include <chrono>

namespace arborist::query {

/// Gathers rows of one result until they make a chunk worth handing over.
class RowChunkBuilder
{
public:
    explicit RowChunkBuilder(int columns) : m_columns(columns) {}

    /// Adds the row 0 of the result.
    void add(const postgres::Result &row);
    /// By rows, bytes or the time since the first of them.
    bool isFull() const;
    bool isEmpty() const { return m_ends.empty(); }
    qint64 rows() const { return m_firstRow + m_pending; } ///< of all chunks so far
    /// The rows since the last call.
    RowChunkPtr take();

private:
    using Clock = std::chrono::steady_clock;
    int m_columns;
    qint64 m_firstRow = 0;
    int m_pending = 0;
    Clock::time_point m_began;
    QByteArray m_bytes;
    std::vector<quint32> m_ends;
};

} // namespace arborist::query
