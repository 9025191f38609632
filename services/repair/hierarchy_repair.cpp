// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/hierarchy_repair.h"

#include "services/operations/plan_target.h"
#include "services/repair/plan_text.h"
#include "services/repair/repair_runner.h"

namespace arborist::repair {

HierarchyRepair::HierarchyRepair(PlannedRepair repair)
    : m_repair(std::move(repair)),
      m_plan(describe(m_repair))
{
}

stages::Risk HierarchyRepair::risk() const
{
    // By what was asked for, not by what is found: the plan's hash follows from it.
    const bool deletes = m_repair.request.orphans == OrphanAction::Delete &&
                         (m_repair.request.kinds & bit(Kind::S3));
    return deletes ? stages::Risk::Destructive : stages::Risk::Write;
}

void HierarchyRepair::run(operations::Run &run)
{
    RepairRunner(run).run(m_repair);
}

RepairPlanPtr planRepair(const RepairRequest &request, postgres::Connection &connection,
                         OperationContext &context)
{
    PlannedRepair repair = RepairPlanner(request, connection, context, {}).plan();
    if (repair.request.target.database.isEmpty())
        repair.request.target = operations::planTarget(connection);
    return std::make_shared<HierarchyRepair>(std::move(repair));
}

} // namespace arborist::repair
