// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/repair_planner.h"

namespace arborist::repair {

/// The plan of a hierarchy's repair, and its run.
class HierarchyRepair final : public RepairPlan
{
public:
    explicit HierarchyRepair(PlannedRepair repair);

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override;
    bool hasWork() const override { return !m_repair.changes->changes().empty(); }
    void run(operations::Run &run) override;

    SnapshotPtr before() const override { return m_repair.before; }
    SnapshotPtr planned() const override { return m_repair.planned; }
    const ChangeSet &changes() const override { return *m_repair.changes; }
    KindCounts remaining() const override { return m_repair.remaining; }

private:
    PlannedRepair m_repair;
    Plan m_plan;
};

} // namespace arborist::repair
