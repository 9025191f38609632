// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connect_error.h"

#include "services/postgres/server_error.h"
#include "services/postgres/server_hints.h"
#include <QCoreApplication>
#include <QRegularExpression>
#include <cerrno>
#include <cstring>
#include <libintl.h>
#include <libpq-fe.h>
#include <netdb.h>

namespace arborist::postgres {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ConnectError)
};

/// What libpq wrote, taken apart. The last attempt counts: earlier ones are fall-backs.
struct Attempt {
    QString text;    ///< all of it, without LOCATION lines
    QString state;   ///< SQLSTATE, empty if no server answered
    QString message; ///< the server's words
    QString routine; ///< the server's C function
};

Attempt takeApart(const PGconn *connection)
{
    static const QRegularExpression said(QStringLiteral(": {2}([0-9A-Z]{5}): (.*)$"),
                                         QRegularExpression::MultilineOption);
    static const QRegularExpression location(
        QStringLiteral("^[^:\\n]+:  (\\w+), \\w+\\.c:\\d+$\\n?"),
        QRegularExpression::MultilineOption);
    Attempt attempt;
    attempt.text = QString::fromUtf8(PQerrorMessage(connection));
    for (auto it = said.globalMatch(attempt.text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        attempt.state = match.captured(1);
        attempt.message = match.captured(2);
    }
    for (auto it = location.globalMatch(attempt.text); it.hasNext();)
        attempt.routine = it.next().captured(1);
    attempt.text.remove(location);
    return attempt;
}

/// True if the text holds a message of libpq, in English or in the program's language.
bool says(const QString &text, const char *english)
{
    const QByteArray domain = "libpq5-" + QByteArray::number(PQlibVersion() / 10000);
    for (const QByteArray &id : {QByteArray(english), QByteArray(english) + '\n'}) {
        if (text.contains(
                QString::fromUtf8(dgettext(domain.constData(), id.constData())).trimmed()))
            return true;
    }
    return text.contains(QString::fromUtf8(english));
}

bool saysErrno(const QString &text, std::initializer_list<int> codes)
{
    return std::any_of(codes.begin(), codes.end(), [&](int code) {
        return text.contains(QString::fromLocal8Bit(std::strerror(code)));
    });
}

QString server(const ConnectionInfo &info)
{
    return info.isSocket() ? info.host() : info.address();
}

QString downHint(const ConnectionInfo &info)
{
    if (info.isSocket())
        return Text::
            tr("Start the server, or check folder and port: its socket would be %1/.s.PGSQL.%2.")
                .arg(info.host(), info.port());
    if (info.isLoopback())
        return Text::tr(
            "Start the server (\"systemctl start postgresql\", \"docker compose up\"), or "
            "check the port.");
    return Text::tr(
        "Check host and port, that the server runs and listens on this address, and that a "
        "firewall or security group lets you through.");
}

struct Verdict {
    QString message;
    QString hint;
};

/// Failures that a server told us about.
Verdict refusedByServer(const Attempt &attempt, const ConnectionInfo &info)
{
    Verdict verdict{asSentence(attempt.message), hintForState(attempt.state, info)};
    if (attempt.state == u"28000" && attempt.routine == u"InitializeSessionUserId") {
        verdict.hint =
            Text::tr("Check the user name (upper and lower case differ); \"psql -c '\\du'\" "
                     "lists the roles. A role needs LOGIN.");
    } else if (attempt.state == u"28000") {
        verdict.hint =
            Text::tr("The server's pg_hba.conf does not admit user \"%1\" to database \"%2\" "
                     "from here. Connect from an admitted address, or let an administrator "
                     "add a line and reload.")
                .arg(info.user(), info.database());
        if (info.effective().value(QStringLiteral("sslmode")) == u"disable")
            verdict.hint += u'\n' + Text::tr("It may admit encrypted connections only: add "
                                             "sslmode=require.");
    } else if (attempt.state == u"08P01" && info.isPooled()) {
        verdict.hint = pooledHint(info);
    }
    return verdict;
}

/// Failures before any server answered; libpq tells them in words only.
Verdict failedOnTheWay(const Attempt &attempt, const ConnectionInfo &info)
{
    const QString &text = attempt.text;
    const QString mode = info.effective().value(QStringLiteral("sslmode"));
    if (says(text, "server does not support SSL, but SSL was required"))
        return {
            Text::tr("The server at %1 offers no TLS, and the connection asks for it (sslmode=%2).")
                .arg(server(info), mode),
            Text::tr("Turn on ssl at the server, or use sslmode=prefer where the network is "
                     "trusted.")};
    if (text.contains(QStringLiteral("certificate")) || text.contains(QStringLiteral("SSL")))
        return {
            Text::tr("No secure connection to %1 could be made (sslmode=%2).")
                .arg(server(info), mode),
            Text::tr("Give the certificate of the authority that signed the server's with "
                     "sslrootcert=FILE, check that the host name is the one in the certificate, or "
                     "use sslmode=require, which does not check it.")};
    if (saysErrno(text, {ECONNREFUSED, ENOENT}))
        return {Text::tr("No server answers at %1.").arg(server(info)), downHint(info)};
    if (saysErrno(text, {EHOSTUNREACH, ENETUNREACH, ETIMEDOUT}))
        return {
            Text::tr("The server at %1 cannot be reached.").arg(server(info)),
            Text::tr("Check the network, the VPN, and that a firewall or security group lets you "
                     "through.")};
    if (saysErrno(text, {EACCES}))
        return {Text::tr("The socket in %1 may not be opened.").arg(server(info)),
                Text::tr("Use an account that may open the server's socket folder, or connect over "
                         "TCP.")};
    for (const int code : {EAI_NONAME, EAI_AGAIN, EAI_FAIL}) {
        if (text.contains(QString::fromLocal8Bit(gai_strerror(code))))
            return {Text::tr("There is no host named %1.").arg(info.host()),
                    Text::tr("Check the host's name, the network and the VPN.")};
    }
    if (says(text, "server closed the connection unexpectedly") ||
        says(text, "expected authentication request from server, but received %c"))
        return {
            Text::tr("The program at %1 hung up before it said who it is.").arg(server(info)),
            Text::tr("Check the port: this may not be a PostgreSQL server, or it is just starting "
                     "or crashed. Its log tells.")};
    return {asSentence(text.section(u'\n', 0, 0)), Text::tr("Check the connection string.")};
}

} // namespace

Error connectError(const pg_conn *connection, const ConnectionInfo &info)
{
    const Attempt attempt = takeApart(connection);
    Verdict verdict;
    if (PQconnectionNeedsPassword(connection))
        verdict = {
            Text::tr("The server at %1 asks for a password of user \"%2\", and none was given.")
                .arg(server(info), info.user()),
            Text::tr("Put it into the connection string (postgresql://user:password@host/...), "
                     "into PGPASSWORD, or into ~/.pgpass (permissions 0600).")};
    else if (attempt.state.isEmpty())
        verdict = failedOnTheWay(attempt, info);
    else
        verdict = refusedByServer(attempt, info);
    Error error(withoutSecrets(verdict.message, info), verdict.hint);
    QString state = attempt.state;
    if (state.isEmpty())
        state = PQconnectionNeedsPassword(connection) ? QStringLiteral("28P01")
                                                      : QStringLiteral("08001");
    error.setWhere(info.address())
        .setDetail(withoutSecrets(attempt.text.trimmed(), info))
        .setSqlState(state);
    return error;
}

bool isLostConnection(const Error &error)
{
    return error.sqlState().startsWith(u"08") || error.sqlState().startsWith(u"57P");
}

Error connectTimeout(const ConnectionInfo &info, int seconds)
{
    Error error(
        Text::tr("The server at %1 did not answer within %2 s.").arg(server(info)).arg(seconds),
        Text::tr("Check the network, the VPN, and that a firewall or security group lets you "
                 "through. A sleeping or far server may need more time: "
                 "connect_timeout=SECONDS."));
    error.setWhere(info.address()).setSqlState(QStringLiteral("08001"));
    return error;
}

Error noSuchHost(const ConnectionInfo &info, const QString &host, const QString &reason)
{
    Error error(Text::tr("There is no host named %1.").arg(host),
                Text::tr("Check the host's name, the network and the VPN."));
    error.setWhere(info.address()).setSqlState(QStringLiteral("08001")).setDetail(reason);
    return error;
}

} // namespace arborist::postgres
