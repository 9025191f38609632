// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/run_session.h"

#include "services/core/log.h"
#include "services/journal/blocker_watch.h"
#include "services/migrations/ledgers/table_rows.h"
#include "services/migrations/run/run_lock.h"
#include "services/postgres/rollback_guard.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QLocale>

namespace arborist::migrations {

namespace {

using namespace std::chrono_literals;

/// Further ones go to the log alone.
constexpr int kMostWarnings = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrationRun", text);
}

bool isAboutLocks(const Error &error)
{
    return error.sqlState() == u"55P03" || error.sqlState() == u"40P01";
}

/// The answer did not come, so what was asked for may have happened all the same.
bool isUnanswered(const Error &error)
{
    return error.kind() == ErrorKind::Cancelled || error.sqlState().startsWith(u"08") ||
           error.sqlState().startsWith(u"57P");
}

} // namespace

RunSession::RunSession(operations::Run &run, const MigrationSet &set, const Ledger &ledger,
                       const LockPatience &patience)
    : m_run(run),
      m_set(set),
      m_ledger(ledger),
      m_patience(patience),
      m_connection(run.connection()),
      m_lookSql(withLiterals(QStringLiteral("SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND "
                                            "relation = pg_catalog.to_regclass($1)"),
                             {quoted(set.ledger)})
                    .toUtf8()),
      m_log(*run.context().progress)
{
    m_connection.setNoticeHandler([this](const postgres::Notice &told) { notice(told); });
    if (m_set.tool == Tool::NodePgMigrate)
        resetSettings();
}

RunSession::~RunSession()
{
    m_connection.setNoticeHandler({});
}

void RunSession::notice(const postgres::Notice &told)
{
    log::info(told.severity + QStringLiteral(": ") + told.message);
    m_log.said(told);
    if (told.severity == u"WARNING" && ++m_warnings <= kMostWarnings)
        m_run.note(tr("The server warns: %1").arg(told.message));
}

void RunSession::enter(const Task &task, size_t number, size_t total)
{
    m_run.context().progress->enter(
        task.migration->name, 1.0 / double(total), qint64(task.parts.statements.size()),
        tr("statements"), total > 1 ? tr("migration %1 of %2").arg(number).arg(total) : QString());
}

QByteArray RunSession::reset() const
{
    QByteArray sql = "RESET SESSION AUTHORIZATION; RESET ALL";
    // node-pg-migrate sets it for its scripts, whatever role and database say.
    if (m_set.tool == Tool::NodePgMigrate)
        sql += R"(; SET search_path TO "public")";
    return sql;
}

QByteArray RunSession::limit() const
{
    if (m_patience.timeout <= 0ms)
        return {};
    return "; SET LOCAL lock_timeout = '" + QByteArray::number(qint64(m_patience.timeout.count())) +
           "ms'";
}

bool RunSession::begin(const Task &task, bool isLimited)
{
    const QByteArray sql = isLimited ? "BEGIN" + limit() : QByteArray("BEGIN");
    m_hasKept = false;
    m_waiting.clear();
    const bool isRecorded = m_ledger.begin(m_connection, sql, *task.migration);
    return !isDoneByOthers(task, isRecorded, m_run);
}

void RunSession::keep()
{
    m_connection.execScript(reset() + limit() + "; SAVEPOINT arborist_kept");
    m_hasKept = true;
}

bool RunSession::abandon()
{
    const bool hasKept = std::exchange(m_hasKept, false);
    if (!hasKept || !m_connection.isOpen() || !m_connection.isInTransaction())
        return false;
    m_connection.setStopToken({}); // it is done, and only has to be said
    m_connection.execScript("ROLLBACK TO SAVEPOINT arborist_kept; COMMIT; " + reset());
    m_connection.setStopToken(m_run.context().stop);
    return true;
}

void RunSession::limitWaiting(bool isLimited)
{
    m_connection.execScript(isLimited && m_patience.timeout > 0ms
                                ? "SET lock_timeout = '" +
                                      QByteArray::number(qint64(m_patience.timeout.count())) + "ms'"
                                : QByteArray("RESET lock_timeout"));
}

ScriptSender RunSession::sender(const Task &task)
{
    return {m_run, m_set, task, m_log,
            [this](const Error &error, const FailedStatement &place) { fail(error, place); }};
}

void RunSession::send(const Task &task, const Segment &segment, int from)
{
    ScriptSender sender = this->sender(task);
    sender.send(segment, from);
    sender.flush();
}

void RunSession::apply(const Task &task)
{
    ScriptSender sender = this->sender(task);
    for (const Segment &segment : task.parts.segments)
        sender.send(segment, 0);
    write(task, sender);
}

void RunSession::write(const Task &task)
{
    ScriptSender sender = this->sender(task);
    write(task, sender);
}

void RunSession::write(const Task &task, ScriptSender &sender)
{
    if (task.isDown) {
        sender.flush();
        m_ledger.forget(m_connection, *task.migration); // it has to be one row that goes
    } else {
        sender.append(m_ledger.recordSql(*task.migration).toUtf8());
    }
    if (m_isMore) // else nothing is left that somebody could run as well
        sender.append(m_lookSql);
    m_waiting.clear();
    if (sender.flush().rows() > 0 && m_isMore)
        m_waiting = waitingReaders();
}

QString RunSession::waitingReaders()
{
    const postgres::Result found = m_connection.exec(
        postgres::sqlFile(QStringLiteral("migration_waiting_readers")), {quoted(m_set.ledger)});
    QStringList sessions;
    for (int row = 0; row < found.rows(); ++row)
        sessions << found.text(row, 0);
    return sessions.join(u',');
}

void RunSession::fail(const Error &error, const FailedStatement &place)
{
    Error placed = placedError(error, place);
    m_log.failed(*place.task, place.statement(error), error);
    if (!m_connection.isOpen() || error.kind() != ErrorKind::Failed || isAboutLocks(error))
        throw placed;
    m_keptBeforeFailure = abandon();
    {
        const postgres::RollbackGuard guard(m_connection, m_run.context().stop);
    }
    try {
        QStringList hints{migrationHint(error, m_connection), placed.hint()};
        hints.removeAll(QString());
        placed.setHint(hints.join(u'\n'));
    } catch (const Error &) {
        // What there is to say without asking has been said.
    }
    throw placed;
}

/// What a transaction finds out when it commits: deferred constraints and triggers.
Error RunSession::atItsEnd(const Task &task, const Error &error) const
{
    Error told(tr("%1, at its end: %2").arg(task.migration->name, error.message()), error.hint(),
               error.kind());
    return told.setSqlState(error.sqlState())
        .setDetail(error.detail())
        .setWhere(shownFile(m_set, task.script->file));
}

/// Who reads and is done is waited for a moment, who applies migrations until that has ended.
void RunSession::letOthersFinish()
{
    if (!m_isMore || m_waiting.isEmpty())
        return;
    constexpr auto kStep = 50ms;
    constexpr int kQuiet = 6; // looks, one after the other, at which they did nothing
    const auto end = std::chrono::steady_clock::now() + m_patience.others;
    for (int quiet = 0; quiet < kQuiet && std::chrono::steady_clock::now() < end;) {
        const bool isBusy =
            m_connection
                .exec(QStringLiteral("SELECT FROM pg_catalog.pg_stat_activity WHERE pid = ANY "
                                     "($1::int[]) AND (state <> 'idle' OR xact_start IS NOT NULL)"),
                      {u'{' + m_waiting + u'}'})
                .rows() > 0;
        quiet = isBusy ? 0 : quiet + 1;
        if (isBusy)
            m_run.context().progress->enter(tr("Waiting for another program that migrates"), 0);
        pauseFor(kStep, m_run.context().stop);
    }
}

void RunSession::commit(const Task &task)
{
    m_run.context().throwIfStopped();
    try {
        m_hasKept = false;
        m_connection.execScript("COMMIT; " + reset());
    } catch (const Error &error) {
        if (!isUnanswered(error))
            throw atItsEnd(task, error);
        const std::optional<bool> found = isRecordedNow(*task.migration);
        if (!found)
            throw Error(tr("%1 Whether %2 was committed is not known.")
                            .arg(error.message(), task.migration->name),
                        tr("Once the server answers, run it again: the ledger is read first, and "
                           "nothing is done twice."),
                        error.kind())
                .setSqlState(error.sqlState());
        if (*found == task.isDown)
            throw;
    }
    letOthersFinish();
}

void RunSession::commitPart(const Task &task)
{
    m_run.context().throwIfStopped();
    try {
        m_connection.execScript("COMMIT");
    } catch (const Error &error) {
        throw isUnanswered(error) ? error : atItsEnd(task, error);
    }
}

std::optional<bool> RunSession::isRecordedNow(const Migration &migration)
{
    m_connection.setStopToken({}); // asking is part of ending
    std::optional<bool> answer;
    try {
        if (m_connection.isOpen()) {
            answer = m_ledger.isRecorded(m_connection, migration);
        } else {
            postgres::Connection other = m_run.context().connect();
            other.setStopToken({});
            answer = m_ledger.isRecorded(other, migration);
        }
    } catch (const Error &) {
        // Not known, then.
    }
    m_connection.setStopToken(m_run.context().stop);
    return answer;
}

void RunSession::resetSettings()
{
    m_connection.execScript(reset());
}

void RunSession::retrying(const std::function<void()> &attempt)
{
    const double reached = m_run.context().progress->reached();
    auto pause = m_patience.pause;
    for (int tried = 1;; ++tried) {
        std::optional<journal::BlockerWatch> watch;
        if (tried > 1 || m_patience.tries <= 1)
            watch.emplace(m_run.context(), m_connection.backendPid());
        try {
            attempt();
            return;
        } catch (Error &error) {
            const QString blocker = watch ? watch->blocker() : QString();
            if (!isAboutLocks(error) || m_connection.isInTransaction())
                throw;
            if (tried >= m_patience.tries) {
                if (!blocker.isEmpty())
                    error.setHint(tr("It waited for %1. Wait for its end or end it, then run this "
                                     "again.")
                                      .arg(blocker));
                throw;
            }
            m_run.context().progress->goBack(
                blocker.isEmpty()
                    ? tr("Waiting for a lock, try %1 of %2").arg(tried + 1).arg(m_patience.tries)
                    : tr("Waiting for %1, try %2 of %3")
                          .arg(blocker)
                          .arg(tried + 1)
                          .arg(m_patience.tries),
                reached);
            pauseFor(pause, m_run.context().stop);
            pause = std::min<std::chrono::milliseconds>(pause * 2, 15s);
        }
    }
}

} // namespace arborist::migrations
