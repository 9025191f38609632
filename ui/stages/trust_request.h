// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/operation_flow.h"

namespace arborist {

struct StageRow;

namespace stages {
class Workspace;
}

/// How accepting the database that a stage leads to is planned, shown and run.
FlowRequest trustRequest(const std::shared_ptr<const stages::Workspace> &workspace,
                         const QString &stage);

/// Whether the stage's database may be offered for acceptance: it was reached, and is nobody
/// else's that is protected.
bool canTrust(const StageRow &row);

} // namespace arborist
