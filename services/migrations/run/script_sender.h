// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/run/script_error.h"
#include "services/migrations/run/statement_log.h"
#include "services/operations/operation.h"
#include "services/postgres/result.h"
#include <functional>

namespace arborist::migrations {

/// Sends the chunks of a script as its tool would. In a transaction those of one statement do not
/// wait for the answers of the others: a migration then takes about one round trip, not one for
/// each of its statements.
class ScriptSender
{
public:
    /// Called with what the server refused of the script; has to throw.
    using Refused = std::function<void(const Error &error, const FailedStatement &place)>;

    ScriptSender(operations::Run &run, const MigrationSet &set, const Task &task, StatementLog &log,
                 Refused refused);

    /// The segment's chunks, from that statement on.
    void send(const Segment &segment, int from);
    /// Statements of ours behind them, in a transaction; their errors are thrown as they are.
    void append(const QByteArray &sql);
    /// To be called at the end; the answer of the last one.
    postgres::Result flush();

private:
    struct Queued {
        QByteArray sql;
        const Chunk *chunk = nullptr; ///< null: a statement of ours
    };
    bool canWait(const Chunk &chunk) const;
    void sendNow(const Chunk &chunk);
    void queue(Queued queued);

    operations::Run &m_run;
    const MigrationSet &m_set;
    const Task &m_task;
    StatementLog &m_log;
    Refused m_refused;
    std::vector<Queued> m_queue;
    qsizetype m_bytes = 0; ///< of the queue
};

} // namespace arborist::migrations
