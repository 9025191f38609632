// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/refused_plan.h"

#include "services/core/log.h"
#include "services/core/run_log.h"
#include "services/stages/policy_words.h"

namespace arborist::operations {

namespace {

void keep(const Order &order, const QString &operation, const Error &error)
{
    RunRecord run;
    run.id = RunLog::newId();
    run.operation = operation;
    run.workspace = order.workspaceKey;
    run.undoes = order.undoes;
    Plan plan; // as far as it came
    plan.operation = operation;
    plan.caller = toWord(order.consent.caller);
    plan.verdict = toWord(stages::Requirement::Refused);
    if (order.stage) {
        run.stage = order.stage->name;
        if (const auto known = order.workspace->knownAddress(*order.stage)) {
            run.host = known->address();
            run.database = known->database();
        }
    }
    plan.target = {run.stage, run.host, run.database, {}};
    run.plan = plan.toJson();
    RunLog({}, order.workspace && order.workspace->auditToSyslog()).refuse(run, error);
}

} // namespace

PlannedOperationPtr planOrKeepRefusal(const Order &order, const QString &operation,
                                      const std::function<PlannedOperationPtr()> &plan)
{
    try {
        return plan();
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Refused) {
            try {
                keep(order, operation, error);
            } catch (const Error &reason) {
                log::error(reason.message()); // the refusal itself stands
            }
        }
        throw;
    }
}

} // namespace arborist::operations
