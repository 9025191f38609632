// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/query/query.h"

namespace arborist::query {

struct WriteRequest {
    QueryRequest query; ///< INSERT, UPDATE, DELETE, MERGE and SELECT; maxRows says nothing
    PlanTarget target;
};

/// Plans SQL that writes: each statement a step, with the rows that the server's planner expects
/// and the table it locks. Nothing is changed. The run does all in one transaction, captures every
/// row that changes, by triggers too, and can be taken back; a changed table without a primary key
/// makes it fail, with nothing changed. Throws Error with position and line like runReadOnly().
operations::PlannedOperationPtr
planWrite(const WriteRequest &request, postgres::Connection &connection, OperationContext &context);

} // namespace arborist::query
