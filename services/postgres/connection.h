// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection_info.h"
#include "services/postgres/result.h"
#include <QByteArray>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace arborist::postgres {

/// A bound value in text form; nullopt is NULL.
using Param = std::optional<QString>;
using Params = std::vector<Param>;

struct Reached;

/// What the server told beside the answer.
struct Notice {
    QString severity;
    QString message;
    QString sqlState;
};

/// What Connection::stream() tells while rows arrive; both are called on the thread that waits, may
/// throw, and must not use the connection.
struct RowReceiver {
    std::function<bool(const Result &row)> row; ///< row 0 is the one; false: no more of them
    std::function<void()> pause;                ///< nothing has come for 100 ms; may be empty
};

/// One libpq connection, used by the thread that opened it. All waiting is done on the socket
/// together with a wake descriptor, so a stop request ends any call within 100 ms, on a dead
/// network too; the call then throws Error::cancelled(). Every failure throws Error with SQLSTATE,
/// position and a hint. Debug builds abort when it is opened on the GUI thread.
class Connection
{
public:
    /// Connects; gives up after the info's connect_timeout (10 s if not set).
    static Connection open(const ConnectionInfo &info, std::stop_token stop = {});

    Connection(Connection &&) noexcept;
    Connection &operator=(Connection &&) noexcept;
    ~Connection();

    const ConnectionInfo &info() const;
    /// What another program takes to get to the same server (reached.h).
    Reached reached() const;
    int serverVersion() const;                 ///< 150020 for 15.20
    QString serverVersionText() const;         ///< "15.20"
    QString parameter(const char *name) const; ///< ParameterStatus, e.g. "TimeZone"
    /// The process at the other end, as it was told when connecting. Another number than the
    /// server's own pg_backend_pid(): something in between answers in the server's name.
    int backendPid() const;

    /// One statement with bound values, answers in text form.
    Result exec(const QString &sql, const Params &params = {});
    /// The same with answers in binary form.
    Result execBinary(const QString &sql, const Params &params = {});
    /// The columns that the statement would answer with; it is checked, not run.
    Result describe(const QString &sql);
    /// One statement, whose rows (text form) are handed over one by one as they arrive and are not
    /// kept. Returns the end of the answer, without rows; one without a command tag when the
    /// receiver wanted no more, which aborts the transaction.
    Result stream(const QString &sql, const Params &params, const RowReceiver &receiver);
    bool isInTransaction() const; ///< also in one that has failed
    bool isOpen() const;          ///< as far as is known
    /// Simple protocol: any number of statements; the answer of the last one. `answered` is called
    /// on this thread with the number of statements that the server has done so far, and the rows
    /// of the last of them (-1: it is none that has rows).
    using Answered = std::function<void(int, qint64)>;
    Result execScript(const QByteArray &sql, const Answered &answered = {});
    /// Statements without values that are sent at once, one by one but with no wait for the answers
    /// between them; after one that fails none of the others is run. In a transaction, and no COPY.
    /// The answer of the last one; `answered` as above.
    Result execAll(std::span<const QByteArray> statements, const Answered &answered = {});

    /// Runs COPY ... TO STDOUT and hands every row's bytes to `row`, as they arrive, without the
    /// binary format's header and trailer: a row is int16 field count, then int32 length (-1 is
    /// NULL) and bytes for each field, all big-endian. Throws what `row` throws, after the server
    /// was told to stop.
    void copyOut(const QString &sql, const std::function<void(std::span<const char>)> &row);

    /// Starts COPY ... FROM STDIN (any format).
    void beginCopyIn(const QString &sql);
    void putCopyData(std::span<const char> bytes);
    /// Ends the COPY; returns the number of rows the server took.
    qint64 endCopyIn();
    /// Ends it as failed with that reason; nothing of it remains.
    void abortCopyIn(const QString &reason);

    /// Called on the thread that waits, between rows of a COPY too; it must not throw, nor use the
    /// connection.
    void setNoticeHandler(std::function<void(const Notice &)> handler);

    /// Replaces the stop token that ends calls on this connection (a roll-back runs under a fresh
    /// one).
    void setStopToken(std::stop_token stop);

private:
    struct Private;
    explicit Connection(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace arborist::postgres
