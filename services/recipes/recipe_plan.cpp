// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/recipes/recipe_plan.h"

#include "services/core/error.h"
#include "services/operations/captured_change.h"
#include "services/postgres/connection.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <QJsonObject>

namespace arborist::recipes {
namespace {

using operations::Run;
using postgres::Connection;
using postgres::Result;

QString tr(const char *text)
{
    return QCoreApplication::translate("Recipe", text);
}

void limitTo(Connection &connection, const QString &organization)
{
    connection.exec(QStringLiteral("SELECT set_config('arborist.organization', $1, true)"),
                    {organization});
}

/// Counted on the server, so that a check that finds millions costs no memory here.
qint64 count(Connection &connection, const Recipe &recipe)
{
    return connection
        .exec(QStringLiteral("SELECT count(*) FROM (%1) AS found").arg(recipe.check.text))
        .integer(0, 0);
}

class Planned final : public RecipePlan
{
public:
    explicit Planned(RecipeRequest request) : m_request(std::move(request)) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::RepairRecipe);
    }
    bool hasWork() const override { return m_found > 0; }
    qint64 found() const override { return m_found; }
    const QStringList &columns() const override { return m_columns; }
    const std::vector<QStringList> &rows() const override { return m_rows; }

    void make(Connection &connection, OperationContext &context)
    {
        const Recipe &recipe = m_request.recipe;
        context.progress->enter(tr("Checking: %1").arg(recipe.title), 1);
        connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
        const postgres::RollbackGuard guard(connection, context.stop);
        limitTo(connection, m_request.organization);
        m_found = count(connection, recipe);
        const Result shown = connection.exec(QStringLiteral("SELECT * FROM (%1) AS found LIMIT %2")
                                                 .arg(recipe.check.text)
                                                 .arg(kShownRows));
        m_columns = shown.columnNames();
        for (int row = 0; row < shown.rows(); ++row) {
            QStringList values;
            for (int column = 0; column < shown.columns(); ++column)
                values += shown.text(row, column);
            m_rows.push_back(std::move(values));
        }
        describe();
    }

    void run(Run &run) override
    {
        run.beginStep(m_request.recipe.title);
        operations::runCaptured(run, [this](Connection &connection) { fix(connection); });
    }

private:
    void describe()
    {
        const Recipe &recipe = m_request.recipe;
        m_plan.operation = QStringLiteral("repair ") + recipe.name;
        m_plan.request = {{QStringLiteral("recipe"), recipe.name},
                          {QStringLiteral("organization"), m_request.organization}};
        m_plan.target = m_request.target;
        for (const postgres::SqlStatement &statement : recipe.fix) {
            PlanStep step{recipe.title, -1, statement.text, {}};
            if (!statement.table.isEmpty())
                step.lock = tr("ROW EXCLUSIVE on %1").arg(statement.table);
            m_plan.steps.push_back(std::move(step));
        }
        m_plan.steps.front().rows = m_found;
        m_plan.schema = recipe.check.text;
        m_plan.wayBack = tr("Every row that it inserts, changes or deletes is kept; Undo puts them "
                            "back.");
    }

    void fix(Connection &connection)
    {
        const Recipe &recipe = m_request.recipe;
        limitTo(connection, m_request.organization);
        for (const postgres::SqlStatement &statement : recipe.fix) {
            try {
                connection.exec(statement.text);
            } catch (Error &error) {
                error.setWhere(QStringLiteral("%1:%2").arg(recipe.file).arg(statement.line));
                throw;
            }
        }
        if (const qint64 left = count(connection, recipe); left > 0) {
            throw Error(tr("The fix leaves %1 of the rows that its check finds.").arg(left),
                        tr("Nothing was changed. Mend the recipe: after fix, check must find "
                           "nothing."))
                .setWhere(recipe.file);
        }
    }

    RecipeRequest m_request;
    Plan m_plan;
    qint64 m_found = 0;
    QStringList m_columns;
    std::vector<QStringList> m_rows;
};

} // namespace

RecipePlanPtr planRecipe(const RecipeRequest &request, postgres::Connection &connection,
                         OperationContext &context)
{
    auto planned = std::make_shared<Planned>(request);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::recipes
