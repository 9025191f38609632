// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include "services/repair/repair_changes.h"
#include "services/repair/structural_choices.h"

namespace arborist::repair {

/// Collects what a plan writes, and counts what will be left.
class ChangeCollector
{
public:
    /// `kinds`: bits of those to be repaired. Derived values at and below an edge that stays bad
    /// are left alone: stored depth and path are the only witnesses of where it belongs.
    ChangeCollector(const Snapshot &planned, quint32 kinds);

    /// By item, then kind.
    std::vector<RepairChanges::Entry> collect(const Snapshot &before,
                                              const StructuralChoices &choices) const;
    /// Findings of the planned forest that nothing of the plan takes away.
    KindCounts remaining() const;

private:
    bool isWritten(const Finding &finding) const;

    const Snapshot &m_planned;
    quint32 m_kinds;
    std::vector<bool> m_leftAlone; ///< by item; empty if no edge stays bad
};

} // namespace arborist::repair
