// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/stages/workspace.h"
#include <QStringList>

namespace arborist::data {

struct GenerateRequest {
    const stages::Workspace *workspace = nullptr;
    PlanTarget target;
    QStringList wanted; ///< "users=100", "app.items=5000"
    quint64 randomSeed = 1;
};

/// Most rows that are made for one table at once.
constexpr qint64 kMostGenerated = 10'000'000;

/// Plans to fill tables with made-up rows, believable by name and type of their columns: the same
/// seed gives the same rows, in a database that is the same. Constraints are respected; what chance
/// cannot satisfy is refused. One transaction; undo takes out what nobody has changed since. Throws
/// Error: no such table, a required type that nothing is known of, an exclusion constraint, nothing
/// to refer to.
operations::PlannedOperationPtr planGenerate(const GenerateRequest &request,
                                             postgres::Connection &connection,
                                             OperationContext &context);

} // namespace arborist::data
