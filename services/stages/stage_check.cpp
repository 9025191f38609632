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

/// In a transaction, since a setting of the session would outlive us behind a pooler.
void begin(Connection &connection)
{
    connection.execScript("BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'");
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

void take(StageCheck &check, const Result &result, const ConnectionInfo &info)
{
    check.database = result.text(0, 0);
    check.fingerprint.databaseOid = static_cast<quint32>(result.integer(0, 1));
    check.fingerprint.address = addressThroughSsh(result.text(0, 2), info.sshHost());
    check.fingerprint.standby = result.boolean(0, 3);
    check.fingerprint.timeline = result.text(0, 4);
    check.tables = static_cast<int>(result.integer(0, 5));
}

void look(StageCheck &check, Connection &connection)
{
    check.serverVersion = connection.serverVersionText();
    check.reachable = true;
    QElapsedTimer timer;
    timer.start();
    begin(connection);
    check.answerMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    try {
        const Result result = connection.exec(postgres::sqlFile(QStringLiteral("stage_check")));
        take(check, result, connection.info());
        check.sizeBytes = result.integer(0, 6);
        check.fingerprint.systemIdentifier = result.text(0, 7);
        connection.execScript("COMMIT");
        return;
    } catch (const Error &error) {
        if (!isPartial(error))
            throw;
    }
    connection.execScript("ROLLBACK");
    begin(connection);
    take(check, connection.exec(postgres::sqlFile(QStringLiteral("stage_check_limited"))),
         connection.info());
    connection.execScript("COMMIT");
    if (const auto size =
            ask(connection, QStringLiteral("SELECT pg_database_size(current_database())")))
        check.sizeBytes = size->toLongLong();
    check.fingerprint.systemIdentifier =
        ask(connection, QStringLiteral("SELECT system_identifier FROM pg_control_system()"))
            .value_or(QString());
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
    } catch (const Error &error) {
        if (error.kind() == ErrorKind::Cancelled)
            throw;
        check.reachable = false;
        check.error = error;
    }
    check.checkedAt = QDateTime::currentDateTimeUtc();
    return check;
}

StageCheck check(const QString &stage, Connection &connection)
{
    StageCheck check;
    check.stage = stage;
    check.address = connection.info().address();
    look(check, connection);
    check.checkedAt = QDateTime::currentDateTimeUtc();
    return check;
}

} // namespace arborist::stages
