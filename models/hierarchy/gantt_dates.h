// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_shape.h"
#include <limits>

namespace arborist {

/// Days since 1970-01-01; the end is a whole day. NaN where unknown.
struct DayRange {
    double start;
    double end;
    bool isKnown() const; ///< both ends
};

} // namespace arborist

/// Dates of items as stretches of days.
namespace arborist::gantt_dates {

inline constexpr DayRange kUnknown{std::numeric_limits<double>::quiet_NaN(),
                                   std::numeric_limits<double>::quiet_NaN()};

/// The rolled range (min_start to max_end), or the item's own where there are no such columns.
DayRange rolled(const hierarchy::Snapshot &snapshot, hierarchy::Item item, bool expected);
/// The item's own dates where rolled() shows other columns; unknown otherwise.
DayRange own(const hierarchy::Snapshot &snapshot, hierarchy::Item item);
/// What a subtree spans: its top items' dates, or those of the first ones that have any; outliers
/// are left out. Unknown if no date was found.
DayRange extent(const TreeShape &shape, TreeShape::Node scope);

} // namespace arborist::gantt_dates
