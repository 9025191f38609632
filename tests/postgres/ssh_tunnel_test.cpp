// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection.h"
#include "services/postgres/ssh/ssh_host.h"
#include "services/stages/stage_check.h"
#include "services/stages/workspace.h"
#include "tests/postgres/error_of.h"
#include "tests/postgres/ssh_server.h"
#include "tests/postgres/tcp_peer.h"
#include "tests/support/test_cluster.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <iostream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace arborist;
using postgres::Connection;
using postgres::ConnectionInfo;

/// Connections through a real ssh to a real sshd: what works, what is told when it does not, and
/// that nothing is left behind.
class SshTunnelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hosts_data();
    void hosts();
    void noHosts_data();
    void noHosts();
    void initTestCase();
    void cleanupTestCase();
    void init();
    void throughAPort();
    void toASocket();
    void withoutTls();
    void certificates();
    void passwordOfTheRealPort();
    void shared();
    void refused_data();
    void refused();
    void notInstalled();
    void forwardingForbidden();
    void databaseDown();
    void serverKilled();
    void sshKilled();
    void backendTerminated();
    void cancelled();
    void fingerprint();
    void noneLeft_data();
    void noneLeft();

private:
    ConnectionInfo via(const QString &host, ConnectionInfo info) const
    {
        info.setSshHost(host);
        return info;
    }
    ConnectionInfo overTcp() const
    {
        ConnectionInfo info = m_cluster->info();
        info.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
        info.setValue(QStringLiteral("port"), m_peer->port());
        return info;
    }
    static Error openError(const ConnectionInfo &info)
    {
        return errorOf([&] { Connection::open(info); });
    }
    bool m_skip = false;
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<TcpPeer> m_peer; ///< the cluster over TCP
    std::unique_ptr<SshServer> m_ssh;
};

void SshTunnelTest::hosts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("machine");
    const auto row = [](const char *text, const char *arguments, const char *machine) {
        QTest::newRow(text) << QString::fromLatin1(text)
                            << QString::fromLatin1(arguments).split(u' ')
                            << QString::fromLatin1(machine);
    };
    row("bastion", "-- bastion", "bastion");
    row("jane@bastion.example.com:2222", "-l jane -p 2222 -- bastion.example.com",
        "bastion.example.com:2222");
    row("ec2-user@10.0.0.1", "-l ec2-user -- 10.0.0.1", "10.0.0.1");
    row("[::1]:22", "-p 22 -- ::1", "[::1]:22");
    row("[fe80::1%eth0]", "-- fe80::1%eth0", "[fe80::1%eth0]");
}

void SshTunnelTest::hosts()
{
    QFETCH(QString, text);
    const auto host = postgres::SshHost::parse(text);
    QTEST(host.arguments(), "arguments");
    QTEST(host.machine(), "machine");
}

void SshTunnelTest::noHosts_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"", "-oProxyCommand=x", "a b", "$(id)", "a;b", "jane@", "@bastion", "a:b", "a:0",
          "a:70000", "-l@bastion", "`id`@bastion", "a/b", "::1", "a\nb"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void SshTunnelTest::noHosts()
{
    QFETCH(QString, text);
    QVERIFY(errorOf([&] { postgres::SshHost::parse(text); }).kind() == ErrorKind::Usage);
}

void SshTunnelTest::initTestCase()
{
    m_skip = SshServer::program().isEmpty();
    if (m_skip)
        return;
    m_cluster = std::make_unique<TestCluster>(
        TestCluster::Options{{}, {QStringLiteral("local all locked scram-sha-256")}});
    m_cluster->psql(QStringLiteral("postgres"), "create role locked login password 'dreadnought'");
    m_peer = std::make_unique<TcpPeer>(TcpPeer::Manner::Forwards,
                                       m_cluster->socketFolder() + u"/.s.PGSQL.5432"_qs);
    m_ssh = std::make_unique<SshServer>(m_cluster->socketFolder());
}

void SshTunnelTest::cleanupTestCase()
{
    m_ssh.reset();
    m_peer.reset();
    m_cluster.reset();
}

void SshTunnelTest::init()
{
    const QString test = QString::fromLatin1(QTest::currentTestFunction());
    if (m_skip && !test.endsWith(u"osts"))
        QSKIP("there is no sshd: tests/run unpacks one");
    if (!m_skip)
        qputenv("ARBORIST_SSH_CONFIG", m_ssh->clientConfig());
}

void SshTunnelTest::throughAPort()
{
    qputenv("PGAPPNAME", "planted-in-the-environment");
    qputenv("AWS_SECRET_ACCESS_KEY", "planted-in-the-environment");
    Connection connection = Connection::open(via(u"bastion"_qs, overTcp()));
    QCOMPARE(connection.exec(QStringLiteral("SELECT 6 * 7")).integer(0, 0), 42);
    QCOMPARE(connection.info().port(), m_peer->port());
    QCOMPARE(connection.info().address(),
             QString(u"127.0.0.1:"_qs + m_peer->port() + u" via bastion"_qs));
    QVERIFY(!connection.info().isLoopback());
    const QList<qint64> children = childrenNamed("ssh");
    QCOMPARE(children.size(), 1);
    QFile environment(QStringLiteral("/proc/%1/environ").arg(children[0]));
    QVERIFY(environment.open(QIODevice::ReadOnly));
    const QByteArray all = environment.readAll();
    QVERIFY2(!all.contains("planted"), all.constData());
    qunsetenv("PGAPPNAME");
    qunsetenv("AWS_SECRET_ACCESS_KEY");
}

void SshTunnelTest::toASocket()
{
    Connection connection = Connection::open(via(u"bastion"_qs, m_cluster->info()));
    QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    QCOMPARE(connection.info().address(), QStringLiteral("socket via bastion"));
    QCOMPARE(connection.info().host(), m_cluster->socketFolder());
}

void SshTunnelTest::withoutTls()
{
    ConnectionInfo info = via(u"bastion"_qs, overTcp());
    info.setValue(QStringLiteral("sslmode"), QStringLiteral("disable"));
    const auto folders = [] {
        QStringList all;
        for (const QString &place :
             {qEnvironmentVariable("XDG_RUNTIME_DIR"),
              QStringLiteral("/run/user/%1").arg(geteuid()), QStringLiteral("/tmp")}) {
            if (place.isEmpty())
                continue;
            for (const QFileInfo &folder :
                 QDir(place).entryInfoList({u"arborist-ssh-*"_qs}, QDir::Dirs))
                all << folder.filePath();
        }
        return all;
    };
    const QStringList before = folders();
    Connection connection = Connection::open(info);
    QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    bool found = false;
    for (const QString &folder : folders()) {
        struct stat status {
        };
        QVERIFY(::stat(folder.toUtf8().constData(), &status) == 0);
        QCOMPARE(status.st_mode & 0777, mode_t(0700));
        found = found || !before.contains(folder);
    }
    QVERIFY(found);
}

void SshTunnelTest::certificates()
{
    const QString port = QString::number(SshServer::freePort());
    TestCluster::Options options;
    options.settings << u"listen_addresses = '127.0.0.1'"_qs << u"port = "_qs + port;
    options.hbaLines << u"hostssl all all 127.0.0.1/32 trust"_qs;
    const TestCluster cluster(options);
    const QString key = cluster.dataFolder() + u"/server.key"_qs;
    const QString certificate = cluster.dataFolder() + u"/server.crt"_qs;
    QProcess openssl;
    openssl.start(u"openssl"_qs, {u"req"_qs, u"-x509"_qs, u"-newkey"_qs, u"ec"_qs, u"-pkeyopt"_qs,
                                  u"ec_paramgen_curve:prime256v1"_qs, u"-nodes"_qs, u"-days"_qs,
                                  u"2"_qs, u"-subj"_qs, u"/CN=db.internal.example"_qs,
                                  u"-keyout"_qs, key, u"-out"_qs, certificate});
    if (!openssl.waitForFinished(60000) || openssl.exitCode() != 0)
        QSKIP("openssl makes no certificate here");
    struct stat owner {
    };
    QCOMPARE(::stat(cluster.dataFolder().toUtf8().constData(), &owner), 0);
    for (const QString &file : {key, certificate})
        QCOMPARE(::chown(file.toUtf8().constData(), owner.st_uid, owner.st_gid), 0);
    QTemporaryDir folder;
    QVERIFY(QFile::copy(certificate, folder.filePath(u"root.crt"_qs)));
    ConnectionInfo info = cluster.info();
    info.setValue(u"port"_qs, port);
    Connection administrator = Connection::open(info);
    administrator.execScript("ALTER SYSTEM SET ssl = on");
    administrator.exec(u"SELECT pg_reload_conf()"_qs);

    // The name is known to the certificate only; the ssh host goes by the address.
    info.setValue(u"host"_qs, u"db.internal.example"_qs);
    info.setValue(u"hostaddr"_qs, u"127.0.0.1"_qs);
    info.setValue(u"sslmode"_qs, u"verify-full"_qs);
    info.setValue(u"sslrootcert"_qs, folder.filePath(u"root.crt"_qs));
    info = via(u"bastion"_qs, info);
    QTRY_VERIFY_WITH_TIMEOUT( // the server reads its settings in its own time
        openError(info).message() == u"no error", 30000);
    Connection connection = Connection::open(info);
    QCOMPARE(
        connection.exec(u"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"_qs).text(0, 0),
        u"t"_qs);
    QCOMPARE(connection.info().host(), u"db.internal.example"_qs);

    info.setValue(u"host"_qs, u"db.elsewhere.example"_qs);
    const Error error = openError(info);
    QVERIFY2(error.message().contains(u"No secure connection"), error.what());
    QVERIFY2(error.detail().contains(u"db.elsewhere.example"), qPrintable(error.detail()));
}

void SshTunnelTest::passwordOfTheRealPort()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("pgpass")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write("127.0.0.1:" + m_peer->port().toUtf8() + ":*:locked:dreadnought\n");
    file.close();
    ConnectionInfo info = via(u"bastion"_qs, overTcp());
    info.setValue(QStringLiteral("user"), QStringLiteral("locked"));
    info.setValue(QStringLiteral("passfile"), file.fileName());
    QCOMPARE(Connection::open(info).exec(QStringLiteral("SELECT current_user")).text(0, 0),
             QStringLiteral("locked"));
    info.setValue(QStringLiteral("passfile"), QStringLiteral("/nonexistent"));
    QCOMPARE(openError(info).sqlState(), QStringLiteral("28P01"));
}

void SshTunnelTest::shared()
{
    const auto before = childrenNamed("ssh");
    Connection one = Connection::open(via(u"bastion"_qs, overTcp()));
    std::optional<Connection> two, three;
    std::thread another([&] { two.emplace(Connection::open(via(u"bastion"_qs, overTcp()))); });
    three.emplace(Connection::open(via(u"bastion"_qs, overTcp())));
    another.join(); // whose end must not end the tunnel
    QCOMPARE(two->exec(QStringLiteral("SELECT 2")).integer(0, 0), 2);
    QCOMPARE(three->exec(QStringLiteral("SELECT 3")).integer(0, 0), 3);
    QCOMPARE(childrenNamed("ssh"), before); // that of the tests before
    QVERIFY(!before.isEmpty());
}

void SshTunnelTest::refused_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::newRow("stranger") << u"is not known yet"_qs << u"compare the fingerprint"_qs;
    QTest::newRow("changed") << u"is not the one on record"_qs << u"ssh-keygen -R"_qs;
    QTest::newRow("locked") << u"did not let us in"_qs << u"ssh-add"_qs;
    QTest::newRow("nowhere") << u"finds no host named nowhere"_qs << u"~/.ssh/config"_qs;
    QTest::newRow("closed") << u"The ssh host closed does not answer"_qs << u"firewall"_qs;
}

void SshTunnelTest::refused()
{
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const Error error = openError(via(QString::fromLatin1(QTest::currentDataTag()), overTcp()));
    QVERIFY2(error.message().contains(message), error.what());
    QVERIFY2(error.hint().contains(hint), qPrintable(error.hint()));
    QVERIFY(!error.detail().isEmpty() && !error.detail().contains(u"debug1"));
    QCOMPARE(error.sqlState(), QStringLiteral("08001"));
    QCOMPARE(error.where(), QString::fromLatin1(QTest::currentDataTag()));
}

void SshTunnelTest::notInstalled()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    const Error error = openError(via(u"elsewhere"_qs, overTcp()));
    qputenv("PATH", path);
    QVERIFY2(error.message().contains(u"ssh is not installed"), error.what());
    QVERIFY(error.hint().contains(u"openssh-client"));
}

void SshTunnelTest::forwardingForbidden()
{
    SshServer strict(m_cluster->socketFolder(), {QStringLiteral("AllowTcpForwarding no")});
    qputenv("ARBORIST_SSH_CONFIG", strict.clientConfig());
    const Error error = openError(via(u"x@bastion"_qs, overTcp()));
    // Asked for as another user, who is none; then as the right one.
    QVERIFY2(error.message().contains(u"did not let us in"), error.what());
    const Error forbidden = openError(via(strict.user() + u"@bastion"_qs, overTcp()));
    QVERIFY2(forbidden.message().contains(u"does not forward connections to 127.0.0.1:"),
             forbidden.what());
    QVERIFY(forbidden.hint().contains(u"AllowTcpForwarding"));
}

void SshTunnelTest::databaseDown()
{
    ConnectionInfo info = via(u"bastion"_qs, overTcp());
    info.setValue(QStringLiteral("port"), QStringLiteral("1"));
    const Error error = openError(info);
    QVERIFY2(error.message().contains(u"cannot reach the database at 127.0.0.1:1: Connection "
                                      u"refused"),
             error.what());
    QCOMPARE(error.sqlState(), QStringLiteral("08001"));
}

void SshTunnelTest::serverKilled()
{
    Error error(QStringLiteral("not run"));
    std::thread query([&] {
        error = errorOf([&] {
            Connection::open(via(u"bastion"_qs, overTcp()))
                .exec(QStringLiteral("SELECT pg_sleep(600)"));
        });
    });
    const auto runs = [this] {
        return !m_cluster
                    ->psql(QStringLiteral("postgres"),
                           "select pid from pg_stat_activity where query = 'SELECT pg_sleep(600)'")
                    .isEmpty();
    };
    while (!runs())
        QTest::qWait(10);
    m_ssh->kill9();
    query.join();
    QVERIFY2(error.message().contains(u"The ssh tunnel through bastion broke"), error.what());
    QVERIFY(error.hint().contains(u"rolled back"));
    QCOMPARE(error.sqlState(), QStringLiteral("08006"));
    QVERIFY2(openError(via(u"bastion"_qs, overTcp())).message().contains(u"does not answer"),
             "down");
    m_ssh->start();
    Connection again = Connection::open(via(u"bastion"_qs, overTcp()));
    QCOMPARE(again.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
}

void SshTunnelTest::sshKilled()
{
    Connection connection = Connection::open(via(u"bastion"_qs, overTcp()));
    for (const qint64 child : childrenNamed("ssh"))
        ::kill(pid_t(child), SIGKILL);
    const Error error = errorOf([&] { connection.exec(QStringLiteral("SELECT 1")); });
    QVERIFY2(error.message().contains(u"The ssh tunnel through bastion broke"), error.what());
    QCOMPARE(Connection::open(via(u"bastion"_qs, overTcp()))
                 .exec(QStringLiteral("SELECT 1"))
                 .integer(0, 0),
             1);
}

void SshTunnelTest::backendTerminated()
{
    // Not the tunnel's fault, and not told as if it were.
    Connection connection = Connection::open(via(u"bastion"_qs, overTcp()));
    const Error error = errorOf(
        [&] { connection.exec(QStringLiteral("SELECT pg_terminate_backend(pg_backend_pid())")); });
    QCOMPARE(error.sqlState(), QStringLiteral("57P01"));
    QVERIFY2(!error.message().contains(u"tunnel"), error.what());
}

void SshTunnelTest::cancelled()
{
    const TcpPeer silent(TcpPeer::Manner::Silent);
    std::stop_source stop;
    const qsizetype before = childrenNamed("ssh").size();
    std::thread stopper([&stop, before] {
        while (childrenNamed("ssh").size() == before)
            std::this_thread::yield();
        stop.request_stop();
    });
    const Error error = errorOf([&] {
        Connection::open(via(u"127.0.0.1:"_qs + silent.port(), overTcp()), stop.get_token());
    });
    stopper.join();
    QVERIFY(error.kind() == ErrorKind::Cancelled);
}

void SshTunnelTest::fingerprint()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("arborist.toml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray url = "url = \"" + m_cluster->info().toUrl().toUtf8() + "\"\n";
    file.write("[stages.near]\n" + url + "[stages.far]\n" + url + "ssh_host = \"bastion\"\n");
    file.close();
    const auto workspace = stages::Workspace::open(folder.path());
    const auto near = stages::check(workspace, *workspace.stage(QStringLiteral("near")));
    const auto far = stages::check(workspace, *workspace.stage(QStringLiteral("far")));
    QVERIFY2(far.reachable, far.error ? far.error->what() : "");
    QCOMPARE(far.address, QStringLiteral("socket via bastion"));
    QCOMPARE(far.fingerprint.systemIdentifier, near.fingerprint.systemIdentifier);
    // The socket of another machine is not the socket of this one.
    QCOMPARE(far.fingerprint.address, QStringLiteral("ssh:bastion"));
    QVERIFY(near.fingerprint.address.isEmpty());
    QVERIFY(stages::Fingerprint::fromText(far.fingerprint.text()));
}

void SshTunnelTest::noneLeft_data()
{
    QTest::addColumn<int>("signal"); // 0: it ends by itself
    QTest::newRow("exit") << 0;
    QTest::newRow("kill -9") << SIGKILL;
    QTest::newRow("crash") << SIGSEGV;
}

void SshTunnelTest::noneLeft()
{
    QFETCH(int, signal);
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--hold"), overTcp().toUrl()});
    QVERIFY(program.waitForReadyRead(60000));
    QCOMPARE(program.readLine().trimmed(), QByteArray("open"));
    const QList<qint64> children = childrenNamed("ssh", program.processId());
    QCOMPARE(children.size(), 1);
    if (signal == 0)
        program.closeWriteChannel();
    else
        ::kill(pid_t(program.processId()), signal);
    QVERIFY(program.waitForFinished(60000));
    const QString entry = QStringLiteral("/proc/%1").arg(children[0]);
    const auto gone = [&entry] {
        QFile status(entry + QStringLiteral("/stat"));
        return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(gone(), 30000);
}

/// The program that noneLeft() ends: holds a tunnel until its standard input ends.
static int hold(const char *url)
{
    ConnectionInfo info = ConnectionInfo::parse(QString::fromUtf8(url));
    info.setSshHost(QStringLiteral("bastion"));
    const Connection connection = Connection::open(info);
    std::cout << "open" << std::endl;
    std::string rest;
    while (std::getline(std::cin, rest)) {
    }
    return 0;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--hold") == 0)
        return hold(argv[2]);
    SshTunnelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "ssh_tunnel_test.moc"
