// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/workspace.h"
#include "ui/operations/operation_flow.h"
#include <memory>

namespace arborist {

/// How taking back a run of the workspace is planned, shown and run; the same on every page that
/// offers it.
FlowRequest undoRequest(const QString &run, std::shared_ptr<const stages::Workspace> workspace);

/// Rows that the report's steps changed.
qint64 changedRows(const Report &report);

} // namespace arborist
