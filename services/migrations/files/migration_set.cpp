// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/migration_set.h"

#include "services/migrations/files/readers.h"
#include "services/migrations/files/set_finder.h"

namespace arborist::migrations {

const Migration *MigrationSet::find(const QString &nameOrId) const
{
    for (const Migration &migration : migrations) {
        if (migration.name == nameOrId || migration.id == nameOrId)
            return &migration;
    }
    return nullptr;
}

std::vector<MigrationSet> findSets(const stages::Workspace &workspace)
{
    return SetFinder(workspace).find();
}

MigrationSet readSet(MigrationSet set)
{
    switch (set.tool) {
    case Tool::Drizzle:
        readDrizzle(set);
        break;
    case Tool::DrizzleV1:
        readDrizzleV1(set);
        break;
    case Tool::TypeOrm:
        readTypeOrm(set);
        break;
    case Tool::Dbmate:
        readDbmate(set);
        break;
    case Tool::GolangMigrate:
        readGolangMigrate(set);
        break;
    case Tool::Goose:
        readGoose(set);
        break;
    case Tool::NodePgMigrate:
        readNodePgMigrate(set);
        break;
    case Tool::Sql:
        readSqlFiles(set);
        break;
    }
    return set;
}

std::vector<MigrationSet> readSets(const stages::Workspace &workspace)
{
    std::vector<MigrationSet> sets = findSets(workspace);
    for (MigrationSet &set : sets)
        set = readSet(std::move(set));
    return sets;
}

} // namespace arborist::migrations
