// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connector.h"

#include "services/core/error.h"
#include "services/postgres/connect_error.h"
#include "services/postgres/resolver.h"
#include "services/postgres/tunnel_route.h"
#include <QMap>
#include <libpq-fe.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <vector>

namespace arborist::postgres {

namespace {

using PgConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

constexpr int defaultTimeoutSeconds = 10;
/// A network that is gone is noticed within 20 s, also by whoever only waits for an answer.
constexpr int userTimeoutMs = 20000;

/// Seconds; 0 for no limit, as libpq has it.
int timeoutSeconds(const QMap<QString, QString> &values)
{
    bool given = false;
    const int seconds = values.value(QStringLiteral("connect_timeout")).trimmed().toInt(&given);
    return given ? std::max(seconds, 0) : defaultTimeoutSeconds;
}

void addDefaults(QMap<QString, QString> &values)
{
    const QMap<QString, QString> defaults{
        {QStringLiteral("fallback_application_name"), QStringLiteral("Arborist")},
        {QStringLiteral("keepalives"), QStringLiteral("1")},
        {QStringLiteral("keepalives_idle"), QStringLiteral("10")},
        {QStringLiteral("keepalives_interval"), QStringLiteral("5")},
        {QStringLiteral("keepalives_count"), QStringLiteral("3")},
        {QStringLiteral("tcp_user_timeout"), QString::number(userTimeoutMs)},
    };
    for (auto it = defaults.cbegin(); it != defaults.cend(); ++it) {
        if (values.value(it.key()).isEmpty())
            values.insert(it.key(), *it);
    }
    // Everything above libpq takes text for UTF-8, whatever PGCLIENTENCODING says.
    values.insert(QStringLiteral("client_encoding"), QStringLiteral("UTF8"));
}

PgConnection startConnecting(const QMap<QString, QString> &values)
{
    std::vector<QByteArray> bytes;
    std::vector<const char *> keywords;
    std::vector<const char *> settings;
    bytes.reserve(size_t(values.size()) * 2);
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        keywords.push_back(bytes.emplace_back(it.key().toUtf8()).constData());
        settings.push_back(bytes.emplace_back(it->toUtf8()).constData());
    }
    keywords.push_back(nullptr);
    settings.push_back(nullptr);
    return {PQconnectStartParams(keywords.data(), settings.data(), 0), PQfinish};
}

void fillIn(ConnectionInfo &info, const char *keyword, const char *used)
{
    const QString key = QString::fromLatin1(keyword);
    if (info.value(key).isEmpty() && used && *used)
        info.setValue(key, QString::fromUtf8(used));
}

} // namespace

Connected connectTo(ConnectionInfo &info, Waker &waker)
{
    QMap<QString, QString> values = info.values();
    const QMap<QString, QString> effective = info.effective();
    for (const QString &key :
         {QStringLiteral("host"), QStringLiteral("hostaddr"), QStringLiteral("port")}) {
        if (effective.contains(key))
            values.insert(key, effective.value(key));
    }
    std::shared_ptr<SshTunnel> tunnel;
    if (!info.sshHost().isEmpty())
        tunnel = enterTunnel(values, info, effective, waker.token());
    const qsizetype mark = tunnel ? tunnel->mark() : 0;
    const int seconds = timeoutSeconds(effective);
    const qsizetype hosts = values.value(QStringLiteral("host")).count(u',') + 1;
    const auto deadline = seconds == 0
                              ? Waker::Clock::time_point::max()
                              : Waker::Clock::now() + std::chrono::seconds(seconds * hosts);
    if (!tunnel)
        resolveHosts(values, info, waker, deadline);

    // libpq goes on to the next address only when the kernel gives one up: share the time out.
    const qsizetype addresses = values.value(QStringLiteral("hostaddr")).count(u',') + 1;
    const bool shareTime = std::max(hosts, addresses) > 1 && seconds > 0 &&
                           effective.value(QStringLiteral("tcp_user_timeout")).isEmpty();
    if (shareTime)
        values.insert(QStringLiteral("tcp_user_timeout"),
                      QString::number(std::max<qsizetype>(1500, seconds * hosts * 1000 /
                                                                    std::max(hosts, addresses))));
    addDefaults(values);

    PgConnection connection = startConnecting(values);
    if (!connection)
        throw std::bad_alloc();
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    // As libpq's manual has it: at first, as if it had asked for writing.
    PostgresPollingStatusType next =
        PQstatus(connection.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED) {
            const auto refused = tunnel ? tunnel->whyRefused(mark) : std::nullopt;
            throw refused ? *refused : connectError(connection.get(), info);
        }
        const short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        switch (waker.wait(PQsocket(connection.get()), events, deadline)) {
        case Waker::Woken::Stopped:
            throw Error::cancelled();
        case Waker::Woken::TimedOut:
            throw connectTimeout(info, seconds * int(hosts));
        case Waker::Woken::Ready:
            next = PQconnectPoll(connection.get());
        }
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
    PQsetnonblocking(connection.get(), 1);
    if (shareTime) {
        const unsigned milliseconds = userTimeoutMs;
        setsockopt(PQsocket(connection.get()), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
                   sizeof milliseconds);
    }
    fillIn(info, "host", PQhost(connection.get()));
    fillIn(info, "port", PQport(connection.get()));
    fillIn(info, "dbname", PQdb(connection.get()));
    fillIn(info, "user", PQuser(connection.get()));
    return {connection.release(), std::move(tunnel)};
}

} // namespace arborist::postgres
