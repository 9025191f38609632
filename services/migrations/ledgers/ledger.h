// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/ledgers/progress_table.h"
#include <QDateTime>
#include <memory>
#include <optional>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// A row of a ledger, in the order in which rows were written.
struct LedgerRow {
    QString id;   ///< what it says of the migration's identity: name, version; empty for Drizzle
    QString hash; ///< empty where the tool keeps none
    std::optional<qint64> order;        ///< created_at, version, timestamp; nullopt is NULL
    std::optional<QDateTime> appliedAt; ///< where the tool keeps it
    bool isDirty = false;               ///< golang-migrate: failed half way
    qint64 row = 0;                     ///< its own number (serial), to delete exactly it
};

struct LedgerState {
    bool exists = false;
    bool isNewForm = false; ///< Drizzle: the five columns of 1.0
    std::vector<LedgerRow> rows;
    std::vector<PartialRun> partial; ///< what runs of ours have left half way
    std::vector<Problem> problems;   ///< a table of that name that is another tool's
};

/// The bookkeeping table of one tool. Reads and writes exactly what the tool itself would.
class Ledger
{
public:
    /// Of the set's tool; keeps a reference to the set.
    static std::unique_ptr<Ledger> of(const MigrationSet &set);
    virtual ~Ledger() = default;

    /// Only reads; also where there is no table, and on a standby.
    virtual LedgerState read(postgres::Connection &connection) const = 0;
    /// Makes schema and table where missing, outside of a transaction, as the tool does.
    virtual void create(postgres::Connection &connection) const = 0;
    /// Within a transaction: other runs, the tool's own too, wait from here to its end.
    virtual void lock(postgres::Connection &connection) const = 0;
    /// Whether a row says that the migration is applied; within the locked transaction.
    virtual bool isRecorded(postgres::Connection &connection, const Migration &migration) const = 0;
    /// Opens a transaction by `script`, then does what lock() and isRecorded() do: with one round
    /// trip where that is possible.
    virtual bool begin(postgres::Connection &connection, const QByteArray &script,
                       const Migration &migration) const = 0;
    virtual void record(postgres::Connection &connection, const Migration &migration) const = 0;
    /// Takes the migration's row away; throws Error when there is not exactly one.
    virtual void forget(postgres::Connection &connection, const Migration &migration) const = 0;
    /// For the plan: what record() and forget() run, with the values in it.
    virtual QString recordSql(const Migration &migration) const = 0;
    virtual QString forgetSql(const Migration &migration) const = 0;
    /// Where failures leave a mark (golang-migrate's dirty), before and outside the transaction.
    virtual void markBegun(postgres::Connection &, const Migration &) const {}
    /// Takes that mark away again where nothing is in effect.
    virtual void unmarkBegun(postgres::Connection &, const Migration &) const {}
};

} // namespace arborist::migrations
