// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/item_table.h"
#include "services/hierarchy/mapping.h"

namespace arborist::hierarchy {

/// What an item gives to its parent: exact integers all the way up, rounded once at comparison.
struct Rollup {
    Int128 work = 0;     ///< estimates of the subtree, in units of 10^-workScale
    Int128 doneWork = 0; ///< the same times RollupRule::doneUnits()
    Int128 sum = 0;      ///< what the sum column's rule adds up, in units of work
    qint64 minStart = kNull;
    qint64 maxEnd = kNull;
    quint32 children = 0;
    quint32 descendants = 0;
    quint32 done = 0;
};

/// The rules of hierarchy.md 4.4 and 4.5 for one table: how own values and children's rollups make
/// an item's expected values. Raw values are those of the table's columns.
class RollupRule
{
public:
    RollupRule(const ItemTable &table, const Mapping &mapping);

    /// Leaves a column out, as if there were none: its rule does not fit the data.
    void ignore(Field field) { m_ignored |= 1U << unsigned(field); }
    bool uses(Field field) const
    {
        return m_table.has(field) && !(m_ignored & (1U << unsigned(field)));
    }

    /// Whether the item counts, with its whole subtree, for its ancestors.
    bool contributes(Item item) const { return !(m_table.flags[item] & m_notCounted); }
    /// The item's own part, before any child is added.
    Rollup own(Item item) const;
    /// Adds a contributing child's finished rollup.
    void add(Rollup &parent, Item child, const Rollup &rollup) const;
    /// Applies what depends on whether a child gave anything (dates, leaf sums).
    void finish(Rollup &rollup, Item item) const;

    /// The expected raw value of a derived column (all but depth).
    qint64 expected(Field field, Item item, const Rollup &rollup) const;
    /// Whether a stored value says the same as the expected one.
    bool agrees(Field field, qint64 stored, qint64 expected) const;
    /// NULL stored where zero is expected: another way to write the same.
    static bool isNullForZero(Field field, qint64 stored, qint64 expected)
    {
        return stored == kNull && expected == 0 && field >= Field::ChildCount &&
               field <= Field::Progress;
    }

    /// A child's part as its *stored* values tell it; what is not stored is taken from `expected`.
    Rollup stored(Item child, const Rollup &expected) const;
    /// Stored progress follows from children's stored values, which are rounded themselves: one
    /// unit of the last decimal is no difference.
    bool progressFollows(Item item, qint64 stored, const Rollup &fromStored) const;

    /// Manual dates in columns that hold both own and derived dates are never targets.
    bool isManualTarget(Field field, Item item) const
    {
        return (field == Field::MinStart || field == Field::MaxEnd) && datesAreShared(field) &&
               (m_table.flags[item] & kManual);
    }
    bool datesAreShared(Field field) const
    {
        return field == Field::MinStart ? m_sharedStart : m_sharedEnd;
    }

private:
    static Int128 workOf(qint64 raw, const FieldType &type, Int128 unit);
    qint64 sumRaw(Int128 sum) const;
    qint64 progressRaw(Item item, const Rollup &rollup) const;
    long double progressOf(Item item, const Rollup &rollup) const;
    void ownInterval(Item item, qint64 &start, qint64 &end) const;
    /// A progress value in units of 10^-m_progressPower.
    qint64 progressUnits(qint64 raw, const FieldType &type) const;

    Int128 divide(Int128 value, Int128 by) const;

    const ItemTable &m_table;
    quint16 m_notCounted;  ///< flags of items that do not contribute
    quint32 m_ignored = 0; ///< bits of fields
    SumRule m_sumRule;
    DateRule m_startRule, m_endRule;
    DateSource m_dates;
    ProgressRule m_progressRule;
    Rounding m_rounding;
    bool m_countSelf;
    int m_workScale = 0;       ///< decimals of work
    Int128 m_estimateUnit = 1; ///< work of one raw unit of an estimate
    Int128 m_sumUnit = 1;      ///< work of one raw unit of the sum column
    int m_progressScale = 100;
    int m_progressDigits = 0;
    Int128 m_fullProgress = 100; ///< raw value of 100 %
    int m_progressPower = 0;     ///< decimals in which progress enters doneWork
    Int128 m_doneUnits = 1;      ///< what 100 % is in doneWork
    bool m_realProgress = false; ///< compared with a tolerance, not rounded
    bool m_sharedStart = false, m_sharedEnd = false;
};

} // namespace arborist::hierarchy
