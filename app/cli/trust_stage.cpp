// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trust_stage.h"

#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/operations/refused_plan.h"
#include "services/operations/trust.h"

namespace arborist::cli {

int trustStage(Session &session)
{
    const auto plan =
        operations::planOrKeepRefusal(orderOf(session), QStringLiteral("stages trust"), [&] {
            postgres::Connection connection = session.connect();
            return operations::planTrust(session.workspace(), session.stage(), connection);
        });
    return runOperation(session, *plan);
}

} // namespace arborist::cli
