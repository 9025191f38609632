// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/ledgers/ledger.h"

#include "services/migrations/ledgers/drizzle_ledger.h"
#include "services/migrations/ledgers/drizzle_v1_ledger.h"
#include "services/migrations/ledgers/golang_migrate_ledger.h"
#include "services/migrations/ledgers/goose_ledger.h"
#include "services/migrations/ledgers/name_ledgers.h"

namespace arborist::migrations {

std::unique_ptr<Ledger> Ledger::of(const MigrationSet &set)
{
    switch (set.tool) {
    case Tool::Drizzle:
        return std::make_unique<DrizzleLedger>(set);
    case Tool::DrizzleV1:
        return std::make_unique<DrizzleV1Ledger>(set);
    case Tool::TypeOrm:
        return std::make_unique<NameLedger>(set, NameLedger::typeOrm(set.ledger.table));
    case Tool::Dbmate:
        return std::make_unique<NameLedger>(set, NameLedger::dbmate());
    case Tool::GolangMigrate:
        return std::make_unique<GolangMigrateLedger>(set);
    case Tool::Goose:
        return std::make_unique<GooseLedger>(set);
    case Tool::NodePgMigrate:
        return std::make_unique<NameLedger>(set, NameLedger::nodePgMigrate());
    case Tool::Sql:
        break;
    }
    return std::make_unique<NameLedger>(set, NameLedger::own());
}

} // namespace arborist::migrations
