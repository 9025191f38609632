// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/rehearsal/rehearsal.h"
#include "services/migrations/run/task.h"
#include <QHash>

namespace arborist::migrations {

/// Runs migrations statement by statement and notes what each does: time, locks of relations that
/// were there before, tables written anew.
class StatementWatch
{
public:
    StatementWatch(postgres::Connection &copy, const RehearsalRequest &request,
                   OperationContext &context);

    /// All of them, or up to the first that fails. Throws when cancelled or cut off.
    std::vector<RehearsedStatement> run();

private:
    struct Relation {
        QString name;
        qint64 file = 0; ///< number of the file that it is kept in
    };
    using Held = QHash<qint64, int>; ///< relation, strength of its lock

    bool runMigration(const Migration &migration);
    bool runSegment(const Task &task, const Segment &segment);
    bool runChunk(const Task &task, const Chunk &chunk);
    void observe(RehearsedStatement &seen, const QString &kind);
    void begin();
    void commit();

    postgres::Connection &m_copy;
    const RehearsalRequest &m_request;
    OperationContext &m_context;
    QHash<qint64, Relation> m_relations; ///< by oid, as they were before
    Held m_held;                         ///< in the transaction so far
    std::vector<RehearsedStatement> m_seen;
    int m_done = 0;
};

} // namespace arborist::migrations
