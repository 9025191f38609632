// SPDX-License-Identifier: GPL-3.0-or-later
// COPY in both directions.
#include "services/core/error.h"
#include "services/core/gui_thread_guard.h"
#include "services/postgres/connection_private.h"
#include "services/postgres/copy_rows.h"
#include <QCoreApplication>
#include <libpq-fe.h>
#include <utility>

namespace arborist::postgres {

namespace {

using namespace std::chrono_literals;

/// How much is handed to libpq before it must have left for the server: bounds its buffer.
constexpr size_t copyChunk = 256 * 1024;

} // namespace

void Connection::Private::expectCopy(const QString &sql, int status, bool *binary)
{
    sent(PQsendQuery(handle(), statementBytes(sql).constData()));
    const Session::ResultPtr result = session.nextResult();
    if (!result)
        session.failCall();
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR)
        session.fail(result.get());
    if (int(PQresultStatus(result.get())) != status) {
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

} // namespace arborist::postgres
