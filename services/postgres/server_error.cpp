// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/server_error.h"

#include "services/core/redact.h"
#include "services/postgres/server_hints.h"
#include <QCoreApplication>
#include <QStringList>
#include <libpq-fe.h>

namespace arborist::postgres {

namespace {

QString field(const PGresult *result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code));
}

QString detailOf(const PGresult *result)
{
    QStringList lines;
    for (const int code : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_INTERNAL_QUERY, PG_DIAG_CONTEXT}) {
        const QString line = field(result, code);
        // A context that tells nothing of the statement, but of how the server went about it.
        if (!line.isEmpty() && line != u"parallel worker")
            lines += line;
    }
    return lines.join(u'\n');
}

/// The table, column or constraint that the server names, else the address of the server.
QString placeOf(const PGresult *result, const ConnectionInfo &info)
{
    QStringList path;
    for (const int code :
         {PG_DIAG_SCHEMA_NAME, PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME}) {
        if (const QString part = field(result, code); !part.isEmpty())
            path += part;
    }
    return path.isEmpty() ? info.address() : path.join(u'.');
}

} // namespace

QString asSentence(QString text)
{
    text = text.trimmed();
    if (text.isEmpty())
        return text;
    text[0] = text.at(0).toUpper();
    if (!text.endsWith(u'.') && !text.endsWith(u'?') && !text.endsWith(u':'))
        text += u'.';
    return text;
}

QString withoutSecrets(QString text, const ConnectionInfo &info)
{
    // A shorter one would tear holes into ordinary words, and protects nothing.
    const QString password = info.value(QStringLiteral("password"));
    if (password.size() >= 4)
        text.replace(password, QStringLiteral("***"));
    return redacted(std::move(text));
}

Error serverError(const pg_result *result, const ConnectionInfo &info)
{
    const QString state = field(result, PG_DIAG_SQLSTATE);
    QString message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.isEmpty())
        message = QString::fromUtf8(PQresultErrorMessage(result));
    QStringList hints{hintForState(state, info), field(result, PG_DIAG_MESSAGE_HINT)};
    hints.removeAll(QString());
    Error error(withoutSecrets(asSentence(message), info), withoutSecrets(hints.join(u'\n'), info));
    error.setSqlState(state)
        .setDetail(withoutSecrets(detailOf(result), info))
        .setWhere(placeOf(result, info))
        .setPosition(field(result, PG_DIAG_STATEMENT_POSITION).toInt());
    return error;
}

Error lostConnectionError(const pg_conn *connection, const pg_result *result,
                          const ConnectionInfo &info)
{
    const QString state = result ? field(result, PG_DIAG_SQLSTATE) : QString();
    const QString said =
        QString::fromUtf8(result ? PQresultErrorMessage(result) : PQerrorMessage(connection));
    QString hint = hintForState(state, info);
    if (hint.isEmpty())
        hint = QCoreApplication::translate(
            "ServerError", "The server was stopped, crashed or restarted, or the network failed. "
                           "What was not committed is rolled back; check the server, then run it "
                           "again.");
    Error error(QCoreApplication::translate("ServerError", "The connection to %1 was lost.")
                    .arg(info.isSocket() ? info.host() : info.address()),
                hint);
    error.setSqlState(state.isEmpty() ? QStringLiteral("08006") : state)
        .setDetail(withoutSecrets(said.trimmed(), info))
        .setWhere(info.address());
    return error;
}

Error libpqError(const pg_conn *connection, const ConnectionInfo &info)
{
    Error error(withoutSecrets(asSentence(QString::fromUtf8(PQerrorMessage(connection))), info));
    error.setWhere(info.address());
    return error;
}

} // namespace arborist::postgres
