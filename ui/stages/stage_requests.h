// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/set_database.h"
#include "services/operations/stage_edit.h"
#include "ui/operations/operation_flow.h"
#include <memory>

namespace arborist {

using WorkspacePtr = std::shared_ptr<const stages::Workspace>;

/// How changes of the project's files are planned, shown and run.
/// `edit` has its address without password; see typedAddress().
FlowRequest stageEditRequest(const WorkspacePtr &workspace, const operations::StageEdit &edit,
                             const QString &password);
FlowRequest stageRemovalRequest(const WorkspacePtr &workspace, const QString &stage);
/// Lets the default stage (Target) or the source lead to the database of `stage`.
FlowRequest setDatabaseRequest(const WorkspacePtr &workspace, const QString &stage,
                               operations::SetDatabase::Role role);

/// An address as it was typed, without password: with `password`, else with the one that the stage
/// has now, if host and user are still the same. Reads files: for a job's thread.
postgres::ConnectionInfo typedAddress(const stages::Workspace &workspace, const QString &stage,
                                      const QString &address, const QString &password);

} // namespace arborist
