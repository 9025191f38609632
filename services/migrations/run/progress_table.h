// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include <QDateTime>
#include <QString>
#include <optional>
#include <stop_token>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::migrations {

/// How far a migration got that cannot be run in one transaction.
struct PartialRun {
    QString migration;          ///< its id
    int done = 0;               ///< statements that are in effect, from its first
    std::optional<int> running; ///< index of one that was begun, outside of a transaction
    QString runningSql;         ///< its text, as it was begun
    QString doneHash;           ///< of the text of what is done
    QString run;                ///< id of the run
    QDateTime since;
};

/// Keeps that beside the ledger, in the database itself: written in the transaction of what it
/// tells about, it is true whoever is killed, and whichever machine goes on. The table is there
/// only while a migration is half way.
class ProgressTable
{
public:
    explicit ProgressTable(const LedgerName &ledger);

    QString name() const { return m_name; } ///< quoted

    /// Empty where there is no table.
    std::vector<PartialRun> read(postgres::Connection &connection) const;
    void create(postgres::Connection &connection) const;
    void save(postgres::Connection &connection, const PartialRun &progress) const;
    /// In a transaction; the table goes with its last row.
    void forget(postgres::Connection &connection, const QString &migration) const;
    /// Outside of a transaction, under the RunLock.
    void dropIfEmpty(postgres::Connection &connection, const std::stop_token &stop) const;

private:
    bool isThere(postgres::Connection &connection) const;

    QString m_name;
    QString m_ledger;
};

} // namespace arborist::migrations
