// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/test_account.h"
#include "services/operations/operation.h"
#include "services/stages/workspace.h"
#include <optional>
#include <vector>

namespace arborist::data {

/// Where the rows of a reset come from.
enum class ResetData {
    Source, ///< another database, which is only read
    Seed,   ///< the project's seed
    None,
};

struct ResetRequest {
    const stages::Workspace *workspace = nullptr;
    PlanTarget target;
    ResetData data = ResetData::None;
    std::optional<postgres::ConnectionInfo> source; ///< for ResetData::Source
    QString sourceName;                             ///< of the stage, or empty
    int keepDays = 30;                              ///< how long the former database is kept
    /// Within the database itself, also where another one could be made beside it.
    bool isInPlace = false;
};

class ResetOperation : public operations::PlannedOperation
{
public:
    /// Test accounts that the seed declares, to be shown once it has run; kept nowhere.
    virtual const std::vector<TestAccount> &accounts() const = 0;
};

/// Plans a reset: a new database is made beside the stage's own, with its owner, settings, schemas,
/// privileges, default privileges and extensions; all migrations are applied to it from scratch;
/// it is filled; then all sessions are ended and the names swapped in one transaction. Until then
/// the old one is in use as it is, and afterwards it is kept: undo swaps back. Where the role may
/// make no databases, what there is is put into schemas aside within the database instead, and a
/// failure puts it back. Reads only. Throws Error: no migrations, one that cannot be run, no right
/// for either way, a source that is the target.
std::shared_ptr<ResetOperation>
planReset(const ResetRequest &request, postgres::Connection &connection, OperationContext &context);

} // namespace arborist::data
