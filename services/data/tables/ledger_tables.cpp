// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/tables/ledger_tables.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <initializer_list>

namespace arborist::data {

namespace {

/// A ledger by its usual name, whatever the schema, and columns that tell it from a table of the
/// application that has that name by chance.
struct KnownLedger {
    const char *name;
    std::initializer_list<const char *> columns;
};

// Tools that migrations/ledgers knows, then others whose projects a database may be of.
const std::array kKnown{
    KnownLedger{"__drizzle_migrations", {"hash", "created_at"}},
    KnownLedger{"migrations", {"timestamp", "name"}},
    KnownLedger{"typeorm_metadata", {"type", "name", "value"}},
    KnownLedger{"schema_migrations", {"version"}},
    KnownLedger{"goose_db_version", {"version_id", "is_applied"}},
    KnownLedger{"pgmigrations", {"name", "run_on"}},
    KnownLedger{"arborist_migrations", {"name"}},
    KnownLedger{"marker", {"version", "items", "manifest"}}, // of the demo, in arborist_demo
    KnownLedger{"ar_internal_metadata", {"key", "value"}},
    KnownLedger{"_prisma_migrations", {"checksum", "migration_name"}},
    KnownLedger{"knex_migrations", {"name", "batch"}},
    KnownLedger{"knex_migrations_lock", {"is_locked"}},
    KnownLedger{"flyway_schema_history", {"installed_rank", "script"}},
    KnownLedger{"alembic_version", {"version_num"}},
    KnownLedger{"databasechangelog", {"author", "filename"}},
    KnownLedger{"databasechangeloglock", {"locked"}},
    KnownLedger{"django_migrations", {"app", "name"}},
    KnownLedger{"SequelizeMeta", {"name"}},
    KnownLedger{"kysely_migration", {"name", "timestamp"}},
    KnownLedger{"kysely_migration_lock", {"is_locked"}},
};

bool isLike(const DataTable &table, const KnownLedger &known)
{
    return table.name == QLatin1String(known.name) &&
           std::ranges::all_of(known.columns, [&](const char *name) {
               return table.column(QString::fromLatin1(name)) != nullptr;
           });
}

} // namespace

QString reasonToLeaveOut(const DataTable &table, const std::vector<migrations::LedgerName> &ledgers)
{
    const bool isLedger =
        std::ranges::any_of(ledgers,
                            [&](const migrations::LedgerName &ledger) {
                                return ledger.table == table.name &&
                                       (ledger.schema.isEmpty() || ledger.schema == table.schema);
                            }) ||
        std::ranges::any_of(kKnown, [&](const KnownLedger &known) { return isLike(table, known); });
    if (isLedger)
        return QCoreApplication::translate("DataTables", "the record of applied migrations");
    if (table.name.startsWith(QStringLiteral("__arborist_")))
        return QCoreApplication::translate("DataTables", "a table of this program");
    return {};
}

} // namespace arborist::data
