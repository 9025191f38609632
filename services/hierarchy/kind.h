// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <array>
#include <optional>

namespace arborist::hierarchy {

/// Kinds of drift, in the order in which lists and badges show them. The ids ("S1" ...) are stable
/// names for the window, exports and scripts.
enum class Kind : quint8 {
    S1, ///< parent is the item itself
    S2, ///< on a closed chain of parents
    S3, ///< parent does not exist
    S4, ///< parent belongs to another organization
    S5, ///< stored path names another parent
    S6, ///< live item under a deleted or archived parent
    S7, ///< deeper than the configured limit
    S8, ///< same position as a sibling
    D1, ///< depth
    D2, ///< path
    R1, ///< child count
    R2, ///< descendant count
    R3, ///< done count
    R4, ///< estimate sum
    R5, ///< progress
    T1, ///< earliest start
    T2, ///< latest end
    Q1, ///< start after end
};
inline constexpr int kKindCount = 18;

enum class KindClass : quint8 { Structure, Derived, Data };

/// What a chart groups by: the series of the drift-over-time chart, bottom to top.
enum class KindGroup : quint8 { Structure, Data, Dates, Counts, Path };

/// All kinds in order.
const std::array<Kind, kKindCount> &allKinds();

constexpr quint32 bit(Kind kind)
{
    return 1U << static_cast<unsigned>(kind);
}

QString id(Kind kind);          ///< "R4"
QString title(Kind kind);       ///< "Estimate sum"
QString description(Kind kind); ///< one sentence
KindClass classOf(Kind kind);   ///< Q1 is data, S* structure, the others derived
KindGroup groupOf(Kind kind);
std::optional<Kind> kindFromId(const QString &id);

} // namespace arborist::hierarchy
