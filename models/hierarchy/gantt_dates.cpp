// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/gantt_dates.h"

#include "models/hierarchy/date_scale.h"
#include <algorithm>
#include <cmath>

namespace arborist {

bool DayRange::isKnown() const
{
    return !std::isnan(start) && !std::isnan(end);
}

} // namespace arborist

namespace arborist::gantt_dates {

using namespace hierarchy;
using Node = TreeShape::Node;

namespace {

constexpr Node kMostLookedAt = 3'000;
constexpr double kOutside = 0.02;     ///< share of dates that may lie beyond either end
constexpr double kLeastBeyond = 60;   ///< days that a stored range may always reach beyond
constexpr double kShareBeyond = 0.75; ///< and what share of the expected range, if that is more
constexpr double kMargin = 0.02;

double dayAt(const Snapshot &snapshot, Item item, Field field, bool expected)
{
    if (item == kNoItem || !snapshot.hasField(field))
        return kUnknown.start;
    return snapshot.dayOf(field,
                          expected ? snapshot.expected(item, field) : snapshot.stored(item, field));
}

double quantile(std::vector<double> &days, double share)
{
    const auto nth = days.begin() + qsizetype(std::lround(double(days.size() - 1) * share));
    std::nth_element(days.begin(), nth, days.end());
    return *nth;
}

struct Days {
    std::vector<double> starts, ends;

    void add(const DayRange &range)
    {
        if (!std::isnan(range.start))
            starts.push_back(range.start);
        if (!std::isnan(range.end))
            ends.push_back(range.end);
    }
    DayRange range()
    {
        if (starts.empty() && ends.empty())
            return kUnknown;
        const double first = quantile(starts.empty() ? ends : starts, kOutside);
        const double last = quantile(ends.empty() ? starts : ends, 1 - kOutside);
        return {std::min(first, last), std::max(first, last)};
    }
};

} // namespace

DayRange rolled(const Snapshot &snapshot, Item item, bool expected)
{
    return {dayAt(snapshot, item, startField(snapshot), expected),
            dayAt(snapshot, item, endField(snapshot), expected)};
}

DayRange own(const Snapshot &snapshot, Item item)
{
    if (startField(snapshot) == Field::Start && endField(snapshot) == Field::End)
        return kUnknown;
    return {dayAt(snapshot, item, Field::Start, false), dayAt(snapshot, item, Field::End, false)};
}

DayRange extent(const TreeShape &shape, Node scope)
{
    const Snapshot &snapshot = *shape.snapshot();
    Days expected;
    Days stored;
    const auto add = [&](Node node) {
        expected.add(rolled(snapshot, shape.itemAt(node), true));
        stored.add(rolled(snapshot, shape.itemAt(node), false));
    };
    const Node end = shape.end(scope);
    if (shape.isOrganization(scope)) {
        Node looked = 0;
        for (Node node = scope + 1; node < end && looked < kMostLookedAt;
             node = shape.end(node), ++looked)
            add(node);
    } else {
        add(scope);
    }
    if (expected.starts.empty() || expected.ends.empty()) {
        for (Node node = scope; node < std::min(end, scope + kMostLookedAt); ++node)
            add(node);
    }
    DayRange range = expected.range();
    const DayRange other = stored.range();
    if (!range.isKnown())
        range = other;
    if (!range.isKnown())
        return kUnknown;
    if (other.isKnown()) {
        // One mistyped year must not flatten everything else.
        const double beyond = std::max(kLeastBeyond, (range.end - range.start) * kShareBeyond);
        range = {std::max(range.start - beyond, std::min(range.start, other.start)),
                 std::min(range.end + beyond, std::max(range.end, other.end))};
    }
    const double margin = std::max(1.0, (range.end - range.start) * kMargin);
    return {range.start - margin, range.end + 1 + margin};
}

} // namespace arborist::gantt_dates
