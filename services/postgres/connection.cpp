// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection_private.h"

#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/postgres/pipeline.h"
#include "services/postgres/row_stream.h"
#include <QCoreApplication>
#include <libpq-fe.h>

namespace arborist::postgres {

namespace {

void receiveNotice(void *handler, const PGresult *result)
{
    const auto &call = *static_cast<const std::function<void(const Notice &)> *>(handler);
    if (!call)
        return;
    const auto field = [&](int code) {
        return QString::fromUtf8(PQresultErrorField(result, code));
    };
    Notice notice{field(PG_DIAG_SEVERITY_NONLOCALIZED), field(PG_DIAG_MESSAGE_PRIMARY),
                  field(PG_DIAG_SQLSTATE)};
    if (notice.message.isEmpty()) // libpq's own
        notice.message = QString::fromUtf8(PQresultErrorMessage(result)).trimmed();
    call(notice);
}

} // namespace

QByteArray statementBytes(const QString &sql)
{
    if (sql.contains(QChar(u'\0')))
        throw Error::usage(
            QCoreApplication::translate("Connection", "The statement has a NUL character in it."));
    return sql.toUtf8();
}

Connection::Private::Private(pg_conn *connection, std::shared_ptr<SshTunnel> tunnel,
                             ConnectionInfo info, std::unique_ptr<Waker> waker)
    : session(connection, std::move(tunnel), std::move(info), std::move(waker)),
      serverVersion(PQserverVersion(connection)),
      // "15.20 (Debian 15.20-0+deb12u1)": the packager's remarks are not the version.
      serverVersionText(
          QString::fromUtf8(PQparameterStatus(connection, "server_version")).section(u' ', 0, 0))
{
    PQsetNoticeReceiver(connection, receiveNotice, &onNotice);
}

void Connection::Private::sent(int ok)
{
    if (!ok)
        session.failCall();
    session.flush();
}

void Connection::Private::send(const QString &sql, const Params &params, bool binary)
{
    session.begin("Connection::exec");
    std::vector<QByteArray> bytes;
    std::vector<const char *> values;
    bytes.reserve(params.size());
    values.reserve(params.size());
    for (const Param &param : params) {
        if (param && param->contains(QChar(u'\0')))
            throw Error::usage(QCoreApplication::translate(
                "Connection", "A text has a NUL character in it, which PostgreSQL cannot store."));
        values.push_back(param ? bytes.emplace_back(param->toUtf8()).constData() : nullptr);
    }
    sent(PQsendQueryParams(handle(), statementBytes(sql).constData(), int(values.size()), nullptr,
                           values.data(), nullptr, nullptr, binary ? 1 : 0));
}

Connection Connection::open(const ConnectionInfo &info, std::stop_token stop)
{
    assertConnectionsAllowed("Connection::open");
    if (stop.stop_requested())
        throw Error::cancelled();
    auto waker = std::make_unique<Waker>(std::move(stop));
    ConnectionInfo used = info;
    Connected connected = connectTo(used, *waker);
    return Connection(
        std::make_unique<Private>(std::move(connected), std::move(used), std::move(waker)));
}

Connection::Connection(std::unique_ptr<Private> data) : d(std::move(data)) {}
Connection::Connection(Connection &&) noexcept = default;
Connection &Connection::operator=(Connection &&) noexcept = default;
Connection::~Connection() = default;

const ConnectionInfo &Connection::info() const
{
    return d->session.info();
}

int Connection::serverVersion() const
{
    return d->serverVersion;
}

QString Connection::serverVersionText() const
{
    return d->serverVersionText;
}

int Connection::backendPid() const
{
    return d->handle() ? PQbackendPID(d->handle()) : 0;
}

QString Connection::parameter(const char *name) const
{
    return d->handle() ? QString::fromUtf8(PQparameterStatus(d->handle(), name)) : QString();
}

Result Connection::exec(const QString &sql, const Params &params)
{
    d->send(sql, params, false);
    return d->session.finish();
}

Result Connection::execBinary(const QString &sql, const Params &params)
{
    d->send(sql, params, true);
    return d->session.finish();
}

Result Connection::describe(const QString &sql)
{
    d->session.begin("Connection::describe");
    d->sent(PQsendPrepare(d->handle(), "", statementBytes(sql).constData(), 0, nullptr));
    d->session.finish();
    d->sent(PQsendDescribePrepared(d->handle(), ""));
    return d->session.finish();
}

Result Connection::stream(const QString &sql, const Params &params, const RowReceiver &receiver)
{
    d->send(sql, params, false);
    return streamRows(d->session, receiver);
}

bool Connection::isOpen() const
{
    return d->handle() && PQstatus(d->handle()) == CONNECTION_OK;
}

bool Connection::isInTransaction() const
{
    return d->handle() && (PQtransactionStatus(d->handle()) == PQTRANS_INTRANS ||
                           PQtransactionStatus(d->handle()) == PQTRANS_INERROR);
}

Result Connection::execScript(const QByteArray &sql, const Answered &answered)
{
    d->session.begin("Connection::execScript");
    d->sent(PQsendQuery(d->handle(), sql.constData()));
    return d->session.finish(answered);
}

Result Connection::execAll(std::span<const QByteArray> statements, const Answered &answered)
{
    d->session.begin("Connection::execAll");
    return runPipeline(d->session, statements, answered);
}

void Connection::setNoticeHandler(std::function<void(const Notice &)> handler)
{
    d->onNotice = std::move(handler);
}

void Connection::setStopToken(std::stop_token stop)
{
    d->session.waker().setToken(std::move(stop));
}

} // namespace arborist::postgres
