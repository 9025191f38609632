// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/session.h"

#include "services/core/gui_thread_guard.h"
#include "services/postgres/cancel_request.h"
#include "services/postgres/server_error.h"
#include "services/postgres/ssh/ssh_tunnel.h"
#include <QCoreApplication>
#include <algorithm>
#include <cstdlib>
#include <libpq-fe.h>
#include <optional>
#include <poll.h>
#include <utility>

namespace arborist::postgres {

namespace {

using namespace std::chrono_literals;

/// A stopped call returns within 100 ms, so this is what the server gets to come to rest. It needs
/// two round trips; where they take longer, the connection is closed, which ends the work as well.
constexpr auto stopBudget = 80ms;

bool isFailure(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

} // namespace

qint64 rowsOf(pg_result *result)
{
    const char *rows = PQcmdTuples(result);
    return *rows == '\0' ? -1 : qint64(std::strtoll(rows, nullptr, 10));
}

Session::Session(pg_conn *connection, std::shared_ptr<SshTunnel> tunnel, ConnectionInfo info,
                 std::unique_ptr<Waker> waker)
    : m_connection(connection),
      m_tunnel(std::move(tunnel)),
      m_info(std::move(info)),
      m_waker(std::move(waker))
{
}

Session::~Session()
{
    close();
}

void Session::close()
{
    PQfinish(m_connection);
    m_connection = nullptr;
}

void Session::begin(const char *what)
{
    assertConnectionsAllowed(what);
    if (m_waker->isStopped()) {
        if (m_connection && PQtransactionStatus(m_connection) == PQTRANS_ACTIVE)
            abandon(stopBudget); // a COPY IN
        throw Error::cancelled();
    }
    if (m_connection && PQstatus(m_connection) == CONNECTION_OK)
        return;
    Error error(QCoreApplication::translate("Session", "The connection to %1 is closed.")
                    .arg(m_info.address()),
                QCoreApplication::translate("Session", "It was lost or given up earlier; what was "
                                                       "not committed is rolled back. Connect "
                                                       "again."));
    error.setWhere(m_info.address()).setSqlState(QStringLiteral("08003"));
    throw error;
}

void Session::readNow()
{
    // A lost connection may still have a last word in its buffer, which nextResult() finds.
    if (!PQconsumeInput(m_connection) && PQstatus(m_connection) != CONNECTION_BAD)
        throw libpqError(m_connection, m_info);
}

void Session::readMore()
{
    if (m_waker->wait(PQsocket(m_connection), POLLIN) == Waker::Woken::Stopped)
        cancel();
    readNow();
}

void Session::flush()
{
    for (;;) {
        const int left = PQstatus(m_connection) == CONNECTION_BAD ? -1 : PQflush(m_connection);
        if (left < 0)
            failCall();
        if (left == 0)
            return;
        if (m_waker->wait(PQsocket(m_connection), POLLIN | POLLOUT) == Waker::Woken::Stopped)
            cancel();
        readNow();
    }
}

Session::ResultPtr Session::nextResult()
{
    while (PQstatus(m_connection) == CONNECTION_OK && PQisBusy(m_connection))
        readMore();
    return {PQgetResult(m_connection), PQclear};
}

Result Session::finish(const std::function<void(int, qint64)> &answered)
{
    int count = 0;
    ResultPtr last(nullptr, PQclear);
    while (ResultPtr result = nextResult()) {
        switch (PQresultStatus(result.get())) {
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH:
            abandon(1s);
            throw Error::usage(
                QCoreApplication::translate("Session", "COPY does not run as a plain statement."));
        default:
            if (isFailure(result.get()))
                fail(result.get());
            if (answered)
                answered(++count, rowsOf(result.get()));
            last = std::move(result);
        }
    }
    if (PQstatus(m_connection) == CONNECTION_BAD)
        failLost(nullptr);
    return Result(last.release());
}

void Session::fail(const pg_result *result)
{
    // A FATAL error is followed by the end of the connection, which only reading reveals.
    while (nextResult()) {
    }
    if (PQstatus(m_connection) == CONNECTION_BAD)
        failLost(result);
    throw serverError(result, m_info);
}

void Session::failCall()
{
    PQconsumeInput(m_connection); // the reason may have arrived before the connection broke
    while (ResultPtr result = nextResult()) {
        if (isFailure(result.get()))
            fail(result.get());
        if (PQresultStatus(result.get()) == PGRES_COPY_IN ||
            PQresultStatus(result.get()) == PGRES_COPY_OUT)
            break; // libpq would return it again and again
    }
    if (PQstatus(m_connection) == CONNECTION_BAD)
        failLost(nullptr);
    throw libpqError(m_connection, m_info);
}

void Session::failLost(const pg_result *result)
{
    Error error = lostConnectionError(m_connection, result, m_info);
    // What the server did not end, the tunnel may have.
    if (m_tunnel && error.sqlState() == u"08006") {
        if (const auto broke = m_tunnel->whyLost(m_waker->token()))
            throw *broke;
    }
    throw error;
}

void Session::cancel()
{
    abandon(stopBudget);
    throw Error::cancelled();
}

void Session::abandon(std::chrono::milliseconds budget)
{
    if (!m_connection)
        return;
    auto deadline = Waker::Clock::now() + budget;
    const CancelRequest request(m_connection);
    // Both must have come to an end: a request that is still on its way would hit the next
    // statement instead.
    bool idle = false;
    for (;;) {
        idle = idle || drain();
        if (PQstatus(m_connection) == CONNECTION_BAD)
            break;
        if (idle && request.isDone())
            return;
        if (m_waker->isStopped())
            deadline = std::min(deadline, Waker::Clock::now() + stopBudget);
        const int timeout = pollTimeout(deadline);
        if (timeout <= 0)
            break;
        const short write = PQflush(m_connection) > 0 ? POLLOUT : short(0);
        pollfd fds[2] = {{idle ? -1 : PQsocket(m_connection), short(POLLIN | write), 0},
                         {request.isDone() ? -1 : request.fd(), POLLIN, 0}};
        poll(fds, 2, std::min(timeout, 20)); // short, to notice a stop request as well
    }
    close();
}

bool Session::drain()
{
    PQconsumeInput(m_connection);
    bool wasEnd = false; // of a statement's answer; twice: nothing follows
    while (PQstatus(m_connection) == CONNECTION_OK && !PQisBusy(m_connection)) {
        const ResultPtr result(PQgetResult(m_connection), PQclear);
        if (!result) {
            const bool isPipeline = PQpipelineStatus(m_connection) != PQ_PIPELINE_OFF;
            if (!isPipeline || std::exchange(wasEnd, true))
                return !isPipeline;
            continue;
        }
        wasEnd = false;
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_PIPELINE_SYNC)
            return PQexitPipelineMode(m_connection) == 1;
        if (status == PGRES_COPY_IN) {
            if (PQputCopyEnd(m_connection, "cancelled") < 0)
                return false;
        } else if (status == PGRES_COPY_OUT) {
            char *row = nullptr;
            int size = 0;
            while ((size = PQgetCopyData(m_connection, &row, 1)) > 0)
                PQfreemem(row);
            if (size == 0)
                return false;
        }
    }
    return false;
}

} // namespace arborist::postgres
