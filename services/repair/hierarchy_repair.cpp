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

const stages::OperationKind &HierarchyRepair::kind() const
{
    using stages::Verb;
    const QString &verb = m_repair.request.verb;
    const bool deletes = m_repair.request.orphans == OrphanAction::Delete &&
                         (m_repair.request.kinds & bit(Kind::S3));
    return operationKind(deletes                   ? Verb::DeleteOrphans
                         : verb == u"hierarchy"    ? Verb::RepairHierarchy
                         : verb == u"aggregations" ? Verb::RepairAggregations
                         : verb == u"dates"        ? Verb::RepairDates
                         : verb == u"orphans"      ? Verb::RepairOrphans
                                                   : Verb::RepairAll);
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
