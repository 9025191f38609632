// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include "services/stages/workspace.h"

namespace arborist::stages {

/// Finds the stage's address and connects. Where the server refuses a secret that was in memory, it
/// may have been rotated: it is fetched anew and tried once more. `adapt` sees the address before
/// each attempt. Throws Error.
postgres::Connection openStage(const Workspace &workspace, const Stage &stage,
                               std::stop_token stop = {},
                               const std::function<void(postgres::ConnectionInfo &)> &adapt = {});

} // namespace arborist::stages
