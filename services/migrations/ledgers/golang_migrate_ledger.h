// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/table_ledger.h"

namespace arborist::migrations {

/// schema_migrations (version, dirty) as golang-migrate keeps it: one row, the version that the
/// database is at. The row is dirty while a migration runs, and stays so when it fails.
class GolangMigrateLedger final : public TableLedger
{
public:
    explicit GolangMigrateLedger(const MigrationSet &set) : TableLedger(set) {}

    void record(postgres::Connection &connection, const Migration &migration) const override;
    /// The version before it, or no row at all.
    void forget(postgres::Connection &connection, const Migration &migration) const override;
    QString recordSql(const Migration &migration) const override;
    QString forgetSql(const Migration &migration) const override;
    void markBegun(postgres::Connection &connection, const Migration &migration) const override;
    void unmarkBegun(postgres::Connection &connection, const Migration &migration) const override;

private:
    QStringList neededColumns() const override;
    std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const override;
    QString createSql() const override;
    Bound isRecordedQuery(const Migration &migration) const override;
    Bound insertion(const Migration &migration) const override;
    Bound deletion(const Migration &migration) const override;
    /// Statements that leave that one row; nullopt: none.
    QString moveSql(std::optional<qint64> version, bool isDirty) const;
    std::optional<qint64> before(const Migration &migration) const;

    /// What the row said before markBegun(), where that was another version.
    mutable std::optional<std::optional<qint64>> m_marked;
};

} // namespace arborist::migrations
