// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/plan_target.h"

#include "services/stages/stage_check.h"

namespace arborist::operations {

PlanTarget planTarget(const stages::Stage &stage, postgres::Connection &connection)
{
    const stages::StageCheck check = stages::identify(stage.name, connection);
    const qint64 bytes =
        connection.exec(QStringLiteral("SELECT pg_database_size(current_database())"))
            .integer(0, 0);
    return {stage.name, check.address, check.database, check.fingerprint.text(), bytes};
}

PlanTarget planTarget(postgres::Connection &connection)
{
    return planTarget(stages::Stage(), connection);
}

} // namespace arborist::operations
