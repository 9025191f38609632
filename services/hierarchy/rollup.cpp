// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rollup.h"

#include <cmath>

namespace arborist::hierarchy {
namespace {

constexpr int kRealScale = 9;    ///< decimals in which floating-point estimates are added
constexpr int kRealProgress = 6; ///< decimals in which floating-point progress enters sums
constexpr double kTolerance = 1e-6;

Int128 power(int exponent)
{
    Int128 value = 1;
    while (exponent-- > 0)
        value *= 10;
    return value;
}

/// Rounds half up: towards positive infinity at exactly one half.
Int128 divideHalfUp(Int128 value, Int128 by)
{
    const Int128 doubled = 2 * value + by;
    Int128 quotient = doubled / (2 * by);
    if (doubled % (2 * by) < 0)
        --quotient;
    return quotient;
}

qint64 clamped(Int128 value)
{
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    return value > most ? most : value < -most ? -most : qint64(value);
}

int scaleOf(const FieldType &type, int ofReal)
{
    return type.type == ValueType::Real ? ofReal : type.type == ValueType::Decimal ? type.scale : 0;
}

qint64 earlier(qint64 a, qint64 b)
{
    return a == kNull || (b != kNull && b < a) ? b : a;
}

qint64 later(qint64 a, qint64 b)
{
    return a == kNull || (b != kNull && b > a) ? b : a;
}

bool approximately(double a, double b)
{
    return std::abs(a - b) <= kTolerance * std::max(1.0, std::abs(b));
}

} // namespace

RollupRule::RollupRule(const ItemTable &table, const Mapping &mapping)
    : m_table(table),
      m_notCounted((mapping.rules.countArchived ? 0 : kArchived) |
                   (mapping.rules.countDeleted ? 0 : kDeleted)),
      m_sumRule(mapping.rules.estimateSum),
      m_startRule(mapping.rules.minStart),
      m_endRule(mapping.rules.maxEnd),
      m_dates(mapping.rules.dates),
      m_progressRule(mapping.rules.progress),
      m_rounding(mapping.rules.progressRounding),
      m_countSelf(mapping.rules.countSelf),
      m_progressScale(mapping.rules.progressScale.value_or(100)),
      m_sharedStart(!mapping.minStart.isEmpty() && mapping.minStart == mapping.start),
      m_sharedEnd(!mapping.maxEnd.isEmpty() && mapping.maxEnd == mapping.end)
{
    m_workScale = std::max(scaleOf(table.type(Field::Estimate), kRealScale),
                           scaleOf(table.type(Field::EstimateSum), kRealScale));
    const FieldType &progress = table.type(Field::Progress);
    const int own = scaleOf(table.type(Field::OwnProgress), kRealProgress);
    m_realProgress =
        progress.type == ValueType::Real ||
        (progress.type == ValueType::Decimal && !progress.fixed && !mapping.rules.progressDigits);
    m_progressDigits =
        std::min(mapping.rules.progressDigits.value_or(progress.scale), progress.scale);
    m_progressPower = std::max(std::min(scaleOf(progress, kRealProgress), kRealProgress), own);
    m_doneUnits = m_progressScale * power(m_progressPower);
    m_fullProgress = m_progressScale * power(progress.scale);
    m_estimateUnit = power(m_workScale - scaleOf(table.type(Field::Estimate), kRealScale));
    m_sumUnit = power(m_workScale - scaleOf(table.type(Field::EstimateSum), kRealScale));
}

Int128 RollupRule::workOf(qint64 raw, const FieldType &type, Int128 unit)
{
    if (raw == kNull)
        return 0;
    if (type.type == ValueType::Real) {
        const double value = realOf(raw);
        return std::abs(value) < 9e9 ? static_cast<Int128>(std::llround(value * 1e9))
                                     : static_cast<Int128>(value) * power(kRealScale);
    }
    return raw * unit;
}

qint64 RollupRule::progressUnits(qint64 raw, const FieldType &type) const
{
    if (raw == kNull)
        return 0;
    if (type.type == ValueType::Real)
        return std::llround(realOf(raw) * std::pow(10.0, m_progressPower));
    if (type.scale > m_progressPower)
        return qint64(raw / power(type.scale - m_progressPower));
    return clamped(raw * power(m_progressPower - type.scale));
}

void RollupRule::ownInterval(Item item, qint64 &start, qint64 &end) const
{
    const qint64 a = m_table.field(Field::Start)[item];
    const qint64 b = m_table.field(Field::End)[item];
    start = m_dates == DateSource::SameEnd ? a : earlier(a, b);
    end = m_dates == DateSource::SameEnd ? b : later(a, b);
}

Rollup RollupRule::own(Item item) const
{
    Rollup rollup;
    const qint64 estimate = m_table.field(Field::Estimate)[item];
    rollup.work = workOf(estimate, m_table.type(Field::Estimate), m_estimateUnit);
    if (m_table.flags[item] & kDone) {
        rollup.doneWork = rollup.work * m_doneUnits;
    } else if (m_table.has(Field::OwnProgress)) {
        rollup.doneWork = rollup.work * progressUnits(m_table.field(Field::OwnProgress)[item],
                                                      m_table.type(Field::OwnProgress));
    }
    if (m_sumRule == SumRule::OwnAndDescendants)
        rollup.sum = rollup.work;
    return rollup;
}

void RollupRule::add(Rollup &parent, Item child, const Rollup &rollup) const
{
    ++parent.children;
    parent.descendants += 1 + rollup.descendants;
    parent.done += ((m_table.flags[child] & kDone) ? 1 : 0) + rollup.done;
    parent.work += rollup.work;
    parent.doneWork += rollup.doneWork;
    parent.sum += rollup.sum;
    if (m_sumRule == SumRule::Descendants)
        parent.sum += workOf(m_table.field(Field::Estimate)[child], m_table.type(Field::Estimate),
                             m_estimateUnit);
    parent.minStart = earlier(parent.minStart, rollup.minStart);
    parent.maxEnd = later(parent.maxEnd, rollup.maxEnd);
}

void RollupRule::finish(Rollup &rollup, Item item) const
{
    qint64 start = kNull;
    qint64 end = kNull;
    ownInterval(item, start, end);
    const bool manual = (m_table.flags[item] & kManual) != 0;
    const auto settle = [manual](qint64 &rolled, qint64 own, DateRule rule, bool shared,
                                 auto extreme) {
        if (shared && manual && own != kNull)
            rolled = own;
        else if (rolled == kNull || rule == DateRule::OwnAndChildren)
            rolled = extreme(rolled, own);
    };
    settle(rollup.minStart, start, m_startRule, m_sharedStart, earlier);
    settle(rollup.maxEnd, end, m_endRule, m_sharedEnd, later);
    if (m_sumRule == SumRule::Leaves && rollup.children == 0)
        rollup.sum = rollup.work;
}

qint64 RollupRule::sumRaw(Int128 sum) const
{
    const FieldType &type = m_table.type(Field::EstimateSum);
    if (type.type == ValueType::Real)
        return rawOfReal(
            double(static_cast<long double>(sum) / static_cast<long double>(power(m_workScale))));
    return clamped(m_sumUnit == 1 ? sum : divideHalfUp(sum, m_sumUnit));
}

Int128 RollupRule::divide(Int128 value, Int128 by) const
{
    return m_rounding == Rounding::Floor ? value / by : divideHalfUp(value, by);
}

long double RollupRule::progressOf(Item item, const Rollup &rollup) const
{
    long double share = 0;
    if (rollup.work > 0 && m_progressRule == ProgressRule::Work)
        share = static_cast<long double>(rollup.doneWork) /
                (static_cast<long double>(rollup.work) * static_cast<long double>(m_doneUnits));
    else if (rollup.descendants > 0)
        share = static_cast<long double>(rollup.done) / rollup.descendants;
    else if (const qint64 own = m_table.field(Field::OwnProgress)[item]; own != kNull)
        share = static_cast<long double>(progressUnits(own, m_table.type(Field::OwnProgress))) /
                static_cast<long double>(m_doneUnits);
    else
        share = (m_table.flags[item] & kDone) ? 1 : 0;
    return std::clamp(share, 0.0L, 1.0L) * m_progressScale;
}

qint64 RollupRule::progressRaw(Item item, const Rollup &rollup) const
{
    if (m_realProgress && m_table.type(Field::Progress).type == ValueType::Real)
        return rawOfReal(double(progressOf(item, rollup)));
    // The usual cases, which most leaves are.
    const bool byWork = rollup.work > 0 && m_progressRule == ProgressRule::Work;
    if (byWork && rollup.doneWork == 0)
        return 0;
    if (byWork && rollup.doneWork == rollup.work * m_doneUnits)
        return qint64(m_fullProgress);
    const int digits = m_realProgress ? m_table.type(Field::Progress).scale : m_progressDigits;
    const Int128 full = m_progressScale * power(digits);
    Int128 numerator = 0;
    Int128 denominator = 1;
    if (byWork) {
        numerator = rollup.doneWork;
        if (__builtin_mul_overflow(rollup.work, m_doneUnits, &denominator))
            denominator = 0;
    } else if (rollup.descendants > 0) {
        numerator = rollup.done;
        denominator = rollup.descendants;
    } else if (const qint64 own = m_table.field(Field::OwnProgress)[item]; own != kNull) {
        numerator = progressUnits(own, m_table.type(Field::OwnProgress));
        denominator = m_doneUnits;
    } else {
        numerator = (m_table.flags[item] & kDone) ? 1 : 0;
    }
    Int128 scaled = 0;
    Int128 limit = 0;
    qint64 raw = 0;
    if (denominator == 0 || __builtin_mul_overflow(numerator, 4 * full, &scaled) ||
        __builtin_mul_overflow(denominator, 4, &limit)) {
        // Beyond 128 bits only the last of 18 digits could differ.
        raw = std::llroundl(progressOf(item, rollup) * static_cast<long double>(power(digits)));
    } else {
        const Int128 rounded = divide(numerator * full, denominator);
        raw = clamped(std::clamp<Int128>(rounded, 0, full));
    }
    return clamped(raw * power(m_table.type(Field::Progress).scale - digits));
}

qint64 RollupRule::expected(Field field, Item item, const Rollup &rollup) const
{
    switch (field) {
    case Field::ChildCount:
        return rollup.children;
    case Field::DescendantCount:
        return rollup.descendants + (m_countSelf ? 1 : 0);
    case Field::DoneCount:
        return rollup.done + (m_countSelf && (m_table.flags[item] & kDone) ? 1 : 0);
    case Field::EstimateSum:
        return sumRaw(rollup.sum);
    case Field::Progress:
        return progressRaw(item, rollup);
    case Field::MinStart:
        return rollup.minStart;
    case Field::MaxEnd:
        return rollup.maxEnd;
    default:
        return kNull;
    }
}

bool RollupRule::agrees(Field field, qint64 stored, qint64 expected) const
{
    if (stored == expected)
        return true;
    if (stored == kNull || expected == kNull)
        return isNullForZero(field, stored, expected);
    const FieldType &type = m_table.type(field);
    if (type.type == ValueType::Real)
        return approximately(realOf(stored), realOf(expected));
    if (field == Field::Progress && m_realProgress) {
        const double unit = double(power(type.scale));
        return approximately(double(stored) / unit, double(expected) / unit);
    }
    return false;
}

Rollup RollupRule::stored(Item child, const Rollup &expected) const
{
    Rollup rollup = expected;
    const auto value = [&](Field field) { return m_table.field(field)[child]; };
    const auto count = [&](Field field, quint32 otherwise) {
        return !uses(field) ? otherwise : value(field) == kNull ? 0 : quint32(value(field));
    };
    const quint32 self = m_countSelf ? 1 : 0;
    const quint32 selfDone = (m_table.flags[child] & kDone) ? self : 0;
    const auto without = [](quint32 total, quint32 part) { return std::max(total, part) - part; };
    rollup.descendants = without(count(Field::DescendantCount, expected.descendants + self), self);
    rollup.done = without(count(Field::DoneCount, expected.done + selfDone), selfDone);
    if (uses(Field::EstimateSum)) {
        rollup.sum = workOf(value(Field::EstimateSum), m_table.type(Field::EstimateSum), m_sumUnit);
        if (m_sumRule == SumRule::OwnAndDescendants)
            rollup.work = rollup.sum;
    }
    if (uses(Field::Progress))
        rollup.doneWork =
            rollup.work * progressUnits(value(Field::Progress), m_table.type(Field::Progress));
    if (uses(Field::MinStart))
        rollup.minStart = value(Field::MinStart);
    if (uses(Field::MaxEnd))
        rollup.maxEnd = value(Field::MaxEnd);
    return rollup;
}

bool RollupRule::progressFollows(Item item, qint64 stored, const Rollup &fromStored) const
{
    if (stored == kNull)
        return false;
    const FieldType &type = m_table.type(Field::Progress);
    const long double value =
        type.type == ValueType::Real
            ? static_cast<long double>(realOf(stored))
            : static_cast<long double>(stored) / static_cast<long double>(power(type.scale));
    const long double unit = m_realProgress
                                 ? 0.0001L * m_progressScale
                                 : 1.0L / static_cast<long double>(power(m_progressDigits));
    return std::abs(value - progressOf(item, fromStored)) <= unit * (1 + 1e-9L);
}

} // namespace arborist::hierarchy
