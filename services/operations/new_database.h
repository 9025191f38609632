// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/file_operation.h"
#include "services/stages/stage_check.h"
#include <memory>

namespace arborist::operations {

/// What it means for the records that a stage is to lead to a database.
struct NewDatabase {
    std::vector<RecordChange> records;
    std::vector<stages::FileChange> files; ///< arborist.lock, where the stage stands in it
    std::vector<PlanStep> steps;
    QStringList remarks;
    bool wantsName = false; ///< it looks like a protected stage's, or its record was stricter
};

/// Which database is at the address; throws Error in words that tell whose address it was.
stages::StageCheck reach(const QString &stage, const postgres::ConnectionInfo &info,
                         const std::stop_token &stop);

/// `stage` as it will be. Nothing is to be put on record where that database is there already.
/// Throws a refusing Error where it is that of a protected stage.
NewDatabase newDatabase(const stages::Workspace &workspace, const stages::Stage &stage,
                        const stages::StageCheck &check, const std::stop_token &stop);

/// Adds what follows for the records, and asks the address once more before anything is written:
/// the plan may have been looked at for a while.
std::shared_ptr<FileOperation> changeWithDatabase(stages::Verb verb, Plan plan,
                                                  std::vector<stages::FileChange> files,
                                                  NewDatabase database,
                                                  const postgres::ConnectionInfo &info,
                                                  const stages::StageCheck &check);

} // namespace arborist::operations
