// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trust_stage.h"

#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/operations/trust.h"

namespace arborist::cli {

int trustStage(Session &session)
{
    const operations::PlannedOperationPtr plan = [&session] {
        postgres::Connection connection = session.connect();
        return operations::planTrust(session.workspace(), session.stage(), connection);
    }();
    return runOperation(session, *plan);
}

} // namespace arborist::cli
