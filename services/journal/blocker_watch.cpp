// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/blocker_watch.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <condition_variable>

namespace arborist::journal {

using namespace std::chrono_literals;

BlockerWatch::BlockerWatch(const OperationContext &context, qint64 session) : m_context(context)
{
    if (!m_context.connect)
        return;
    m_thread = std::jthread([this, session](const std::stop_token &stop) { watch(stop, session); });
}

BlockerWatch::~BlockerWatch() = default; // m_thread, declared last, ends first

QString BlockerWatch::blocker() const
{
    const std::lock_guard lock(m_mutex);
    return m_blocker;
}

void BlockerWatch::watch(const std::stop_token &stop, qint64 session)
{
    try {
        postgres::Connection connection = m_context.connect();
        connection.setStopToken(stop);
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any wake;
        do {
            const auto found = connection.exec(postgres::sqlFile(QStringLiteral("journal_blocker")),
                                               {QString::number(session)});
            if (found.rows() == 0)
                continue;
            const QDateTime since = QDateTime::fromString(found.text(0, 2), Qt::ISODate);
            const std::lock_guard guard(m_mutex);
            m_blocker = QCoreApplication::translate("BatchWriter", "process %1, %2, since %3")
                            .arg(found.text(0, 0), found.text(0, 1),
                                 QLocale().toString(since.toLocalTime(), QLocale::ShortFormat));
        } while (!wake.wait_for(lock, stop, 100ms, [&stop] { return stop.stop_requested(); }));
    } catch (const Error &) {
        // Whoever is waited for stays unknown; the wait itself is what gets reported.
    }
}

} // namespace arborist::journal
