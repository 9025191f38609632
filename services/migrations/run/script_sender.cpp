// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/script_sender.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_split.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::migrations {

namespace {

/// Libpq keeps what it sends in memory.
constexpr qsizetype kMostBytes = 1 << 20;

/// "$1": in a statement by itself the server would ask for its value, and say another error.
bool hasParameter(const QByteArray &sql)
{
    for (qsizetype at = sql.indexOf('$'); at >= 0; at = sql.indexOf('$', at + 1)) {
        if (at + 1 < sql.size() && sql[at + 1] >= '0' && sql[at + 1] <= '9')
            return true;
    }
    return false;
}

} // namespace

ScriptSender::ScriptSender(operations::Run &run, const MigrationSet &set, const Task &task,
                           StatementLog &log, Refused refused)
    : m_run(run),
      m_set(set),
      m_task(task),
      m_log(log),
      m_refused(std::move(refused))
{
}

/// What libpg_query does not understand may be several statements for the server.
bool ScriptSender::canWait(const Chunk &chunk) const
{
    if (chunk.statements != 1 || !m_run.connection().isInTransaction())
        return false;
    const QString &kind = m_task.parts.statements[size_t(chunk.firstStatement)].kind;
    return !kind.isEmpty() && kind != u"CopyStmt" && !chunk.sql.contains('\0') &&
           !hasParameter(chunk.sql);
}

void ScriptSender::send(const Segment &segment, int from)
{
    for (const Chunk &chunk : segment.chunks) {
        if (chunk.firstStatement < from || chunk.sql.isEmpty())
            continue;
        if (canWait(chunk))
            queue({chunk.sql, &chunk});
        else
            sendNow(chunk);
    }
}

void ScriptSender::append(const QByteArray &sql)
{
    for (const postgres::SqlPart &part : postgres::splitSql(sql))
        queue({sql.sliced(part.begin, part.end - part.begin)});
}

void ScriptSender::queue(Queued queued)
{
    if (m_bytes + queued.sql.size() > kMostBytes)
        flush();
    m_bytes += queued.sql.size();
    m_queue.push_back(std::move(queued));
}

void ScriptSender::sendNow(const Chunk &chunk)
{
    flush();
    m_run.context().throwIfStopped();
    m_run.context().progress->advance(chunk.firstStatement);
    FailedStatement place{&m_set, &m_task, &chunk, 0};
    if (chunk.sql.contains('\0'))
        m_refused(
            Error(QCoreApplication::translate(
                "MigrationRun", "There is a NUL character in it, which PostgreSQL cannot read.")),
            place);
    m_log.begin(chunk);
    try {
        m_run.connection().execScript(chunk.sql, [&](int answered, qint64 rows) {
            m_log.done(m_task, chunk.firstStatement + answered - 1, rows);
            place.answered = answered;
            m_run.context().progress->advance(chunk.firstStatement + answered);
        });
    } catch (const Error &error) {
        m_refused(error, place);
        throw;
    }
}

postgres::Result ScriptSender::flush()
{
    m_bytes = 0;
    const std::vector<Queued> queue = std::exchange(m_queue, {});
    if (queue.empty())
        return {};
    m_run.context().throwIfStopped();
    std::vector<QByteArray> statements;
    for (const Queued &queued : queue)
        statements.push_back(queued.sql);
    size_t done = 0;
    const auto begin = [&](size_t index) {
        if (index < queue.size() && queue[index].chunk)
            m_log.begin(*queue[index].chunk);
    };
    const auto answered = [&](int count, qint64 rows) {
        done = size_t(count);
        if (const Chunk *chunk = queue[done - 1].chunk) {
            m_log.done(m_task, chunk->firstStatement, rows);
            m_run.context().progress->advance(chunk->firstStatement + 1);
        }
        begin(done);
    };
    begin(0);
    try {
        return statements.size() == 1 ? m_run.connection().execScript(statements[0], answered)
                                      : m_run.connection().execAll(statements, answered);
    } catch (const Error &error) {
        if (done < queue.size() && queue[done].chunk)
            m_refused(error, {&m_set, &m_task, queue[done].chunk, 0});
        throw;
    }
}

} // namespace arborist::migrations
