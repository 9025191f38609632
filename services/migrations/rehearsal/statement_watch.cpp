// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/rehearsal/statement_watch.h"

#include "services/migrations/run/script_error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QElapsedTimer>
#include <algorithm>
#include <array>

namespace arborist::migrations {

namespace {

using postgres::sqlFile;

constexpr qsizetype kMostText = 120;

struct Mode {
    const char *catalog; ///< as pg_locks has it
    const char *words;   ///< as the manual has it
};
constexpr std::array kModes{
    Mode{"AccessShareLock", "ACCESS SHARE"},
    Mode{"RowShareLock", "ROW SHARE"},
    Mode{"RowExclusiveLock", "ROW EXCLUSIVE"},
    Mode{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"},
    Mode{"ShareLock", "SHARE"},
    Mode{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"},
    Mode{"ExclusiveLock", "EXCLUSIVE"},
    Mode{"AccessExclusiveLock", "ACCESS EXCLUSIVE"},
};
constexpr int kShare = 4;
constexpr int kAccessExclusive = 7;

int strengthOf(const QString &mode)
{
    for (size_t i = 0; i < kModes.size(); ++i) {
        if (mode == QLatin1String(kModes[i].catalog))
            return int(i);
    }
    return 0;
}

} // namespace

StatementWatch::StatementWatch(postgres::Connection &copy, const RehearsalRequest &request,
                               OperationContext &context)
    : m_copy(copy),
      m_request(request),
      m_context(context)
{
    const auto found = copy.exec(sqlFile(QStringLiteral("rehearsal_relations")));
    for (int row = 0; row < found.rows(); ++row)
        m_relations.insert(found.integer(row, 0), {found.text(row, 1), found.integer(row, 2)});
}

std::vector<RehearsedStatement> StatementWatch::run()
{
    const bool isOne = m_request.mode == TransactionMode::All;
    if (isOne)
        begin();
    bool isFine = true;
    for (const qsizetype index : m_request.migrations) {
        isFine = isFine && runMigration(m_request.set.migrations[size_t(index)]);
    }
    try {
        if (isOne && isFine)
            commit();
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled || m_seen.empty() || !m_copy.isOpen())
            throw;
        m_seen.back().error = error;
    }
    return std::move(m_seen);
}

bool StatementWatch::runMigration(const Migration &migration)
{
    if (!migration.up)
        return true;
    Task task;
    task.migration = &migration;
    task.script = &*migration.up;
    task.parts = partsOf(*migration.up, m_request.mode, true);
    for (const Segment &segment : task.parts.segments) {
        if (!runSegment(task, segment))
            return false;
    }
    return true;
}

bool StatementWatch::runSegment(const Task &task, const Segment &segment)
{
    const bool isOurs =
        segment.kind == Segment::Kind::Transaction && m_request.mode != TransactionMode::All;
    try {
        if (isOurs)
            begin();
        for (const Chunk &chunk : segment.chunks) {
            m_context.throwIfStopped();
            if (!chunk.sql.isEmpty() && !runChunk(task, chunk))
                return false;
        }
        if (isOurs)
            commit();
    } catch (const Error &error) {
        // A constraint that is checked at the end only.
        if (error.kind() == ErrorKind::Cancelled || m_seen.empty() || !m_copy.isOpen())
            throw;
        m_seen.back().error = error;
        return false;
    }
    return true;
}

bool StatementWatch::runChunk(const Task &task, const Chunk &chunk)
{
    const Statement &statement = task.parts.statements[size_t(chunk.firstStatement)];
    RehearsedStatement seen;
    seen.migration = task.migration->name;
    seen.file = task.script->file;
    seen.line = statement.line;
    seen.text = statement.text.simplified().left(kMostText);
    QElapsedTimer timer;
    timer.start();
    try {
        m_copy.execScript(chunk.sql);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled || !m_copy.isOpen())
            throw;
        FailedStatement failed;
        failed.set = &m_request.set;
        failed.task = &task;
        failed.chunk = &chunk;
        seen.error = placedError(error, failed);
    }
    seen.ms = double(timer.nsecsElapsed()) / 1e6;
    const bool isFine = !seen.error;
    if (isFine && m_copy.isInTransaction())
        observe(seen, statement.kind);
    m_seen.push_back(std::move(seen));
    m_context.progress->advance(++m_done);
    return isFine;
}

/// What it has locked beyond what the transaction held before it.
void StatementWatch::observe(RehearsedStatement &seen, const QString &kind)
{
    const auto locks = m_copy.exec(sqlFile(QStringLiteral("rehearsal_locks")));
    Held now;
    for (int row = 0; row < locks.rows(); ++row) {
        const qint64 oid = locks.integer(row, 0);
        const auto relation = m_relations.find(oid);
        if (relation == m_relations.end())
            continue;
        now[oid] = std::max(now.value(oid), strengthOf(locks.text(row, 1)));
        const qint64 file = locks.integer(row, 2);
        // TRUNCATE takes a new file as well, and writes nothing into it.
        if (file > 0 && file != relation->file && kind != u"TruncateStmt" &&
            !seen.rewrites.contains(relation->name))
            seen.rewrites << relation->name;
        if (file > 0)
            relation->file = file;
    }
    for (auto lock = now.cbegin(); lock != now.cend(); ++lock) {
        // Reading alone is nothing worth telling.
        if (*lock == 0 || *lock <= m_held.value(lock.key(), -1))
            continue;
        seen.locks.push_back({m_relations[lock.key()].name,
                              QString::fromLatin1(kModes[size_t(*lock)].words),
                              *lock == kAccessExclusive, *lock >= kShare});
    }
    std::ranges::sort(seen.locks, {}, &RehearsalLock::table);
    seen.rewrites.sort();
    m_held = now;
}

void StatementWatch::begin()
{
    m_copy.exec(QStringLiteral("BEGIN"));
    m_held.clear();
}

void StatementWatch::commit()
{
    m_copy.exec(QStringLiteral("COMMIT"));
    m_held.clear();
}

} // namespace arborist::migrations
