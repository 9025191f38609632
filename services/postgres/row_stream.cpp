// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/row_stream.h"

#include "services/postgres/server_error.h"
#include "services/postgres/session.h"
#include <QCoreApplication>
#include <libpq-fe.h>
#include <poll.h>

namespace arborist::postgres {
namespace {

using namespace std::chrono_literals;

/// How long rows may sit with the receiver before it hears that nothing follows.
constexpr auto patience = 100ms;
/// What the server gets to end a statement of which no more rows are wanted.
constexpr auto endBudget = 10s;

Session::ResultPtr nextResult(Session &session, const std::function<void()> &pause)
{
    PGconn *connection = session.handle();
    bool readJustNow = false;
    bool paused = false;
    while (PQstatus(connection) == CONNECTION_OK && PQisBusy(connection)) {
        if (!std::exchange(readJustNow, true)) {
            session.readNow(); // mostly more is there already: saves a poll() a buffer
            continue;
        }
        const auto deadline =
            paused ? Waker::Clock::time_point::max() : Waker::Clock::now() + patience;
        switch (session.waker().wait(PQsocket(connection), POLLIN, deadline)) {
        case Waker::Woken::Stopped:
            session.cancel();
        case Waker::Woken::TimedOut:
            paused = true;
            if (pause)
                pause();
            break;
        case Waker::Woken::Ready:
            session.readNow();
            break;
        }
    }
    return {PQgetResult(connection), PQclear};
}

/// False when no more rows are wanted.
bool receive(Session &session, const RowReceiver &receiver, Result *end)
{
    while (Session::ResultPtr result = nextResult(session, receiver.pause)) {
        switch (PQresultStatus(result.get())) {
        case PGRES_SINGLE_TUPLE:
            if (session.waker().isStopped())
                session.cancel();
            if (!receiver.row(Result(result.release())))
                return false;
            break;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH:
            session.abandon(endBudget);
            throw Error::usage(QCoreApplication::translate("Session",
                                                           "COPY does not run as a plain "
                                                           "statement."));
        case PGRES_FATAL_ERROR:
        case PGRES_BAD_RESPONSE:
            session.fail(result.get());
        default:
            *end = Result(result.release());
        }
    }
    if (PQstatus(session.handle()) == CONNECTION_BAD)
        throw lostConnectionError(session.handle(), nullptr, session.info());
    return true;
}

} // namespace

Result streamRows(Session &session, const RowReceiver &receiver)
{
    Result end;
    PQsetSingleRowMode(session.handle());
    try {
        if (!receive(session, receiver, &end))
            session.abandon(endBudget);
    } catch (...) {
        // Idle already when the error is the server's; busy when it is the receiver's.
        if (session.handle() && PQtransactionStatus(session.handle()) == PQTRANS_ACTIVE)
            session.abandon(1s);
        throw;
    }
    return end;
}

} // namespace arborist::postgres
