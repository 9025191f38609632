// SPDX-License-Identifier: GPL-3.0-or-later
// The requests that add rows: seed and generator.
#include "models/common/format.h"
#include "models/data/data_summary.h"
#include "services/data/generator/generate.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "ui/data/data_requests.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist {

namespace {

/// The translation context of this file.
class FillTexts
{
    Q_DECLARE_TR_FUNCTIONS(FillTexts)
};

qint64 stepRows(const Plan &plan)
{
    qint64 rows = 0;
    for (const PlanStep &step : plan.steps)
        rows += std::max<qint64>(0, step.rows);
    return rows;
}

} // namespace

FlowRequest seedRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                        const SeedWish &wish, const SeedOutcomePtr &outcome)
{
    FlowRequest request;
    request.planTitle = FillTexts::tr("Plan the seed of %1").arg(stage.name);
    request.runTitle = FillTexts::tr("Seed %1").arg(stage.name);
    request.icon = QStringLiteral("list-add");
    request.operation = QStringLiteral("seed");
    request.plan = [workspace, wish, outcome](const stages::Stage &target,
                                              OperationContext &context) {
        postgres::Connection connection = context.connect();
        if (wish.byCommand) {
            data::SeedCommandRequest command;
            command.workspace = workspace.get();
            command.stage = &target;
            command.address = workspace->resolve(target, context.stop);
            command.target = operations::planTarget(target, connection);
            command.isFresh = wish.isFresh;
            outcome->operation = data::planSeedCommand(command, connection, context);
            return outcome->operation;
        }
        data::SeedRequest seed;
        seed.workspace = workspace.get();
        seed.only = wish.only;
        seed.isFresh = wish.isFresh;
        seed.target = operations::planTarget(target, connection);
        outcome->operation = data::planSeed(seed, connection, context);
        return outcome->operation;
    };
    request.describe = [name = stage.name, wish](ShownPlan &shown,
                                                 const operations::PlannedOperation &) {
        shown.windowTitle = FillTexts::tr("Seed");
        shown.title = FillTexts::tr("Seed %1").arg(name);
        shown.sentence =
            wish.byCommand
                ? wish.isFresh
                      ? FillTexts::tr("Empties all tables, after their rows were written to an "
                                      "archive, and runs the project’s own command.")
                      : FillTexts::tr("Runs the project’s own command, after the rows of all "
                                      "tables were written to an archive.")
            : wish.isFresh ? FillTexts::tr("Empties the tables, after their rows were written to "
                                           "an archive, and fills them anew, in one transaction.")
                           : FillTexts::tr("Adds rows in one transaction; those that are there "
                                           "already are passed over.");
        shown.action = wish.byCommand ? FillTexts::tr("Run the command") : FillTexts::tr("Seed");
    };
    return request;
}

FlowRequest generateRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                            const GenerateWish &wish)
{
    FlowRequest request;
    request.planTitle = FillTexts::tr("Plan made-up rows for %1").arg(stage.name);
    request.runTitle = FillTexts::tr("Generate rows for %1").arg(stage.name);
    request.icon = QStringLiteral("randomize");
    request.operation = QStringLiteral("seed");
    request.plan = [workspace, wish](const stages::Stage &target, OperationContext &context) {
        postgres::Connection connection = context.connect();
        data::GenerateRequest generate;
        generate.workspace = workspace.get();
        generate.wanted = wish.wanted;
        generate.randomSeed = wish.randomSeed;
        generate.target = operations::planTarget(target, connection);
        return data::planGenerate(generate, connection, context);
    };
    request.describe = [name = stage.name](ShownPlan &shown,
                                           const operations::PlannedOperation &operation) {
        const QString rows = data_text::rows(stepRows(shown.plan));
        shown.windowTitle = FillTexts::tr("Generate");
        shown.title = FillTexts::tr("Generate %1 on %2").arg(rows, name);
        shown.sentence = FillTexts::tr("Made-up rows for %1, in one transaction.")
                             .arg(data_text::tables(qint64(operation.plan().steps.size())));
        shown.action = FillTexts::tr("Add %1").arg(rows);
    };
    return request;
}

} // namespace arborist
