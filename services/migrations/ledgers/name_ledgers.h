// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/table_ledger.h"

namespace arborist::migrations {

/// A ledger with one column that names the migration, and perhaps one with its time and one with
/// its hash, that its tool fills in.
struct NameLedgerForm {
    QString name;            ///< the column with Migration::id
    QString number;          ///< serial, in the order of writing; empty: the name has that order
    QString order;           ///< the column with Migration::order; empty if there is none
    QString hash;            ///< the column with Migration::hash; empty if there is none
    QString appliedAt;       ///< the column with the time of applying; empty if there is none
    bool writesTime = false; ///< INSERT names appliedAt, with now()
    QString columns;         ///< of CREATE TABLE
};

/// TypeORM, dbmate, node-pg-migrate and our own: a row a migration, known by its name or version.
class NameLedger final : public TableLedger
{
public:
    NameLedger(const MigrationSet &set, NameLedgerForm form)
        : TableLedger(set),
          m_form(std::move(form))
    {
    }

    /// ("timestamp", "name"), as TypeORM writes it.
    static NameLedgerForm typeOrm(const QString &table);
    /// (version), as dbmate writes it.
    static NameLedgerForm dbmate();
    /// (name, run_on), as node-pg-migrate writes it.
    static NameLedgerForm nodePgMigrate();
    /// Ours, for plain SQL: (name, hash), and applied_at by its default. README "Migrations".
    static NameLedgerForm own();

private:
    QStringList neededColumns() const override;
    /// dbmate's single text column is not golang-migrate's number with its dirty flag.
    bool fits(const TableRows &table) const override;
    std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const override;
    QString createSql() const override;
    Bound isRecordedQuery(const Migration &migration) const override;
    Bound insertion(const Migration &migration) const override;
    Bound deletion(const Migration &migration) const override;

    NameLedgerForm m_form;
};

} // namespace arborist::migrations
