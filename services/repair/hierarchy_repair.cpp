// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/hierarchy_repair.h"

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
    return m_repair.changes->deletedRows() > 0 ? stages::Risk::Destructive : stages::Risk::Write;
}

void HierarchyRepair::run(operations::Run &run)
{
    RepairRunner(run).run(m_repair);
}

RepairPlanPtr planRepair(const RepairRequest &request, postgres::Connection &connection,
                         OperationContext &context)
{
    return std::make_shared<HierarchyRepair>(RepairPlanner(request, connection, context).plan());
}

} // namespace arborist::repair
