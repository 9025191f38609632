// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/plan_node.h"
#include "services/query/query.h"

namespace arborist::query {

/// How the server would run the one statement of the request, or with `analyze` how it did: then
/// the statement is run, in a transaction that only reads. Throws like runReadOnly().
PlanNode explain(const QueryRequest &request, bool analyze, postgres::Connection &connection,
                 OperationContext &context);

} // namespace arborist::query
