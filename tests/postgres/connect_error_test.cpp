// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/gui_thread_guard.h"
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/postgres/tcp_peer.h"
#include "tests/support/test_cluster.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <memory>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace arborist;
using postgres::Connection;
using postgres::ConnectionInfo;

/// Every way in which connecting may fail, and what the user is told about it.
class ConnectErrorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();
    void noServer_data();
    void noServer();
    void killedServer();
    void noSuchHost();
    void silentServer();
    void hangsUp();
    void wrongPassword();
    void noPassword();
    void rightPassword();
    void passwordFromPgpass();
    void passwordFromServiceFile();
    void noSuchRole();
    void roleWithoutLogin();
    void rejectedByHba();
    void noSuchDatabase();
    void tlsRefused();
    void tlsIsNotNeededOnASocket();
    void tooManyConnections();
    void nonsense();
    void triesTheNextHost();
    void resolvesNames();
    void abortsOnTheGuiThread();

private:
    ConnectionInfo overTcp(const TcpPeer &peer) const;
    ConnectionInfo scram(const QString &password) const;
    static Error openError(const ConnectionInfo &info)
    {
        return errorOf([&] { Connection::open(info); });
    }
    std::unique_ptr<TestCluster> m_cluster;
};

void ConnectErrorTest::initTestCase()
{
    TestCluster::Options options;
    options.hbaLines << QStringLiteral("local all scram scram-sha-256")
                     << QStringLiteral("local all rejected reject");
    m_cluster = std::make_unique<TestCluster>(options);
    m_cluster->psql(QStringLiteral("postgres"),
                    "create role scram login password 's3cret pass'; create role rejected login;"
                    "create role nologin; create role one login connection limit 1;");
}

void ConnectErrorTest::init()
{
    for (const char *name : {"PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE"})
        qunsetenv(name);
    qputenv("PGPASSFILE", "/nonexistent");
}

ConnectionInfo ConnectErrorTest::overTcp(const TcpPeer &peer) const
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
    info.setValue(QStringLiteral("port"), peer.port());
    return info;
}

ConnectionInfo ConnectErrorTest::scram(const QString &password) const
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("scram"));
    info.setValue(QStringLiteral("password"), password);
    return info;
}

void ConnectErrorTest::noServer_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::newRow("socket") << u"host=/tmp/no-such-folder"_qs
                            << u"No server answers at /tmp/no-such-folder."_qs
                            << u"/tmp/no-such-folder/.s.PGSQL.5432"_qs;
    QString port;
    {
        const TcpPeer closed(TcpPeer::Manner::Silent);
        port = closed.port();
    }
    QTest::newRow("port") << u"postgres://127.0.0.1:%1/x"_qs.arg(port)
                          << u"No server answers at 127.0.0.1:%1."_qs.arg(port)
                          << u"systemctl start postgresql"_qs;
}

void ConnectErrorTest::noServer()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const Error error = openError(ConnectionInfo::parse(text));
    QCOMPARE(error.message(), message);
    QCOMPARE(error.sqlState(), QStringLiteral("08001"));
    QVERIFY2(error.hint().contains(hint), qPrintable(error.hint()));
    QVERIFY(!error.detail().isEmpty());
}

void ConnectErrorTest::killedServer()
{
    m_cluster->kill9(); // its socket stays
    const Error error = openError(m_cluster->info());
    m_cluster->start();
    QCOMPARE(error.message(), u"No server answers at %1."_qs.arg(m_cluster->socketFolder()));
}

void ConnectErrorTest::noSuchHost()
{
    const Error error =
        openError(ConnectionInfo::parse(QStringLiteral("postgres://no-such-host.invalid/x")));
    QCOMPARE(error.message(), QStringLiteral("There is no host named no-such-host.invalid."));
    QVERIFY(error.hint().contains(u"VPN"));
    QVERIFY(!error.detail().isEmpty());
}

void ConnectErrorTest::silentServer()
{
    const TcpPeer peer(TcpPeer::Manner::Silent);
    ConnectionInfo info = overTcp(peer);
    info.setValue(QStringLiteral("connect_timeout"), QStringLiteral("1"));
    const Error error = openError(info);
    QCOMPARE(error.message(),
             u"The server at 127.0.0.1:%1 did not answer within 1 s."_qs.arg(peer.port()));
    QVERIFY(error.hint().contains(u"connect_timeout"));
}

void ConnectErrorTest::hangsUp()
{
    const TcpPeer peer(TcpPeer::Manner::HangsUp);
    ConnectionInfo info = overTcp(peer);
    info.setValue(QStringLiteral("sslmode"), QStringLiteral("disable"));
    const Error error = openError(info);
    QVERIFY2(error.message().contains(u"hung up"), qPrintable(error.message()));
    QVERIFY(error.hint().contains(u"port"));
}

void ConnectErrorTest::wrongPassword()
{
    const Error error = openError(scram(QStringLiteral("guessed wrong")));
    QCOMPARE(error.sqlState(), QStringLiteral("28P01"));
    QCOMPARE(error.message(), QStringLiteral("Password authentication failed for user \"scram\"."));
    QVERIFY(error.hint().contains(u".pgpass"));
    QVERIFY(!(error.detail() + error.message()).contains(u"guessed wrong"));
    QVERIFY(!error.detail().contains(u"LOCATION"));
}

void ConnectErrorTest::noPassword()
{
    const Error error = openError(scram({}));
    QCOMPARE(error.sqlState(), QStringLiteral("28P01"));
    QVERIFY2(error.message().contains(u"asks for a password of user \"scram\""),
             qPrintable(error.message()));
    QVERIFY(error.hint().contains(u"PGPASSWORD"));
}

void ConnectErrorTest::rightPassword()
{
    QCOMPARE(Connection::open(scram(QStringLiteral("s3cret pass")))
                 .exec(QStringLiteral("select current_user"))
                 .text(0, 0),
             QStringLiteral("scram"));
    const ConnectionInfo viaUrl =
        ConnectionInfo::parse(scram(QStringLiteral("s3cret pass")).toUrlWithPassword());
    QCOMPARE(Connection::open(viaUrl).info().user(), QStringLiteral("scram"));
}

void ConnectErrorTest::passwordFromPgpass()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("pgpass"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("*:*:*:scram:s3cret pass\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    qputenv("PGPASSFILE", path.toUtf8());
    QCOMPARE(Connection::open(scram({})).info().user(), QStringLiteral("scram"));
}

void ConnectErrorTest::passwordFromServiceFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("services"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[mine]\nhost=" + m_cluster->socketFolder().toUtf8() +
               "\ndbname=postgres\nuser=scram\npassword=s3cret pass\n");
    file.close();
    qputenv("PGSERVICEFILE", path.toUtf8());
    const auto connection = Connection::open(ConnectionInfo::parse(u"service=mine"_qs));
    QCOMPARE(connection.info().value(u"host"_qs), m_cluster->socketFolder());
    QCOMPARE(connection.info().value(u"dbname"_qs), QStringLiteral("postgres"));
    const Error error = openError(ConnectionInfo::parse(QStringLiteral("service=other")));
    QVERIFY2(error.message().contains(u"\"other\""), qPrintable(error.message()));
}

void ConnectErrorTest::noSuchRole()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("Nobody"));
    const Error error = openError(info);
    QCOMPARE(error.sqlState(), QStringLiteral("28000"));
    QCOMPARE(error.message(), QStringLiteral("Role \"Nobody\" does not exist."));
    QVERIFY2(error.hint().contains(u"upper and lower case"), qPrintable(error.hint()));
}

void ConnectErrorTest::roleWithoutLogin()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("nologin"));
    QVERIFY(openError(info).hint().contains(u"LOGIN"));
}

void ConnectErrorTest::rejectedByHba()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("rejected"));
    const Error error = openError(info);
    QCOMPARE(error.sqlState(), QStringLiteral("28000"));
    QVERIFY2(error.hint().contains(u"pg_hba.conf"), qPrintable(error.hint()));
}

void ConnectErrorTest::noSuchDatabase()
{
    const Error error = openError(m_cluster->info(QStringLiteral("Nothing")));
    QCOMPARE(error.sqlState(), QStringLiteral("3D000"));
    QCOMPARE(error.message(), QStringLiteral("Database \"Nothing\" does not exist."));
    QVERIFY(error.hint().contains(u"psql -l"));
}

void ConnectErrorTest::tlsRefused()
{
    const TcpPeer peer(TcpPeer::Manner::Forwards,
                       m_cluster->socketFolder() + QStringLiteral("/.s.PGSQL.5432"));
    ConnectionInfo info = overTcp(peer);
    QCOMPARE(Connection::open(info).exec(QStringLiteral("select 1")).integer(0, 0), 1);
    info.setValue(QStringLiteral("sslmode"), QStringLiteral("require"));
    const Error error = openError(info);
    QVERIFY2(error.message().contains(u"offers no TLS"), qPrintable(error.message()));
    QVERIFY(error.message().contains(u"sslmode=require"));
    QVERIFY(error.hint().contains(u"sslmode=prefer"));
}

void ConnectErrorTest::tlsIsNotNeededOnASocket()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("sslmode"), QStringLiteral("require"));
    Connection::open(info);
}

void ConnectErrorTest::tooManyConnections()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("user"), QStringLiteral("one"));
    const Connection first = Connection::open(info);
    const Error error = openError(info);
    QCOMPARE(error.sqlState(), QStringLiteral("53300"));
    QVERIFY(error.hint().contains(u"max_connections"));
}

void ConnectErrorTest::nonsense()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("sslmode"), QStringLiteral("perhaps"));
    const Error error = openError(info);
    QVERIFY2(error.message().contains(u"perhaps"), qPrintable(error.message()));
    QVERIFY(!error.hint().isEmpty());
}

void ConnectErrorTest::triesTheNextHost()
{
    ConnectionInfo info = m_cluster->info();
    info.setValue(QStringLiteral("host"),
                  QStringLiteral("/tmp/no-such-folder,") + m_cluster->socketFolder());
    info.setValue(QStringLiteral("port"), QStringLiteral("5432,5432"));
    Connection::open(info);
}

void ConnectErrorTest::resolvesNames()
{
    const TcpPeer peer(TcpPeer::Manner::Forwards,
                       m_cluster->socketFolder() + QStringLiteral("/.s.PGSQL.5432"));
    ConnectionInfo info = overTcp(peer);
    // A name that every resolver turns into 127.0.0.1, and that is not taken for an address here.
    info.setValue(QStringLiteral("host"), QStringLiteral("127.1"));
    Connection connection = Connection::open(info);
    QCOMPARE(connection.exec(QStringLiteral("select 1")).integer(0, 0), 1);
    QCOMPARE(connection.info().host(), QStringLiteral("127.1"));
}

void ConnectErrorTest::abortsOnTheGuiThread()
{
    const pid_t child = fork();
    if (child == 0) {
        // As in a program that is not a test: Qt Test would make a failure of it.
        signal(SIGABRT, SIG_DFL);
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CORE, &noCore);
        forbidConnectionsOnThisThread();
        errorOf([&] { Connection::open(m_cluster->info()); });
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGABRT);
}

QTEST_GUILESS_MAIN(ConnectErrorTest)
#include "connect_error_test.moc"
