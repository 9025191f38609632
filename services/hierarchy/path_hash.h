// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/int128.h"
#include <QtGlobal>
#include <cstring>
#include <string_view>

namespace arborist::hierarchy {

/// 128-bit hash of a path, folded segment by segment, so that a child's follows from its parent's:
/// paths of millions of items are compared without being stored. Two paths have the same hash if
/// they have the same segments (but for a chance of 2^-64 and less).
struct PathHash {
    quint64 high = 0x9E3779B97F4A7C15ULL;
    quint64 low = 0xD1B54A32D192ED03ULL;
    bool operator==(const PathHash &) const = default;
};

/// What no path that follows the rule hashes to: NULL, or a missing leading separator.
inline constexpr PathHash kNoPath{0, 0};

inline quint64 mix(quint64 a, quint64 b)
{
    const auto product = static_cast<UInt128>(a) * b;
    return static_cast<quint64>(product) ^ static_cast<quint64>(product >> 64);
}

inline quint64 hashInteger(qint64 value)
{
    return mix(static_cast<quint64>(value) ^ 0xA0761D6478BD642FULL, 0xE7037ED1A0B428DBULL);
}

inline quint64 hashBytes(std::string_view bytes)
{
    quint64 hash = 0x8EBC6AF09C88C6E3ULL ^ bytes.size();
    const char *at = bytes.data();
    size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        quint64 word;
        std::memcpy(&word, at, 8);
        hash = mix(hash ^ word, 0x589965CC75374CC3ULL);
    }
    quint64 tail = 0;
    if (left > 0)
        std::memcpy(&tail, at, left);
    return mix(hash ^ tail, 0x1D8E4E27C47D124FULL);
}

inline PathHash extend(PathHash path, quint64 segment)
{
    return {mix(path.high ^ segment, 0x2D358DCCAA6C78A5ULL),
            mix(path.low + segment, 0x8BB84B93962EACC9ULL)};
}

/// A segment's hash: integers in their one canonical spelling hash as integers, everything else as
/// bytes, so that "7" and "07" differ.
inline quint64 hashSegment(std::string_view segment)
{
    const char *at = segment.data();
    const char *const end = at + segment.size();
    const bool negative = at != end && *at == '-';
    at += negative;
    const auto digits = end - at;
    if (digits < 1 || digits > 18 || (*at == '0' && (digits > 1 || negative)))
        return hashBytes(segment);
    qint64 value = 0;
    for (; at != end; ++at) {
        const auto digit = static_cast<unsigned char>(*at - '0');
        if (digit > 9)
            return hashBytes(segment);
        value = value * 10 + digit;
    }
    return hashInteger(negative ? -value : value);
}

/// A stored path taken apart in one pass over its bytes.
struct ParsedPath {
    PathHash hash;
    std::string_view last;     ///< the last segment
    std::string_view previous; ///< the one before; data() is nullptr if there is none
};

inline ParsedPath parsePath(std::string_view path, std::string_view separator)
{
    ParsedPath parsed;
    const char *at = path.data();
    const char *const end = at + path.size();
    const char wanted = separator.front();
    for (;;) {
        // Most segments are short numbers: their value is at hand when their end is found.
        const char *const begin = at;
        quint64 value = 0;
        unsigned notDigit = 0;
        while (at != end && *at != wanted) {
            const auto digit = static_cast<unsigned char>(*at++ - '0');
            notDigit |= digit > 9;
            value = value * 10 + digit;
        }
        if (separator.size() > 1 && at != end) {
            const auto found = std::string_view(begin, size_t(end - begin)).find(separator);
            at = found == std::string_view::npos ? end : begin + found;
            notDigit = 1;
        }
        const std::string_view segment(begin, size_t(at - begin));
        const bool plain =
            !notDigit && segment.size() - 1 < 18 && (*begin != '0' || segment.size() == 1);
        parsed.hash =
            extend(parsed.hash, plain ? hashInteger(qint64(value)) : hashSegment(segment));
        parsed.previous = parsed.last;
        parsed.last = segment;
        if (at == end)
            return parsed;
        at += separator.size();
    }
}

/// Extends by a text that may itself hold separators.
inline PathHash extendByText(PathHash path, std::string_view text, std::string_view separator)
{
    for (size_t end; (end = text.find(separator)) != std::string_view::npos;
         text.remove_prefix(end + separator.size()))
        path = extend(path, hashSegment(text.substr(0, end)));
    return extend(path, hashSegment(text));
}

} // namespace arborist::hierarchy
