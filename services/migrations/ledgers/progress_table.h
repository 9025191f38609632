// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include <QDateTime>
#include <QStringList>
#include <optional>
#include <stop_token>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// How far a migration got that cannot be run in one transaction.
struct PartialRun {
    QString migration;          ///< its id; see progressKey()
    int done = 0;               ///< statements that are in effect, from its first
    std::optional<int> running; ///< index of one that was begun, outside of a transaction
    QString runningSql;         ///< its text, as it was begun
    QString doneHash;           ///< of the text of what is done
    QString run;                ///< id of the run
    QDateTime since;
    bool isUnderWay = false; ///< a run of ours is at work on this ledger

    bool isDown() const;         ///< it was being taken back
    QString migrationId() const; ///< without what progressKey() adds
};

/// What a migration's progress is kept under.
QString progressKey(const QString &migrationId, bool isDown);

/// The two halves of the advisory lock that a run of ours on that ledger holds.
QStringList runLockKey(const LedgerName &ledger);

/// Keeps that beside the ledger, in the database itself: written in the transaction of what it
/// tells about, it is true whoever is killed, and whichever machine goes on. The table is there
/// only while a migration is half way.
class ProgressTable
{
public:
    explicit ProgressTable(const LedgerName &ledger);

    QString name() const { return m_name; } ///< quoted

    /// Answers in SQL whether there is a table, and whether it may be read: 0, 1; 2 for what must
    /// not be read.
    QString lookSql() const;
    /// Empty where there is no table. Throws Error where it must not be read.
    std::vector<PartialRun> read(postgres::Connection &connection) const;
    /// The same, with the answer to lookSql().
    std::vector<PartialRun> read(postgres::Connection &connection, qint64 look) const;
    void create(postgres::Connection &connection) const;
    void save(postgres::Connection &connection, const PartialRun &progress) const;
    /// In a transaction; the table goes with its last row.
    void forget(postgres::Connection &connection, const QString &migration) const;
    /// Outside of a transaction; the table stays.
    void forgetStale(postgres::Connection &connection, const QString &key) const;
    /// Outside of a transaction, under the RunLock.
    void dropIfEmpty(postgres::Connection &connection, const std::stop_token &stop) const;

private:
    bool isThere(postgres::Connection &connection) const;

    LedgerName m_of;
    QString m_name;
};

} // namespace arborist::migrations
