// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/recipe_repair.h"

#include "app/cli/cli_text.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/operations/plan_target.h"
#include "services/recipes/recipe_plan.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::cli {
namespace {

QByteArray rowsToJson(const recipes::RecipePlan &plan)
{
    QJsonArray rows;
    for (const QStringList &values : plan.rows()) {
        QJsonObject row;
        for (qsizetype i = 0; i < plan.columns().size(); ++i)
            row.insert(plan.columns()[i], values.value(i));
        rows += row;
    }
    return QJsonDocument(rows).toJson(QJsonDocument::Compact);
}

recipes::RecipePlanPtr makePlan(Session &session, recipes::RecipeRequest request)
{
    OperationContext context = session.context();
    const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
    postgres::Connection connection = context.connect();
    request.target = operations::planTarget(session.stage(), connection);
    return planRecipe(request, connection, context);
}

} // namespace

recipes::Recipe findRecipe(Session &session, const QString &name, const QStringList &builtIn)
{
    QStringList names = builtIn;
    if (session.hasWorkspace()) {
        for (const stages::RecipeFile &recipe : session.workspace().recipes()) {
            if (recipe.name == name)
                return recipes::readRecipe(recipe.name, recipe.file);
            names << recipe.name;
        }
    }
    throw Error::usage(CliText::tr("There is no repair “%1”.").arg(name),
                       CliText::tr("Repairs: %1. Others: [[recipes]] in arborist.toml")
                           .arg(names.join(QStringLiteral(", "))));
}

int repairByRecipe(Session &session, const recipes::Recipe &recipe, const QString &organization,
                   bool changes)
{
    const recipes::RecipePlanPtr plan = makePlan(session, {recipe, organization, {}});
    OperationExtras extras;
    if (changes)
        extras.changes = [&plan] { return rowsToJson(*plan); };
    return runOperation(session, *plan, extras);
}

} // namespace arborist::cli
