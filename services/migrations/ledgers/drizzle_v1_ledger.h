// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/table_ledger.h"

namespace arborist::migrations {

/// drizzle.__drizzle_migrations as drizzle-orm 1.0 writes it: (hash, created_at, name), and
/// applied_at by its default. The name is the identity.
class DrizzleV1Ledger final : public TableLedger
{
public:
    explicit DrizzleV1Ledger(const MigrationSet &set) : TableLedger(set) {}

    /// Also brings a table of the old form up, as drizzle-orm 1.0 does; throws Error, as it does,
    /// where a row fits no migration.
    void create(postgres::Connection &connection) const override;

private:
    QStringList neededColumns() const override;
    std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const override;
    QString createSql() const override;
    Bound isRecordedQuery(const Migration &migration) const override;
    Bound insertion(const Migration &migration) const override;
    Bound deletion(const Migration &migration) const override;
    void upgrade(postgres::Connection &connection) const;
    Bound rowOf(const Migration &migration, const QString &frame) const;
};

} // namespace arborist::migrations
