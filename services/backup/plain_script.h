// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <functional>

namespace arborist::backup {

/// A script of pg_dump, taken apart as it is read: statements, and the rows behind COPY ... FROM
/// stdin. Commands of psql are none of SQL: \restrict and \unrestrict, which pg_dump writes, are
/// passed over; for any other one next() throws a refusing Error: it could lead to another
/// database. Memory holds the longest statement.
class PlainScript
{
public:
    enum class Kind { Statement, Copy, End };
    struct Piece {
        Kind kind = Kind::End;
        QByteArray text;
        qint64 line = 1; ///< where it begins, from 1
    };

    using Read = std::function<QByteArray()>; ///< the next bytes; empty: the end

    /// `where` is named in errors.
    PlainScript(Read read, QString where);

    /// What comes next; behind a Copy, all of its rows must have been taken.
    Piece next();
    /// The next rows of a COPY, whole lines as COPY's text format has them; empty behind the last.
    /// Throws Error where the script ends in the middle of them.
    QByteArray copyRows();

    qint64 line() const { return m_line; }
    /// Told of each line of comment between statements, without its dashes.
    void setOnComment(std::function<void(QByteArrayView)> comment)
    {
        m_onComment = std::move(comment);
    }
    /// The last bytes that were read, some hundred.
    QByteArray tail() const { return m_tail; }

private:
    bool fill();
    int peek(qsizetype ahead = 0);
    void take(qsizetype count = 1);
    void skipLine();
    void passComment();
    void takeQuoted(char quote, bool escapes);
    void takeBlockComment();
    void takeDollar();
    void takeWord();
    void passCommand();
    [[noreturn]] void cut() const;

    Read m_read;
    std::function<void(QByteArrayView)> m_onComment;
    QString m_where;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    bool m_atEnd = false;
    QByteArray m_tail;
    qint64 m_line = 1;
    QByteArray m_statement;
    int m_parentheses = 0;
    int m_blocks = 0;      ///< BEGIN ATOMIC and CASE that are open
    QByteArray m_lastWord; ///< in lower case
};

} // namespace arborist::backup
