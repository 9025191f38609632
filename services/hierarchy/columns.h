// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

namespace arborist::hierarchy {

/// NULL in a raw value.
inline constexpr qint64 kNull = std::numeric_limits<qint64>::min();

/// A growing array of plain values. Unlike std::vector it grows by realloc, which moves the pages
/// of large blocks instead of copying them: no second copy of a column at its peak.
template <typename T> class Array
{
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Array() = default;
    Array(Array &&other) noexcept { swap(other); }
    Array &operator=(Array &&other) noexcept
    {
        Array(std::move(other)).swap(*this);
        return *this;
    }
    ~Array() { std::free(m_data); }

    size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    T *data() { return m_data; }
    const T *data() const { return m_data; }
    T &operator[](size_t i) { return m_data[i]; }
    const T &operator[](size_t i) const { return m_data[i]; }
    T *begin() { return m_data; }
    T *end() { return m_data + m_size; }
    const T *begin() const { return m_data; }
    const T *end() const { return m_data + m_size; }

    void push(T value)
    {
        if (m_size == m_capacity)
            reallocate(m_capacity ? m_capacity + m_capacity / 2 : 1024);
        m_data[m_size++] = value;
    }

    void append(const T *values, size_t count)
    {
        if (m_size + count > m_capacity)
            reallocate(std::max(m_size + count, m_capacity + m_capacity / 2));
        if (count > 0)
            std::memcpy(m_data + m_size, values, count * sizeof(T));
        m_size += count;
    }

    void resize(size_t size, T fill = {})
    {
        if (size > m_capacity)
            reallocate(size);
        for (size_t i = m_size; i < size; ++i)
            m_data[i] = fill;
        m_size = size;
    }

    void clear() { Array().swap(*this); }
    Array clone() const
    {
        Array copy;
        copy.append(m_data, m_size);
        return copy;
    }
    void shrink()
    {
        if (m_size < m_capacity && m_size > 0)
            reallocate(m_size);
    }

private:
    void swap(Array &other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        std::swap(m_capacity, other.m_capacity);
    }

    void reallocate(size_t capacity)
    {
        void *data = std::realloc(static_cast<void *>(m_data), capacity * sizeof(T));
        if (!data)
            throw std::bad_alloc();
        m_data = static_cast<T *>(data);
        m_capacity = capacity;
    }

    T *m_data = nullptr;
    size_t m_size = 0;
    size_t m_capacity = 0;
};

/// A column of raw values that may be NULL, 4 or 8 bytes each. A column that is not there reads as
/// NULL everywhere.
class RawColumn
{
public:
    void setWidth(int bytes) { m_width = bytes; }
    bool exists() const { return m_width != 0; }

    void push(qint64 value)
    {
        if (m_width == 8)
            m_wide.push(value);
        else
            m_narrow.push(value == kNull ? kNarrowNull : static_cast<qint32>(value));
    }

    /// For a column of 4 bytes and a value that is not NULL.
    void pushNarrow(qint32 value) { m_narrow.push(value); }

    qint64 operator[](size_t i) const
    {
        if (m_width == 4) {
            const qint32 value = m_narrow[i];
            return value == kNarrowNull ? kNull : value;
        }
        return m_width == 8 ? m_wide[i] : kNull;
    }

    void set(size_t i, qint64 value)
    {
        if (m_width == 8)
            m_wide[i] = value;
        else
            m_narrow[i] = value == kNull ? kNarrowNull : static_cast<qint32>(value);
    }

    RawColumn clone() const
    {
        RawColumn copy;
        copy.m_width = m_width;
        copy.m_narrow = m_narrow.clone();
        copy.m_wide = m_wide.clone();
        return copy;
    }

    /// Asks for a value's memory ahead of its use: rows stand in the table's order, not the tree's.
    void prefetch(size_t i) const
    {
        if (m_width == 4)
            __builtin_prefetch(m_narrow.data() + i);
        else if (m_width == 8)
            __builtin_prefetch(m_wide.data() + i);
    }

    void shrink()
    {
        m_narrow.shrink();
        m_wide.shrink();
    }

    void clear()
    {
        m_narrow.clear();
        m_wide.clear();
        m_width = 0;
    }

private:
    static constexpr qint32 kNarrowNull = std::numeric_limits<qint32>::min();
    int m_width = 0;
    Array<qint32> m_narrow;
    Array<qint64> m_wide;
};

} // namespace arborist::hierarchy
