// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include "services/postgres/connector.h"
#include "services/postgres/session.h"

namespace arborist::postgres {

/// In UTF-8; throws Error for what libpq would cut off.
QByteArray statementBytes(const QString &sql);

struct Connection::Private {
    Private(Connected connected, ConnectionInfo info, std::unique_ptr<Waker> waker)
        : Private(connected.connection, std::move(connected.tunnel), std::move(info),
                  std::move(waker))
    {
    }
    Private(pg_conn *connection, std::shared_ptr<SshTunnel> tunnel, ConnectionInfo info,
            std::unique_ptr<Waker> waker);

    pg_conn *handle() { return session.handle(); }
    void sent(int ok);
    void send(const QString &sql, const Params &params, bool binary);
    /// `status`: the ExecStatusType that the COPY begins with.
    void expectCopy(const QString &sql, int status, bool *binary);
    void copyRows(bool binary, const std::function<void(std::span<const char>)> &row);

    std::function<void(const Notice &)> onNotice; ///< before the session, whose end may call it
    Session session;
    const int serverVersion;
    const QString serverVersionText;
    size_t unflushed = 0; ///< bytes of a COPY IN since libpq's buffer was last empty
};

} // namespace arborist::postgres
