// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/run/run_lock.h"

#include "services/core/error.h"
#include "services/migrations/ledgers/progress_table.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <condition_variable>
#include <mutex>

namespace arborist::migrations {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

QString tr(const char *text)
{
    return QCoreApplication::translate("RunLock", text);
}

} // namespace

void pauseFor(std::chrono::milliseconds time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    wake.wait_for(lock, stop, time, [&stop] { return stop.stop_requested(); });
    if (stop.stop_requested())
        throw Error::cancelled();
}

RunLock::RunLock(postgres::Connection &connection, const LedgerName &ledger,
                 const OperationContext &context, std::chrono::milliseconds patience)
    : m_connection(connection),
      m_stop(context.stop),
      m_key(runLockKey(ledger))
{
    const auto end = Clock::now() + patience;
    for (auto wait = 50ms; !tryLock(); wait = std::min(wait * 2, 1000ms)) {
        const QString who = holder();
        if (Clock::now() >= end)
            throw Error(tr("Another run of migrations has not ended in time: %1.").arg(who),
                        tr("Wait for its end, then try again; it is not known to be stuck."))
                .setSqlState(QStringLiteral("55P03"));
        context.progress->enter(tr("Waiting for another run of migrations: %1").arg(who), 0);
        pauseFor(wait, context.stop);
    }
}

RunLock::~RunLock()
{
    m_connection.setStopToken({});
    try {
        if (m_connection.isOpen())
            m_connection.exec(QStringLiteral("SELECT pg_catalog.pg_advisory_unlock($1, $2)"),
                              {m_key[0], m_key[1]});
    } catch (const Error &) {
        // It goes with the session.
    }
    m_connection.setStopToken(m_stop);
}

bool RunLock::tryLock()
{
    return m_connection
        .exec(QStringLiteral("SELECT pg_catalog.pg_try_advisory_lock($1, $2)"),
              {m_key[0], m_key[1]})
        .boolean(0, 0);
}

QString RunLock::holder()
{
    const postgres::Result found = m_connection.exec(
        postgres::sqlFile(QStringLiteral("migration_lock_holder")), {m_key[0], m_key[1]});
    if (found.rows() == 0)
        return tr("a process that is just ending");
    const QDateTime since = QDateTime::fromString(found.text(0, 2), Qt::ISODate);
    return tr("process %1, %2, since %3")
        .arg(found.text(0, 0), found.text(0, 1),
             QLocale().toString(since.toLocalTime(), QLocale::ShortFormat));
}

} // namespace arborist::migrations
