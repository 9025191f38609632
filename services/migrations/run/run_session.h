// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/migrate.h"
#include "services/migrations/run/script_sender.h"
#include "services/operations/operation.h"
#include "services/postgres/connection.h"
#include <functional>
#include <utility>

namespace arborist::migrations {

/// The connection of a run of migrations: scripts sent as they are, errors placed in their files,
/// locks waited for with patience, commits whose answer was lost looked after.
class RunSession
{
public:
    RunSession(operations::Run &run, const MigrationSet &set, const Ledger &ledger,
               const LockPatience &patience);
    ~RunSession();
    RunSession(const RunSession &) = delete;
    RunSession &operator=(const RunSession &) = delete;

    postgres::Connection &connection() { return m_connection; }

    /// Says which migration is being worked on: the `number`th, from 1.
    void enter(const Task &task, size_t number, size_t total);

    /// Opens a transaction in which no statement waits long for a lock, and takes the ledger's.
    /// False where another run has done it after this one was planned: nothing is left to do.
    bool begin(const Task &task, bool isLimited = true);
    /// Limits waiting for locks outside of transactions, too, or lifts that.
    void limitWaiting(bool isLimited);
    /// Sends the segment's chunks, from that statement on.
    void send(const Task &task, const Segment &segment, int from = 0);
    /// Whether the ledger is written again after the next commit.
    void expectMore(bool isMore) { m_isMore = isMore; }
    /// Writes into the ledger, and looks who else waits to read it.
    void write(const Task &task);
    /// Sends all of it, then does what write() does.
    void apply(const Task &task);
    /// Other programs do. drizzle-orm reads the ledger once, before its transaction: between two
    /// transactions of ours it would learn what is left, and run it at the same time.
    bool isAwaited() const { return m_isMore && !m_waiting.isEmpty(); }
    /// What was done in this transaction so far stays, whatever becomes of what follows in it;
    /// scripts' settings are set back.
    void keep();
    /// Ends the transaction: commits what keep() has kept, if anything. True: there was something.
    bool abandon();
    /// abandon() was called by a failure already, and committed something.
    bool wasKept() { return std::exchange(m_keptBeforeFailure, false); }
    /// Commits, and sets back what scripts have set for the session. Where the answer got lost, the
    /// ledger tells. Who waits for it gets the time to do what they want to.
    void commit(const Task &task);
    /// Commits what the ledger is not told yet; scripts' settings stay.
    void commitPart(const Task &task);
    void resetSettings();

    /// Calls it, and again after a pause where it could not get a lock, or was part of a deadlock.
    /// It has to leave nothing behind when it throws.
    void retrying(const std::function<void()> &attempt);

private:
    ScriptSender sender(const Task &task);
    void write(const Task &task, ScriptSender &sender);
    QString waitingReaders();
    [[noreturn]] void fail(const Error &error, const FailedStatement &place);
    void letOthersFinish();
    QByteArray limit() const;
    QByteArray reset() const; ///< to the settings with which the tool runs a script
    Error atItsEnd(const Task &task, const Error &error) const;
    std::optional<bool> isRecordedNow(const Migration &migration);
    void notice(const postgres::Notice &notice);

    operations::Run &m_run;
    const MigrationSet &m_set;
    const Ledger &m_ledger;
    LockPatience m_patience;
    postgres::Connection &m_connection;
    QByteArray m_lookSql; ///< for sessions that wait for the ledger
    bool m_isMore = false;
    bool m_hasKept = false;
    bool m_keptBeforeFailure = false;
    QString m_waiting; ///< numbers of sessions that wait to read the ledger, as an array
    int m_warnings = 0;
    StatementLog m_log;
};

} // namespace arborist::migrations
