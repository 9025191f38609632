// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/table_ledger.h"

namespace arborist::migrations {

/// goose_db_version as goose keeps it: a first row (0, true), a row a migration; older versions of
/// goose added a row (version, false) for the way back, so that the latest of a version counts.
class GooseLedger final : public TableLedger
{
public:
    explicit GooseLedger(const MigrationSet &set) : TableLedger(set) {}

    /// Also writes the first row.
    void create(postgres::Connection &connection) const override;

private:
    QStringList neededColumns() const override;
    std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const override;
    QString createSql() const override;
    Bound isRecordedQuery(const Migration &migration) const override;
    Bound insertion(const Migration &migration) const override;
    Bound deletion(const Migration &migration) const override;
};

} // namespace arborist::migrations
