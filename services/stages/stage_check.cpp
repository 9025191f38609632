// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/stage_check.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include "services/postgres/ssh/ssh_host.h"
#include "services/stages/stage_connection.h"
#include "services/stages/workspace.h"
#include <QElapsedTimer>
#include <QHostAddress>
#include <QSet>

namespace arborist::stages {

namespace {

using postgres::Connection;
using postgres::ConnectionInfo;
using postgres::Result;

constexpr int kConnectSeconds = 5;

/// A check is a short question: a server that does not answer soon is told as not reachable.
void limitConnectTime(ConnectionInfo &info)
{
    const QString key = QStringLiteral("connect_timeout");
    const int wanted = info.value(key).toInt();
    if (wanted <= 0 || wanted > kConnectSeconds)
        info.setValue(key, QString::number(kConnectSeconds));
}

/// In a transaction, since a setting of the session would outlive us behind a pooler. No schema of
/// the database may answer in place of the server.
void begin(Connection &connection)
{
    connection.execScript("BEGIN READ ONLY; SET LOCAL search_path = pg_catalog, pg_temp; "
                          "SET LOCAL statement_timeout = '5s'");
}

/// Errors that leave the rest of the answer possible: no privilege, no such function, not
/// supported, timed out, and locks or files that a database being dropped takes away.
bool isPartial(const Error &error)
{
    static const QSet<QString> states{QStringLiteral("42501"), QStringLiteral("42883"),
                                      QStringLiteral("0A000"), QStringLiteral("57014"),
                                      QStringLiteral("58P01")};
    return error.kind() != ErrorKind::Cancelled && states.contains(error.sqlState());
}

/// One value that may be refused.
std::optional<QString> ask(Connection &connection, const QString &sql)
{
    begin(connection);
    try {
        const Result result = connection.exec(sql);
        connection.execScript("COMMIT");
        return result.text(0, 0);
    } catch (const Error &error) {
        if (!isPartial(error))
            throw;
        connection.execScript("ROLLBACK");
        return std::nullopt;
    }
}

/// Behind a tunnel, "this machine" is the machine that ssh leads to: a copy there must not pass for
/// the database here.
QString addressThroughSsh(const QString &address, const QString &sshHost)
{
    const bool local = address.isEmpty() || QHostAddress(address).isLoopback();
    return local && !sshHost.isEmpty()
               ? QStringLiteral("ssh:") + postgres::SshHost::parse(sshHost).machine()
               : address;
}

void take(StageCheck &check, const Result &result, const Connection &connection)
{
    Fingerprint &fingerprint = check.fingerprint;
    check.database = result.text(0, 0);
    fingerprint.databaseOid = static_cast<quint32>(result.integer(0, 1));
    fingerprint.address = addressThroughSsh(result.text(0, 2), connection.info().sshHost());
    fingerprint.standby = result.boolean(0, 3);
    fingerprint.timeline = result.text(0, 4);
    fingerprint.port = static_cast<int>(result.integer(0, 5));
    fingerprint.dataDirectory = result.text(0, 6);
    fingerprint.majorVersion = connection.serverVersion() / 10000;
    check.nearby = connection.info().isLoopback();
    check.throughPooler = result.integer(0, 7) != connection.backendPid();
}

/// One transaction, so that behind a pooler all of it is one server's answer.
void look(StageCheck &check, Connection &connection)
{
    check.serverVersion = connection.serverVersionText();
    check.reachable = true;
    QElapsedTimer timer;
    timer.start();
    begin(connection);
    check.answerMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    take(check, connection.exec(postgres::sqlFile(QStringLiteral("stage_identity"))), connection);
    try {
        check.fingerprint.systemIdentifier =
            connection.exec(QStringLiteral("SELECT system_identifier FROM pg_control_system()"))
                .text(0, 0);
        connection.execScript("COMMIT");
    } catch (const Error &error) {
        if (!isPartial(error))
            throw;
        connection.execScript("ROLLBACK");
    }
    check.checkedAt = QDateTime::currentDateTimeUtc();
}

void measure(StageCheck &check, Connection &connection)
{
    if (const auto tables = ask(connection, postgres::sqlFile(QStringLiteral("stage_tables"))))
        check.tables = tables->toInt();
    if (const auto size =
            ask(connection, QStringLiteral("SELECT pg_database_size(current_database())")))
        check.sizeBytes = size->toLongLong();
}

} // namespace

StageCheck check(const Workspace &workspace, const Stage &stage, std::stop_token stop)
{
    StageCheck check;
    check.stage = stage.name;
    try {
        Connection connection = openStage(workspace, stage, stop, [&check](ConnectionInfo &info) {
            check.database = info.database();
            check.address = info.address();
            limitConnectTime(info);
        });
        look(check, connection);
        measure(check, connection);
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        check.reachable = false;
        check.error = error;
    }
    check.checkedAt = QDateTime::currentDateTimeUtc();
    return check;
}

void knock(const Workspace &workspace, const Stage &stage, std::stop_token stop)
{
    openStage(workspace, stage, std::move(stop), limitConnectTime);
}

bool isBilledByUse(const ConnectionInfo &info)
{
    const QStringList hosts = info.host().toLower().split(u',');
    return std::any_of(hosts.begin(), hosts.end(),
                       [](const QString &host) { return host.endsWith(u".neon.tech"); });
}

StageCheck identify(const QString &stage, Connection &connection)
{
    StageCheck check;
    check.stage = stage;
    check.address = connection.info().address();
    look(check, connection);
    return check;
}

} // namespace arborist::stages
