// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/finding.h"
#include "services/hierarchy/forest.h"
#include "services/hierarchy/mapping.h"
#include "services/hierarchy/rollup.h"
#include <array>
#include <atomic>
#include <stop_token>
#include <vector>

namespace arborist::hierarchy {

/// Compares stored values with expected ones, one organization at a time: first downward
/// (structure, depth, path), then upward (counts, sums, progress, dates). Organizations may be
/// compared by several threads at once; each thread has its own list of findings.
class DriftComparison
{
public:
    /// `depthBase` is what a root's stored depth should be.
    DriftComparison(const ItemTable &table, const Forest &forest, const Mapping &mapping,
                    int depthBase, std::stop_token stop);

    using Findings = std::vector<Finding>;
    /// S1 to S4 and Q1: what is known once the forest is there.
    void reportStructure(Findings &findings) const;
    void compareDownward(size_t organization, Findings &findings);
    void compareUpward(size_t organization, Findings &findings);

    /// Adds one finding; in flight if the item, its parent or a child changed just now.
    void report(Findings &findings, Item item, Kind kind, bool origin, bool repairable,
                qint64 stored = kNull, qint64 expected = kNull) const;

    /// Leaves a column whose rule does not fit out of compareUpward from now on.
    void ignore(Field field) { m_rule.ignore(field); }
    /// Takes a kind's rule for known, however well it fits.
    void declare(Kind kind) { m_declared[size_t(kind)] = true; }

    /// Share of the inner items whose stored value agrees, 0..1; 1 where there are none.
    double agreement(Kind kind) const;
    /// True if the kind's rule is declared or fits at least 90 % of the inner items.
    bool isKnown(Kind kind) const;
    qint64 nullForZero() const { return m_nullForZero; }
    /// Makes compareUpward countable once more.
    void resetUpward();

private:
    void prefetchDownward(Item item) const;
    void prefetchUpward(Item item) const;
    void compareItem(Item item, quint32 depth, const PathHash &expectedPath, Findings &findings);
    void compareSiblings(std::span<const Item> siblings, Findings &findings) const;
    void compareRollups(Item item, const Rollup &rollup, std::span<const Item> children,
                        const Rollup *childRollups, Findings &findings);
    bool isOrigin(Field field, Item item, qint64 stored, std::span<const Item> children,
                  const Rollup *childRollups) const;
    PathHash extended(const PathHash &parent, Item item) const;
    bool isInFlight(Item item) const;
    /// Notes a mismatch; false once the kind is known not to fit, so that nothing more is recorded.
    bool mismatch(Kind kind, bool inner);

    const ItemTable &m_table;
    const Forest &m_forest;
    const Mapping &m_mapping;
    RollupRule m_rule;
    std::string m_separator;
    bool m_pathHasSelf = true;
    bool m_labelIsId = true;
    bool m_comparePath = false;
    int m_depthBase = 0;
    bool m_anyRecent = false;
    std::array<bool, kKindCount> m_declared{};
    std::array<std::atomic<qint64>, kKindCount> m_innerMismatches{};
    std::atomic<qint64> m_nullForZero = 0;
    std::stop_token m_stop;
};

} // namespace arborist::hierarchy
