// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/query.h"
#include "ui/operations/operation_flow.h"

namespace arborist {

/// What the plan dialog needs to run SQL that writes.
FlowRequest writeRequest(const query::QueryRequest &query);

} // namespace arborist
