// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/migrations/sql/statement.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// What statements take away for good, as far as their words tell, with the rows that are in it.
struct Losses {
    QStringList texts; ///< "Table items with its 50 rows"
    std::vector<PlanTable> tables;
};

/// What is not there is left out. Large tables are told by the server's estimate. Only reads.
Losses lossesOf(const std::vector<Statement> &statements, postgres::Connection &connection);

} // namespace arborist::migrations
