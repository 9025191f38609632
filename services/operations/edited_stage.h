// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/stage_edit.h"
#include <stop_token>

namespace arborist::operations {

/// The stage as it will be, as far as its address and its protection go.
stages::Stage stageAfter(const stages::Workspace &workspace, const StageEdit &edit);

/// Whether it leads elsewhere, or by another way, than before.
bool movesAddress(const stages::Workspace &workspace, const StageEdit &edit,
                  const stages::Stage &after);

/// Where it leads to; fetches a secret where that takes one. Throws Error.
postgres::ConnectionInfo addressAfter(const stages::Workspace &workspace, const StageEdit &edit,
                                      const stages::Stage &after, const std::stop_token &stop);

} // namespace arborist::operations
