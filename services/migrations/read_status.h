// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/status.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// One folder of migrations, and how it stands on one stage.
struct StageSet {
    MigrationSet set;
    SetStatus status;
};

/// All sets of a project as they stand where the connection leads: found, read, compared, one round
/// trip a ledger. Only reads. Throws Error for a section [migrations] that cannot be followed and
/// for a ledger that may not be read.
std::vector<StageSet> readStatuses(const stages::Workspace &workspace,
                                   postgres::Connection &connection);

} // namespace arborist::migrations
