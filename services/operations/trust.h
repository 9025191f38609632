// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/stages/workspace.h"

namespace arborist::operations {

/// Plans to accept the database that the stage leads to over that connection as the stage's own:
/// what was on record is replaced, on this machine and, for a protected stage, in the project's
/// arborist.lock. No database is changed. Wants the stage's name typed where the stage, or another
/// one with a claim to the database, is protected. Throws Error.
PlannedOperationPtr planTrust(const stages::Workspace &workspace, const stages::Stage &stage,
                              postgres::Connection &connection);

} // namespace arborist::operations
