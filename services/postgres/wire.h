// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace arborist::postgres::wire {

/// PostgreSQL's binary format: big-endian integers (source: src/backend/libpq/pqformat.c).
template <typename T> T read(const char *bytes)
{
    static_assert(std::is_integral_v<T>);
    std::make_unsigned_t<T> value;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (sizeof(T) == 2)
        value = __builtin_bswap16(value);
    else if constexpr (sizeof(T) == 4)
        value = __builtin_bswap32(value);
    else if constexpr (sizeof(T) == 8)
        value = __builtin_bswap64(value);
    return static_cast<T>(value);
}

inline double readDouble(const char *bytes)
{
    return std::bit_cast<double>(read<std::uint64_t>(bytes));
}

inline float readFloat(const char *bytes)
{
    return std::bit_cast<float>(read<std::uint32_t>(bytes));
}

/// Walks the fields of one row of binary COPY.
class RowReader
{
public:
    explicit RowReader(const char *row) : m_fields(read<std::int16_t>(row)), m_next(row + 2) {}

    int fields() const { return m_fields; }

    /// The next field's bytes; data() is nullptr for NULL.
    std::string_view next()
    {
        const auto length = read<std::int32_t>(m_next);
        m_next += 4;
        if (length < 0)
            return {};
        const std::string_view field(m_next, static_cast<size_t>(length));
        m_next += length;
        return field;
    }

private:
    int m_fields;
    const char *m_next;
};

/// Type OIDs (source: src/include/catalog/pg_type.dat); stable between versions.
namespace oid {
inline constexpr std::uint32_t kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
                               kFloat4 = 700, kFloat8 = 701, kBpchar = 1042, kVarchar = 1043,
                               kDate = 1082, kTimestamp = 1114, kTimestamptz = 1184,
                               kInterval = 1186, kNumeric = 1700, kUuid = 2950;
} // namespace oid

} // namespace arborist::postgres::wire
