// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/table_ledger.h"

namespace arborist::migrations {

/// drizzle.__drizzle_migrations as drizzle-orm up to 0.45 writes it: (hash, created_at), and the
/// name too where 1.0 has added that column, since it would run a migration without one again.
class DrizzleLedger final : public TableLedger
{
public:
    explicit DrizzleLedger(const MigrationSet &set) : TableLedger(set) {}

    /// Also looks which form the table has, with the same round trip.
    void lock(postgres::Connection &connection) const override;
    void record(postgres::Connection &connection, const Migration &migration) const override;
    /// The row of its time, else the one of its hash.
    void forget(postgres::Connection &connection, const Migration &migration) const override;

private:
    QStringList neededColumns() const override;
    std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const override;
    QString createSql() const override;
    QString alsoAsked() const override;
    void takeAnswer(const postgres::Result &answer) const override;
    Bound isRecordedQuery(const Migration &migration) const override;
    Bound mayBeRecordedQuery(const Migration &migration) const override;
    Bound insertion(const Migration &migration) const override;
    Bound deletion(const Migration &migration) const override;
    /// A condition on $1 (its time) and, if need be, $2 (its hash): what drizzle knows it by.
    QString byTime(const Migration &migration) const;
    /// %1 is the table, %2 that condition, %3 one for rows of another time with its hash.
    Bound byHash(const Migration &migration, const QString &frame) const;

    mutable std::optional<bool> m_isNewForm; ///< nullopt: nobody has looked
};

/// The name that drizzle-kit 1.0 gives a migration of the old form: the time of its `when` and its
/// tag without the number.
QString newDrizzleName(const Migration &migration);

/// The rows of a table of either form, by id.
std::vector<LedgerRow> drizzleRows(const TableRows &table, LedgerState &state);

} // namespace arborist::migrations
