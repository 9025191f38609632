// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/row_chunk_builder.h"

namespace arborist::query {
namespace {

using namespace std::chrono_literals;

constexpr int kMostRows = 4096;
constexpr qsizetype kMostBytes = 256 * 1024;
constexpr auto kLongest = 100ms;

} // namespace

void RowChunkBuilder::add(const postgres::Result &row)
{
    if (isEmpty())
        m_began = Clock::now();
    for (int column = 0; column < m_columns; ++column) {
        const std::string_view value = row.bytes(0, column);
        m_bytes.append(value.data(), qsizetype(value.size()));
        m_ends.push_back(quint32(m_bytes.size()) |
                         (row.isNull(0, column) ? RowChunk::kNull : quint32(0)));
    }
    ++m_pending;
}

bool RowChunkBuilder::isFull() const
{
    return m_pending >= kMostRows || m_bytes.size() >= kMostBytes ||
           (m_pending > 0 && Clock::now() - m_began >= kLongest);
}

RowChunkPtr RowChunkBuilder::take()
{
    // Copies: exactly as large as they are, while the buffers keep their room for the next rows.
    auto chunk = std::make_shared<const RowChunk>(
        m_firstRow, m_columns, QByteArray(m_bytes.constData(), m_bytes.size()), m_ends);
    m_firstRow += m_pending;
    m_pending = 0;
    m_bytes.resize(0);
    m_ends.clear();
    return chunk;
}

} // namespace arborist::query
