// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/test_account.h"
#include "services/operations/operation.h"
#include "services/stages/workspace.h"
#include <functional>
#include <vector>

namespace arborist::data {

struct SeedRequest {
    const stages::Workspace *workspace = nullptr;
    PlanTarget target;
    QStringList only;     ///< names of files or tables; empty: all
    bool isFresh = false; ///< the seed's tables are archived and emptied first
};

/// Fills tables from the files of a project's seed, in one transaction.
class SeedOperation : public operations::PlannedOperation
{
public:
    /// Test accounts that the seed declares, to be shown once it has run; kept nowhere.
    virtual const std::vector<TestAccount> &accounts() const = 0;
};

struct SeedCommandRequest {
    const stages::Workspace *workspace = nullptr;
    const stages::Stage *stage = nullptr;
    postgres::ConnectionInfo address; ///< of the stage, with its password
    PlanTarget target;
    bool isFresh = false;                           ///< all tables are emptied before it runs
    std::function<void(const QByteArray &)> output; ///< gets what it writes, as it comes
};

/// Plans to run the project's own command ([seed] command of arborist.toml) at a pseudo-terminal.
/// It gets the stage's address by the variable that the stage itself is read from, and nothing else
/// of ours. Who follows the progress is told line by line what it writes. What it did is told by
/// the rows that tables have before and after. All tables are archived first, so that undo brings
/// back what was there. Throws Error: no command, a stage whose address is in no variable.
std::shared_ptr<SeedOperation> planSeedCommand(const SeedCommandRequest &request,
                                               postgres::Connection &connection,
                                               OperationContext &context);

/// Plans it; reads only. What is there already is passed over and counted. Way back: the journal
/// has every row of a seed of up to 16 MiB into tables with primary keys; of a larger one that only
/// adds rows, the transaction that added them; of a fresh one an archive of what it empties. Throws
/// Error with file, line and column for what is wrong in the files; a usage Error where there is no
/// seed.
std::shared_ptr<SeedOperation>
planSeed(const SeedRequest &request, postgres::Connection &connection, OperationContext &context);

} // namespace arborist::data
