// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/recipe_request.h"

#include "models/common/chart_table_model.h"
#include "models/common/format.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "services/recipes/recipe_plan.h"
#include "ui/operations/plan_dialog.h"
#include "ui/widgets/table_view.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist {

using operations::PlannedOperation;
using operations::PlannedOperationPtr;
using recipes::RecipePlan;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RecipeRequest", text);
}

QString rows(qint64 count)
{
    return count == 1 ? tr("1 row") : tr("%1 rows").arg(format::count(count));
}

void describe(ShownPlan &shown, const RecipePlan &plan, const recipes::Recipe &recipe)
{
    shown.windowTitle = tr("Repair by recipe");
    shown.title = recipe.title;
    shown.sentence = tr("The check finds %1.").arg(rows(plan.found()));
    if (!recipe.description.isEmpty())
        shown.sentence = recipe.description + u' ' + shown.sentence;
    shown.action = tr("Repair %1").arg(rows(plan.found()));
}

/// The first rows that the check found.
QWidget *foundTable(const RecipePlan &plan, QObject *owner)
{
    std::vector<QVariantList> cells;
    for (const QStringList &row : plan.rows())
        cells.push_back(QVariantList(row.begin(), row.end()));
    auto *model = new ChartTableModel(owner);
    model->setTable(plan.columns(), std::move(cells));
    auto *table = new TableView;
    table->setAccessibleName(tr("Rows that need the repair"));
    table->setModel(model);
    table->setColumnWidths(QList<int>(plan.columns().size(), 120),
                           int(std::max<qsizetype>(0, plan.columns().size() - 1)));
    return table;
}

} // namespace

FlowRequest recipeRequest(const stages::RecipeFile &file, const QString &organization)
{
    const auto recipe = std::make_shared<recipes::Recipe>();
    FlowRequest request;
    request.planTitle = tr("Plan the repair %1").arg(file.name);
    request.runTitle = tr("Repair: %1").arg(file.name);
    request.icon = QStringLiteral("tools-wizard");
    request.plan = [file, organization, recipe](const stages::Stage &stage,
                                                OperationContext &context) -> PlannedOperationPtr {
        *recipe = recipes::readRecipe(file.name, file.file);
        postgres::Connection connection = context.connect();
        const PlanTarget target = operations::planTarget(stage, connection);
        return recipes::planRecipe({*recipe, organization, target}, connection, context);
    };
    request.describe = [recipe](ShownPlan &shown, const PlannedOperation &operation) {
        describe(shown, static_cast<const RecipePlan &>(operation), *recipe);
    };
    request.dress = [](PlanDialog &dialog, const PlannedOperationPtr &operation) {
        const auto &plan = static_cast<const RecipePlan &>(*operation);
        dialog.addTab(tr("Found"), foundTable(plan, &dialog));
    };
    return request;
}

} // namespace arborist
