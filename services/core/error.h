// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <exception>

namespace arborist {

/// What a front end does about an error: the command line's exit code follows from it.
enum class ErrorKind {
    Failed,    ///< something went wrong (exit code 1)
    Usage,     ///< the request itself is wrong (2)
    Refused,   ///< protection, fingerprint, missing confirmation (3)
    Cancelled, ///< the user asked to stop (5)
};

/// The one exception type of the services. It never holds a password or a token.
class Error : public std::exception
{
public:
    explicit Error(QString message, QString hint = {}, ErrorKind kind = ErrorKind::Failed);

    static Error cancelled();
    /// Where part of the work is done by then, and stays; the report says which.
    static Error cancelledHalfWay(QString hint = {});
    static Error refused(QString message, QString hint);
    static Error usage(QString message, QString hint = {});

    const char *what() const noexcept override { return m_utf8.constData(); }

    /// One sentence: what happened.
    const QString &message() const { return m_message; }
    /// What the user can do about it; one sentence or several lines, the likeliest first.
    const QString &hint() const { return m_hint; }
    /// Where: a file with line, a table, a host; may be empty.
    const QString &where() const { return m_where; }
    /// The server's DETAIL and CONTEXT, or what the system said; may be empty.
    const QString &detail() const { return m_detail; }
    /// Five characters, or empty when the error does not come from PostgreSQL.
    const QString &sqlState() const { return m_sqlState; }
    /// 1-based character position in the statement; 0 if unknown.
    int position() const { return m_position; }
    ErrorKind kind() const { return m_kind; }

    Error &setHint(QString hint);
    Error &setWhere(QString where);
    Error &setDetail(QString detail);
    Error &setSqlState(QString state);
    Error &setPosition(int position);

private:
    QString m_message;
    QString m_hint;
    QString m_where;
    QString m_detail;
    QString m_sqlState;
    int m_position = 0;
    ErrorKind m_kind;
    QByteArray m_utf8;
};

} // namespace arborist
