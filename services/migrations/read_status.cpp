// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/read_status.h"

#include "services/migrations/ledgers/settle_tool.h"

namespace arborist::migrations {

std::vector<StageSet> readStatuses(const stages::Workspace &workspace,
                                   postgres::Connection &connection)
{
    std::vector<StageSet> sets;
    for (MigrationSet &found : findSets(workspace)) {
        settleTool(found, connection);
        StageSet one;
        one.set = readSet(std::move(found));
        one.status = statusOf(one.set, Ledger::of(one.set)->read(connection));
        sets.push_back(std::move(one));
    }
    return sets;
}

} // namespace arborist::migrations
