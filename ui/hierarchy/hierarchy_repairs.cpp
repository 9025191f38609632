// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_repairs.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "ui/hierarchy/change_view.h"
#include "ui/hierarchy/recipe_request.h"
#include "ui/operations/plan_dialog.h"
#include "ui/operations/undo_request.h"
#include "ui/shell/session.h"
#include "ui/widgets/table_view.h"

namespace arborist {

using namespace hierarchy;
using operations::PlannedOperation;
using operations::PlannedOperationPtr;
using repair::RepairPlan;

namespace {

/// What the job leaves for the dialog beside the plan.
struct Preview {
    ChangeGroupsPtr groups;
};

QString items(qint64 count)
{
    return count == 1 ? HierarchyRepairs::tr("1 item")
                      : HierarchyRepairs::tr("%1 items").arg(format::count(count));
}

qint64 estimateOf(const RepairPlan &plan)
{
    qint64 ms = plan.before()->durationMs(); // of the scan that follows
    for (const PlanStep &step : plan.plan().steps)
        ms += std::max<qint64>(0, step.estimateMs);
    return ms;
}

void describe(ShownPlan &shown, const RepairPlan &plan)
{
    const qint64 deleted = plan.changes().deletedRows();
    const qint64 written = plan.changes().rows() - deleted;
    const qint64 values = qint64(plan.changes().changes().size()) - deleted;
    QStringList sentences;
    if (written > 0)
        sentences << HierarchyRepairs::tr("Writes %1 values of %2.")
                         .arg(format::count(values), items(written));
    sentences << (deleted > 0 ? HierarchyRepairs::tr("Deletes %1.").arg(items(deleted))
                              : HierarchyRepairs::tr("No item is deleted."));
    sentences << HierarchyRepairs::tr("Takes ≈ %1.").arg(format::duration(estimateOf(plan)));
    shown.sentence = sentences.join(u' ');
    shown.windowTitle = HierarchyRepairs::tr("Repair hierarchy");
    shown.title = HierarchyRepairs::tr("%1 of %2")
                      .arg(HierarchyRepairs::tr("Repair hierarchy"),
                           plan.before()->mapping().qualifiedName());
    shown.action = deleted == 0   ? HierarchyRepairs::tr("Repair %1").arg(items(written))
                   : written == 0 ? HierarchyRepairs::tr("Delete %1").arg(items(deleted))
                                  : HierarchyRepairs::tr("Repair %1, delete %2")
                                        .arg(items(written), format::count(deleted));
}

QWidget *remainingTable(const RepairPlan &plan, QObject *owner)
{
    std::vector<QVariantList> rows;
    for (const Kind kind : allKinds()) {
        const qint64 now = plan.before()->drift()[size_t(kind)].items;
        const qint64 after = plan.remaining()[size_t(kind)].items;
        if (now > 0 || after > 0)
            rows.push_back({HierarchyRepairs::tr("%1 %2").arg(id(kind), title(kind)), now, after});
    }
    auto *model = new ChartTableModel(owner);
    model->setTable({HierarchyRepairs::tr("Kind"), HierarchyRepairs::tr("Items now"),
                     HierarchyRepairs::tr("Afterwards")},
                    std::move(rows));
    auto *table = new TableView;
    table->setAccessibleName(HierarchyRepairs::tr("What remains after the repair"));
    table->setModel(model);
    table->setColumnWidths({260, 110, 110}, 0);
    return table;
}

} // namespace

HierarchyRepairs::HierarchyRepairs(Session &session, QWidget *page)
    : QObject(page),
      m_session(session),
      m_flow(new OperationFlow(session, page))
{
    connect(m_flow, &OperationFlow::busyChanged, this, &HierarchyRepairs::busyChanged);
    connect(m_flow, &OperationFlow::planFailed, this, &HierarchyRepairs::failed);
    connect(m_flow, &OperationFlow::nothingToDo, this, [this] {
        Q_EMIT nothingToDo(
            m_recipe.isEmpty()
                ? tr("Nothing to write in %1: no row differs, or what differs is in flight.")
                      .arg(m_table)
                : tr("Nothing to do: the check of %1 finds no row.").arg(m_recipe));
    });
    connect(m_flow, &OperationFlow::ran, this, &HierarchyRepairs::finish);
}

bool HierarchyRepairs::isBusy() const
{
    return m_flow->isBusy();
}

void HierarchyRepairs::reset()
{
    m_flow->reset();
}

void HierarchyRepairs::repair(const Mapping &mapping, const QString &organization,
                              const RepairWish &wish)
{
    if (!m_session.target())
        return;
    m_table = mapping.qualifiedName();
    m_recipe.clear();
    repair::RepairRequest wanted;
    wanted.verb = wish.verb;
    wanted.mapping = mapping;
    wanted.organization = organization;
    wanted.kinds = wish.kinds;
    wanted.orphans = wish.orphans;
    const auto preview = std::make_shared<Preview>();
    FlowRequest request;
    request.planTitle = tr("Plan the repair of %1").arg(m_table);
    request.runTitle = tr("Repair %1").arg(m_table);
    request.icon = QStringLiteral("tools-wizard");
    request.table = m_table;
    request.plan = [wanted, preview](const stages::Stage &stage,
                                     OperationContext &context) mutable -> PlannedOperationPtr {
        postgres::Connection connection = context.connect();
        wanted.target = operations::planTarget(stage, connection);
        repair::RepairPlanPtr plan = repair::planRepair(wanted, connection, context);
        preview->groups = std::make_shared<ChangeGroups>(plan, plan->changes(), plan->before());
        return plan;
    };
    request.describe = [](ShownPlan &shown, const PlannedOperation &operation) {
        describe(shown, static_cast<const RepairPlan &>(operation));
    };
    request.dress = [this, preview](PlanDialog &dialog, const PlannedOperationPtr &operation) {
        const auto &plan = static_cast<const RepairPlan &>(*operation);
        dialog.addTab(tr("Changes"), new ChangeView(m_session, preview->groups));
        dialog.addTab(tr("What remains"), remainingTable(plan, &dialog));
    };
    m_flow->start(*m_session.target(), std::move(request));
}

void HierarchyRepairs::repair(const stages::RecipeFile &recipe, const QString &organization)
{
    if (!m_session.target())
        return;
    m_recipe = recipe.name;
    m_flow->start(*m_session.target(), recipeRequest(recipe, organization));
}

void HierarchyRepairs::undo(const QString &run)
{
    if (m_session.target())
        m_flow->start(*m_session.target(), undoRequest(run, m_session.workspace()));
}

void HierarchyRepairs::finish(const Report &report)
{
    const qint64 rows = changedRows(report);
    const bool undo = report.operation.startsWith(QStringLiteral("undo "));
    const QString way = rows > 0 ? report.run : QString();
    if (report.outcome == Report::Result::Succeeded && !undo && !m_recipe.isEmpty()) {
        Q_EMIT done(tr("%1: %2 rows written").arg(m_recipe, format::count(rows)), way);
        return;
    }
    if (report.outcome == Report::Result::Succeeded) {
        Q_EMIT done(undo ? tr("Restored %1").arg(items(rows)) : tr("Repaired %1").arg(items(rows)),
                    way);
        return;
    }
    const QString why = report.error ? report.error->message() : tr("Cancelled");
    const bool written = rows > 0;
    if (!written && report.error && report.outcome != Report::Result::Cancelled) {
        Q_EMIT failed(*report.error);
        return;
    }
    Q_EMIT done(written ? tr("%1 Written before: %2").arg(why, items(rows))
                        : tr("%1 Nothing was changed.").arg(why),
                way);
}

} // namespace arborist
