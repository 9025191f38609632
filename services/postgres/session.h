// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/connection_info.h"
#include "services/postgres/result.h"
#include "services/postgres/waker.h"
#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

struct pg_conn;
struct pg_result;

namespace arborist::postgres {

class SshTunnel;

/// Owns a PGconn in non-blocking mode, and does all waiting for it. Calls that end by a stop
/// request leave the connection either idle and usable, or closed.
class Session
{
public:
    Session(pg_conn *connection, std::shared_ptr<SshTunnel> tunnel, ConnectionInfo info,
            std::unique_ptr<Waker> waker);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    pg_conn *handle() const { return m_connection; } ///< null once closed
    const ConnectionInfo &info() const { return m_info; }
    const std::shared_ptr<SshTunnel> &tunnel() const { return m_tunnel; } ///< null without one
    Waker &waker() { return *m_waker; }

    /// To be called first by every public call: the connection must be open, and no stop requested.
    void begin(const char *what);
    /// Pushes out what is buffered, reading meanwhile, so that both sides cannot get stuck.
    void flush();
    /// Blocks until the next result is complete; null at the end of the answer.
    using ResultPtr = std::unique_ptr<pg_result, void (*)(pg_result *)>;
    ResultPtr nextResult();
    /// Reads the rest of the answer; throws the first error in it, else returns the last result.
    /// `answered` is told how many results have come, and the last one's rows; -1: it has none.
    Result finish(const std::function<void(int, qint64)> &answered = {});
    /// Throws the error after reading the rest of the answer, or as lost connection.
    [[noreturn]] void fail(const pg_result *result);
    /// After libpq returned an error without a result: throws what the server said, or what libpq
    /// did.
    [[noreturn]] void failCall();
    /// Reads what has come, without waiting.
    void readNow();
    /// Waits for input and reads it; returns when there may be more to parse.
    void readMore();
    /// Ends what runs on the server and throws Error::cancelled().
    [[noreturn]] void cancel();
    /// Ends what runs on the server; closes the connection if it does not get idle in time.
    void abandon(std::chrono::milliseconds budget);

private:
    bool drain();
    /// `result` as lostConnectionError() has it.
    [[noreturn]] void failLost(const pg_result *result);
    void close();

    pg_conn *m_connection;
    std::shared_ptr<SshTunnel> m_tunnel; ///< what it goes through; null without one
    ConnectionInfo m_info;
    std::unique_ptr<Waker> m_waker;
};

/// Changed or found ones; -1 for a statement that has none.
qint64 rowsOf(pg_result *result);

} // namespace arborist::postgres
