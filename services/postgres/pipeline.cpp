// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/pipeline.h"

#include "services/postgres/server_error.h"
#include "services/postgres/session.h"
#include <QCoreApplication>
#include <algorithm>
#include <libpq-fe.h>

namespace arborist::postgres {
namespace {

using namespace std::chrono_literals;

/// Each answer is asked for at once: a server keeps them back until the end otherwise, and nobody
/// would see how far it has come.
bool queue(PGconn *connection, std::span<const QByteArray> statements)
{
    return std::ranges::all_of(statements,
                               [&](const QByteArray &sql) {
                                   return PQsendQueryParams(connection, sql.constData(), 0, nullptr,
                                                            nullptr, nullptr, nullptr, 0) == 1 &&
                                          PQsendFlushRequest(connection) == 1;
                               }) &&
           PQpipelineSync(connection) == 1;
}

} // namespace

Result runPipeline(Session &session, std::span<const QByteArray> statements,
                   const std::function<void(int, qint64)> &answered)
{
    PGconn *connection = session.handle();
    if (!PQenterPipelineMode(connection))
        throw libpqError(connection, session.info());
    if (!queue(connection, statements)) {
        const Error error = libpqError(connection, session.info());
        session.abandon(1s);
        throw error;
    }
    session.flush();
    int count = 0;
    Session::ResultPtr last(nullptr, PQclear);
    Session::ResultPtr failure(nullptr, PQclear);
    // Null is the end of one statement's answer; of a lost connection, a second one is that of all.
    for (int ends = 0; ends < 2 || PQstatus(connection) == CONNECTION_OK;) {
        Session::ResultPtr result = session.nextResult();
        if (!result) {
            ++ends;
            continue;
        }
        ends = 0;
        switch (PQresultStatus(result.get())) {
        case PGRES_PIPELINE_SYNC:
            PQexitPipelineMode(connection);
            if (failure)
                session.fail(failure.get());
            return Result(last.release());
        case PGRES_PIPELINE_ABORTED:
            break;
        case PGRES_FATAL_ERROR:
        case PGRES_BAD_RESPONSE:
            if (!failure) // the end of the connection may follow as another one
                failure = std::move(result);
            break;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH:
            session.abandon(1s);
            throw Error::usage(QCoreApplication::translate("Session",
                                                           "COPY does not run as a plain "
                                                           "statement."));
        default:
            if (answered)
                answered(++count, rowsOf(result.get()));
            last = std::move(result);
        }
    }
    if (failure)
        session.fail(failure.get());
    return session.finish(); // tells how the connection was lost
}

} // namespace arborist::postgres
