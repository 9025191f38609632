// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/session_pin.h"

#include "services/core/error.h"
#include "services/postgres/server_hints.h"
#include <QCoreApplication>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace arborist::operations {

namespace {

using postgres::Connection;
using namespace std::chrono_literals;

constexpr int kRounds = 2;
constexpr auto kPatience = 3s;

QString tr(const char *text)
{
    return QCoreApplication::translate("SessionPin", text);
}

/// Asks for a stop once the time is over.
class Alarm
{
public:
    Alarm()
        : m_thread([this](const std::stop_token &ended) {
              std::unique_lock lock(m_mutex);
              if (!m_wake.wait_for(lock, ended, kPatience, [&] { return ended.stop_requested(); }))
                  m_source.request_stop();
          })
    {
    }
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

QString session(Connection &connection)
{
    return connection.exec(QStringLiteral("SELECT pg_catalog.pg_backend_pid()")).text(0, 0);
}

/// Holds a transaction, and so a session, while it lives.
class Holder
{
public:
    Holder(Connection connection, const std::stop_token &stop) : m_connection(std::move(connection))
    {
        m_connection.setStopToken(stop);
        m_connection.exec(QStringLiteral("BEGIN READ ONLY"));
        m_session = session(m_connection);
    }
    ~Holder()
    {
        try {
            m_connection.exec(QStringLiteral("ROLLBACK"));
        } catch (const Error &) {
            // It goes with the connection.
        }
    }
    Holder(const Holder &) = delete;
    Holder &operator=(const Holder &) = delete;

    const QString &held() const { return m_session; }

private:
    Connection m_connection;
    QString m_session;
};

Error refusal(const QString &sentence, const Connection &connection)
{
    return Error::refused(sentence, postgres::pooledHint(connection.info()));
}

} // namespace

void requirePinned(Connection &connection, const std::function<Connection()> &connect)
{
    const QString own = session(connection);
    try {
        const Alarm alarm;
        std::vector<std::unique_ptr<Holder>> holders;
        for (int round = 0; round < kRounds; ++round) {
            holders.push_back(std::make_unique<Holder>(connect(), alarm.token()));
            if (holders.back()->held() == own || session(connection) != own)
                throw refusal(
                    tr("The way to %1 leads through a pooler that gives each transaction another "
                       "session: what is checked and what is written could be two servers.")
                        .arg(connection.info().database()),
                    connection);
        }
    } catch (const Error &error) {
        if (error.kind() != ErrorKind::Cancelled)
            throw;
        throw refusal(tr("The way to %1 leads through a pooler that has no further session to "
                         "spare: whether it keeps ours cannot be told.")
                          .arg(connection.info().database()),
                      connection);
    }
}

} // namespace arborist::operations
