// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/client_login.h"
#include "services/backup/client_program.h"
#include "services/backup/client_run.h"
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/postgres/ssh_server.h"
#include "tests/postgres/tcp_peer.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace arborist;
using namespace arborist::backup;
using postgres::Connection;
using postgres::ConnectionInfo;

namespace {

const QString kPassword = QStringLiteral("Geheim:7q\\ 'x\" é");

QString pathIn(const QProcessEnvironment &environment, const char *name)
{
    return environment.value(QString::fromLatin1(name));
}

} // namespace

/// Programs of PostgreSQL as children: how they get to the server, which are taken, how they run.
class ClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void login_data();
    void login();
    void listOfHosts();
    void throughSsh();
    void nothingLeft();
    void unspeakable();
    void rightProgram();
    void streams();
    void files();
    void messages();
    void cancelled();
    void childrenGo();
    void throwing();
    void notStarted();

private:
    /// What psql answers, through a login of that connection.
    QString ask(const Connection &connection, const QString &sql, const QString &database = {});
    static ClientCommand shell(const QString &script);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<TcpPeer> m_peer;
};

void ClientTest::initTestCase()
{
    TestCluster::Options options;
    options.hbaLines << QStringLiteral("local all locked scram-sha-256");
    m_cluster = std::make_unique<TestCluster>(options);
    QString literal = kPassword;
    literal.replace(u'\'', QStringLiteral("''"));
    m_cluster->psql(QStringLiteral("postgres"),
                    "CREATE ROLE locked LOGIN PASSWORD '" + literal.toUtf8() + "';");
    m_peer = std::make_unique<TcpPeer>(TcpPeer::Manner::Forwards,
                                       m_cluster->socketFolder() + u"/.s.PGSQL.5432"_qs);
}

void ClientTest::cleanupTestCase()
{
    m_peer.reset();
    m_cluster.reset();
}

QString ClientTest::ask(const Connection &connection, const QString &sql, const QString &database)
{
    const ClientLogin login(connection, database);
    QByteArray answer;
    ClientCommand command;
    command.command = {clientProgram(ClientTool::Psql, 1).path, QStringLiteral("--no-psqlrc"),
                       QStringLiteral("--no-password"),         QStringLiteral("-At"),
                       QStringLiteral("--command=") + sql,      login.argument()};
    command.environment = login.environment();
    command.output = [&answer](std::span<const char> bytes) {
        answer.append(bytes.data(), qsizetype(bytes.size()));
    };
    const ClientResult result = runClient(command, {});
    if (result.exitCode != 0)
        throw Error(result.complaint());
    return QString::fromUtf8(answer).trimmed();
}

ClientCommand ClientTest::shell(const QString &script)
{
    ClientCommand command;
    command.command = {QStringLiteral("/bin/sh"), QStringLiteral("-c"), script};
    command.environment = QProcessEnvironment::systemEnvironment();
    return command;
}

void ClientTest::login_data()
{
    QTest::addColumn<QString>("database");
    QTest::newRow("plain") << QStringLiteral("plain");
    QTest::newRow("quotes, blanks, emoji") << QStringLiteral(" it's \"my\" db = #1 🌲");
}

void ClientTest::login()
{
    QFETCH(QString, database);
    ConnectionInfo info = m_cluster->createDatabase(database);
    info.setValue(QStringLiteral("user"), QStringLiteral("locked"));
    info.setValue(QStringLiteral("password"), kPassword);
    info.setValue(QStringLiteral("options"), QStringLiteral("-c statement_timeout=54321"));
    info.setValue(QStringLiteral("application_name"), QStringLiteral("my app"));
    const Connection connection = Connection::open(info);
    QCOMPARE(ask(connection, QStringLiteral("SELECT current_user, current_database()")),
             QStringLiteral("locked|") + database);
    QCOMPARE(ask(connection, QStringLiteral("SHOW statement_timeout")), QStringLiteral("54321ms"));
    QCOMPARE(ask(connection, QStringLiteral("SHOW application_name")), QStringLiteral("my app"));
    QCOMPARE(
        ask(connection, QStringLiteral("SELECT current_database()"), QStringLiteral("postgres")),
        QStringLiteral("postgres"));

    const ClientLogin login(connection);
    for (const char *name : {"PGSERVICEFILE", "PGPASSFILE"}) {
        const QString path = pathIn(login.environment(), name);
        struct stat status {
        };
        QVERIFY(::stat(QFile::encodeName(path).constData(), &status) == 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0600));
        QVERIFY(::stat(QFile::encodeName(QFileInfo(path).path()).constData(), &status) == 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0700));
    }
    const QString seen = login.environment().toStringList().join(u'\n') + login.argument();
    QVERIFY(!seen.contains(QStringLiteral("Geheim")));
    QVERIFY(!seen.contains(database));
    QFile service(pathIn(login.environment(), "PGSERVICEFILE"));
    QVERIFY(service.open(QIODevice::ReadOnly));
    QVERIFY(!service.readAll().contains("Geheim"));
}

/// The first does not answer, the second does: the child goes to the second, and only there.
void ClientTest::listOfHosts()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("host"),
                  QStringLiteral("/nonexistent,127.0.0.1,") + m_cluster->socketFolder());
    info.setValue(QStringLiteral("port"), QStringLiteral("1,%1,5432").arg(m_peer->port()));
    const Connection connection = Connection::open(info);
    const ClientLogin login(connection);
    QFile service(pathIn(login.environment(), "PGSERVICEFILE"));
    QVERIFY(service.open(QIODevice::ReadOnly));
    const QByteArray text = service.readAll();
    QVERIFY2(text.contains("\nhost=127.0.0.1\n"), text);
    QVERIFY2(text.contains("\nport=" + m_peer->port().toUtf8() + '\n'), text);
    QCOMPARE(ask(connection, QStringLiteral("SELECT 7")), QStringLiteral("7"));
}

void ClientTest::throughSsh()
{
    if (SshServer::program().isEmpty())
        QSKIP("There is no sshd here.");
    const SshServer ssh(m_cluster->socketFolder());
    qputenv("ARBORIST_SSH_CONFIG", ssh.clientConfig());
    ConnectionInfo info = m_cluster->info();
    info.setSshHost(QStringLiteral("bastion"));
    std::optional<Connection> connection = Connection::open(info);
    const ClientLogin login(*connection);
    QCOMPARE(ask(*connection, QStringLiteral("SELECT 8")), QStringLiteral("8"));
    info.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
    info.setValue(QStringLiteral("port"), m_peer->port());
    QCOMPARE(ask(Connection::open(info), QStringLiteral("SELECT 9")), QStringLiteral("9"));
}

void ClientTest::nothingLeft()
{
    const Connection connection = Connection::open(m_cluster->info());
    QString folder;
    {
        const ClientLogin login(connection);
        folder = QFileInfo(pathIn(login.environment(), "PGPASSFILE")).path();
        QVERIFY(QFileInfo(folder).isDir());
        ClientLogin::removeLeftOvers(); // not those in use
        QVERIFY(QFileInfo(folder).isDir());
    }
    QVERIFY(!QFileInfo::exists(folder));

    // As a program that was killed leaves it: nobody holds its lock.
    const QString left =
        QFileInfo(folder).path() +
        QStringLiteral("/arborist-login-left%1").arg(QCoreApplication::applicationPid());
    QVERIFY(QDir().mkpath(left));
    QFile secret(left + QStringLiteral("/pass"));
    QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("x") == 1);
    secret.close();
    ClientLogin::removeLeftOvers();
    QVERIFY(!QFileInfo::exists(left));
}

void ClientTest::unspeakable()
{
    m_cluster->psql(QStringLiteral("postgres"), "CREATE DATABASE \"ends with a blank \"");
    const Connection connection =
        Connection::open(m_cluster->info(QStringLiteral("ends with a blank ")));
    const Error error = errorOf([&] { const ClientLogin login(connection); });
    QVERIFY2(error.message().contains(QStringLiteral("dbname")), qPrintable(error.message()));
}

void ClientTest::rightProgram()
{
    const QTemporaryDir place;
    const auto folder = [&](int major) {
        const QString path = place.filePath(QString::number(major));
        QDir().mkpath(path);
        QFile file(path + QStringLiteral("/pg_dump"));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        file.write("#!/bin/sh\necho 'pg_dump (PostgreSQL) " + QByteArray::number(major) +
                   ".3 (Debian)'\n");
        file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
        return path;
    };
    const QStringList folders{folder(13), folder(17), folder(16), folder(15)};
    QCOMPARE(clientProgram(ClientTool::Dump, 14, folders).major, 15);
    QCOMPARE(clientProgram(ClientTool::Dump, 16, folders).version, QStringLiteral("16.3"));
    QCOMPARE(clientProgram(ClientTool::Dump, 17, folders).path,
             place.filePath(QStringLiteral("17/pg_dump")));
    const Error tooOld = errorOf([&] { clientProgram(ClientTool::Dump, 18, folders); });
    QVERIFY2(tooOld.message().contains(QStringLiteral("17")), qPrintable(tooOld.message()));
    QVERIFY(tooOld.hint().contains(QStringLiteral("postgresql-client-18")));
    const Error none = errorOf([&] { clientProgram(ClientTool::Restore, 15, folders); });
    QVERIFY2(none.message().contains(QStringLiteral("pg_restore")), qPrintable(none.message()));

    // Those of this machine.
    const Connection connection = Connection::open(m_cluster->info());
    const ClientProgram real = clientProgram(ClientTool::Dump, connection.serverVersion() / 10000);
    QVERIFY(real.major >= connection.serverVersion() / 10000);
    QVERIFY(real.version.startsWith(QString::number(real.major)));
    QCOMPARE(knowsZstd(real), real.major >= 16);
}

void ClientTest::streams()
{
    // More than any buffer, both ways at once.
    constexpr int kPieces = 200;
    const QByteArray piece(100'000, 'x');
    int given = 0;
    qint64 got = 0;
    ClientCommand command = shell(QStringLiteral("cat; echo done >&2"));
    command.input = [&] { return given++ < kPieces ? piece : QByteArray(); };
    command.output = [&](std::span<const char> bytes) { got += qint64(bytes.size()); };
    const ClientResult result = runClient(command, {});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(got, kPieces * piece.size());
    QCOMPARE(result.messages, QStringList{QStringLiteral("done")});

    // One that does not read what it is given.
    given = 0;
    command = shell(QStringLiteral("exit 3"));
    command.input = [&] { return given++ < kPieces ? piece : QByteArray(); };
    QCOMPARE(runClient(command, {}).exitCode, 3);
}

void ClientTest::files()
{
    const QTemporaryDir folder;
    QFile in(folder.filePath(QStringLiteral("in")));
    QVERIFY(in.open(QIODevice::WriteOnly) && in.write("hello\n") == 6);
    in.close();
    ClientCommand command = shell(QStringLiteral("cat"));
    command.inputFile = in.fileName();
    command.outputFile = folder.filePath(QStringLiteral("out"));
    QCOMPARE(runClient(command, {}).exitCode, 0);
    QFile out(command.outputFile);
    QVERIFY(out.open(QIODevice::ReadOnly));
    QCOMPARE(out.readAll(), QByteArray("hello\n"));
    // Nothing is overwritten.
    QVERIFY(errorOf([&] { runClient(command, {}); }).where() == command.outputFile);
}

void ClientTest::messages()
{
    QStringList lines;
    ClientCommand command =
        shell(QStringLiteral("for i in $(seq 300); do echo line $i >&2; done; "
                             "echo 'pg_dump: error: it failed, password=Geheim' >&2; "
                             "printf 'no end' >&2; kill -9 $$"));
    command.message = [&](const QString &line) { lines << line; };
    const ClientResult result = runClient(command, {});
    QCOMPARE(result.exitCode, 128 + SIGKILL);
    QCOMPARE(lines.size(), 302);
    QCOMPARE(lines.last(), QStringLiteral("no end"));
    QCOMPARE(result.messages.size(), 200);
    QVERIFY(result.complaint().contains(QStringLiteral("it failed")));
    QVERIFY(!result.complaint().contains(QStringLiteral("Geheim")));
}

void ClientTest::cancelled()
{
    // What it does on the server ends as well.
    const Connection connection = Connection::open(m_cluster->info());
    const ClientLogin login(connection);
    ClientCommand command;
    command.command = {clientProgram(ClientTool::Psql, 1).path, QStringLiteral("--no-psqlrc"),
                       QStringLiteral("--command=SELECT pg_sleep(1000), 'of the child'"),
                       login.argument()};
    command.environment = login.environment();
    std::stop_source stop;
    const auto sleeping = [this] {
        return m_cluster->psql(QStringLiteral("postgres"),
                               "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
                               "query LIKE '%of the ' || 'child%'");
    };
    command.tick = [&] {
        if (sleeping() == "1\n")
            stop.request_stop();
    };
    const Error error = errorOf([&] { runClient(command, stop.get_token()); });
    QCOMPARE(error.kind(), ErrorKind::Cancelled);
    QTRY_COMPARE_WITH_TIMEOUT(sleeping(), QByteArray("0\n"), 60'000);
    QCOMPARE(errorOf([&] { runClient(command, stop.get_token()); }).kind(), ErrorKind::Cancelled);
}

/// One that ignores SIGTERM, with a child of its own.
void ClientTest::childrenGo()
{
    const QTemporaryDir folder;
    ClientCommand command = shell(QStringLiteral("trap '' TERM; sleep 1001 & echo $! > '%1/pid'; "
                                                 "echo up >&2; wait; wait")
                                      .arg(folder.path()));
    std::stop_source stop;
    command.message = [&](const QString &) { stop.request_stop(); };
    QCOMPARE(errorOf([&] { runClient(command, stop.get_token()); }).kind(), ErrorKind::Cancelled);
    QFile file(folder.filePath(QStringLiteral("pid")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t pid = file.readAll().trimmed().toInt();
    QVERIFY(pid > 1);
    // Gone, or a zombie that nobody has asked after.
    const auto lives = [pid] {
        QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
        return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(!lives(), 60'000);
}

void ClientTest::throwing()
{
    ClientCommand command = shell(QStringLiteral("yes"));
    command.output = [](std::span<const char>) { throw Error(QStringLiteral("No room.")); };
    QCOMPARE(errorOf([&] { runClient(command, {}); }).message(), QStringLiteral("No room."));
}

void ClientTest::notStarted()
{
    ClientCommand command;
    command.command = {QStringLiteral("/nonexistent/pg_dump")};
    const Error error = errorOf([&] { runClient(command, {}); });
    QVERIFY2(error.message().contains(QStringLiteral("No such file")), qPrintable(error.message()));
}

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
