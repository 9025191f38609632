// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection.h"

#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/postgres/connector.h"
#include "services/postgres/copy_rows.h"
#include "services/postgres/row_stream.h"
#include "services/postgres/server_error.h"
#include "services/postgres/session.h"
#include <QCoreApplication>
#include <libpq-fe.h>

namespace arborist::postgres {

namespace {

using namespace std::chrono_literals;

/// How much is handed to libpq before it must have left for the server: bounds its buffer.
constexpr size_t copyChunk = 256 * 1024;

QByteArray statementBytes(const QString &sql)
{
    if (sql.contains(QChar(u'\0')))
        throw Error::usage(
            QCoreApplication::translate("Connection", "The statement has a NUL character in it."));
    return sql.toUtf8();
}

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

struct Connection::Private {
    Private(Connected connected, ConnectionInfo info, std::unique_ptr<Waker> waker)
        : Private(connected.connection, std::move(connected.tunnel), std::move(info),
                  std::move(waker))
    {
    }
    Private(pg_conn *connection, std::shared_ptr<SshTunnel> tunnel, ConnectionInfo info,
            std::unique_ptr<Waker> waker)
        : session(connection, std::move(tunnel), std::move(info), std::move(waker)),
          serverVersion(PQserverVersion(connection)),
          // "15.20 (Debian 15.20-0+deb12u1)": the packager's remarks are not the version.
          serverVersionText(QString::fromUtf8(PQparameterStatus(connection, "server_version"))
                                .section(u' ', 0, 0))
    {
        PQsetNoticeReceiver(connection, receiveNotice, &onNotice);
    }

    pg_conn *handle() { return session.handle(); }
    void sent(int ok);
    void send(const QString &sql, const Params &params, bool binary);
    void expectCopy(const QString &sql, ExecStatusType status, bool *binary);
    void copyRows(bool binary, const std::function<void(std::span<const char>)> &row);

    std::function<void(const Notice &)> onNotice; ///< before the session, whose end may call it
    Session session;
    const int serverVersion;
    const QString serverVersionText;
    size_t unflushed = 0; ///< bytes of a COPY IN since libpq's buffer was last empty
};

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

void Connection::Private::expectCopy(const QString &sql, ExecStatusType status, bool *binary)
{
    sent(PQsendQuery(handle(), statementBytes(sql).constData()));
    const Session::ResultPtr result = session.nextResult();
    if (!result)
        session.failCall();
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR)
        session.fail(result.get());
    if (PQresultStatus(result.get()) != status) {
        session.abandon(1s);
        throw Error::usage(
            QCoreApplication::translate("Connection", "The statement is not the COPY expected."));
    }
    if (binary)
        *binary = PQbinaryTuples(result.get()) != 0;
}

void Connection::Private::copyRows(bool binary,
                                   const std::function<void(std::span<const char>)> &row)
{
    CopyRows rows;
    bool readJustNow = false;
    for (;;) {
        char *bytes = nullptr;
        const int size = PQgetCopyData(handle(), &bytes, 1);
        if (size > 0) [[likely]] {
            readJustNow = false;
            const std::unique_ptr<char, decltype(&PQfreemem)> owner(bytes, PQfreemem);
            const std::span<const char> message(bytes, size_t(size));
            const std::span<const char> data = binary ? rows.row(message) : message;
            if (!data.empty()) [[likely]]
                row(data);
        } else if (size < 0) {
            return; // the end or an error: the results that follow tell
        } else if (PQstatus(handle()) == CONNECTION_BAD) {
            session.failCall();
        } else if (session.waker().isStopped()) {
            session.cancel();
        } else if (!std::exchange(readJustNow, true)) {
            session.readNow(); // mostly more is there already: saves a poll() a buffer
        } else {
            session.readMore();
        }
    }
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

Result Connection::execScript(const QByteArray &sql)
{
    d->session.begin("Connection::execScript");
    d->sent(PQsendQuery(d->handle(), sql.constData()));
    return d->session.finish();
}

void Connection::copyOut(const QString &sql, const std::function<void(std::span<const char>)> &row)
{
    d->session.begin("Connection::copyOut");
    bool binary = false;
    d->expectCopy(sql, PGRES_COPY_OUT, &binary);
    try {
        d->copyRows(binary, row);
    } catch (...) {
        // Idle already when the error is the server's; busy when it is the caller's.
        if (d->handle() && PQtransactionStatus(d->handle()) == PQTRANS_ACTIVE)
            d->session.abandon(1s);
        throw;
    }
    d->session.finish();
}

void Connection::beginCopyIn(const QString &sql)
{
    d->session.begin("Connection::beginCopyIn");
    d->expectCopy(sql, PGRES_COPY_IN, nullptr);
    d->unflushed = 0;
}

void Connection::putCopyData(std::span<const char> bytes)
{
    d->session.begin("Connection::putCopyData");
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(bytes.size(), copyChunk));
        const int put = PQputCopyData(d->handle(), part.data(), int(part.size()));
        if (put < 0)
            d->session.failCall();
        d->unflushed += part.size();
        if (put == 0 || d->unflushed >= copyChunk) {
            d->session.flush();
            d->session.readNow(); // an error may have come meanwhile
            d->unflushed = 0;
        }
        if (put > 0)
            bytes = bytes.subspan(part.size());
    }
}

qint64 Connection::endCopyIn()
{
    d->session.begin("Connection::endCopyIn");
    if (PQputCopyEnd(d->handle(), nullptr) < 0)
        d->session.failCall();
    d->session.flush();
    return d->session.finish().affectedRows();
}

void Connection::abortCopyIn(const QString &reason)
{
    assertConnectionsAllowed("Connection::abortCopyIn");
    if (!d->handle() || PQtransactionStatus(d->handle()) != PQTRANS_ACTIVE)
        return; // a call that failed or was stopped has ended it
    if (d->session.waker().isStopped()) {
        d->session.abandon(1s);
        return;
    }
    try {
        if (PQputCopyEnd(d->handle(), reason.toUtf8().constData()) > 0)
            d->session.flush();
        d->session.finish();
    } catch (const Error &error) {
        // The server repeats the reason as an error, which is what was asked for. A lost
        // connection leaves nothing of the COPY, either.
        if (error.kind() == ErrorKind::Cancelled)
            throw;
    }
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
