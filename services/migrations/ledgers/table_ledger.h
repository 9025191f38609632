// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/ledger.h"
#include "services/migrations/ledgers/table_rows.h"
#include "services/postgres/connection.h"

namespace arborist::migrations {

/// What the ledgers share: a table that is read and locked as a whole, and a row a migration.
class TableLedger : public Ledger
{
public:
    LedgerState read(postgres::Connection &connection) const override;
    void create(postgres::Connection &connection) const override;
    void lock(postgres::Connection &connection) const override;
    bool isRecorded(postgres::Connection &connection, const Migration &migration) const override;
    bool begin(postgres::Connection &connection, const QByteArray &script,
               const Migration &migration) const override;
    void record(postgres::Connection &connection, const Migration &migration) const override;
    void forget(postgres::Connection &connection, const Migration &migration) const override;
    QString recordSql(const Migration &migration) const override;
    QString forgetSql(const Migration &migration) const override;

protected:
    explicit TableLedger(const MigrationSet &set) : m_set(set) {}

    /// One statement with bound values.
    struct Bound {
        QString sql;
        postgres::Params params;
    };
    /// The columns without which it is another tool's table.
    virtual QStringList neededColumns() const = 0;
    virtual bool fits(const TableRows &table) const { return table.hasAll(neededColumns()); }
    /// Of a table that has them: its rows, in the order in which they were written.
    virtual std::vector<LedgerRow> rowsOf(const TableRows &table, LedgerState &state) const = 0;
    virtual QString createSql() const = 0;
    virtual Bound isRecordedQuery(const Migration &migration) const = 0; ///< answers a boolean
    /// Cheaper than that, and false only where that is false.
    virtual Bound mayBeRecordedQuery(const Migration &migration) const
    {
        return isRecordedQuery(migration);
    }
    virtual Bound insertion(const Migration &migration) const = 0;
    virtual Bound deletion(const Migration &migration) const = 0;

    /// A second column of what begin() asks; empty for none.
    virtual QString alsoAsked() const { return {}; }
    virtual void takeAnswer(const postgres::Result & /*answer*/) const {}

    /// Throws unless it is one row.
    void checkOne(qint64 rows, const Migration &migration) const;

    const MigrationSet &set() const { return m_set; }
    QString table() const { return quoted(m_set.ledger); }

private:
    void readPartial(const ProgressTable &progress, std::optional<qint64> look,
                     postgres::Connection &connection, LedgerState &state) const;

    const MigrationSet &m_set;
};

} // namespace arborist::migrations
