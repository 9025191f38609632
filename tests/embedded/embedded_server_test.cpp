// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "tests/embedded/embedded_fixture.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <pwd.h>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

using namespace arborist;
using namespace arborist::testing;
using postgres::EmbeddedServer;

/// What the embedded server promises while nothing crashes.
class EmbeddedServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAnswersAndStops()
    {
        EmbeddedFixture fixture;
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        QVERIFY(!QFile::exists(fixture.folder()));
        {
            const EmbeddedServer server = fixture.start();
            QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
            QCOMPARE(server.folder(), fixture.folder());
            const auto info = server.connectionInfo();
            QCOMPARE(ask(info, QStringLiteral("CREATE TABLE kept AS SELECT 7 AS n")), QString());
            QCOMPARE(ask(info, QStringLiteral("SHOW server_encoding")), QStringLiteral("UTF8"));
            QCOMPARE(ask(info, QStringLiteral("SHOW server_version")).section(u'.', 0, 0),
                     server.serverVersion());
            QCOMPARE(ask(server.connectionInfo(QStringLiteral("template1")),
                         QStringLiteral("SELECT current_database()")),
                     QStringLiteral("template1"));
        }
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        QTRY_VERIFY(fixture.serverProcesses().empty());
        const EmbeddedServer again = fixture.start();
        QCOMPARE(ask(again.connectionInfo(), QStringLiteral("SELECT n FROM kept")),
                 QStringLiteral("7"));
    }

    void isPrivateAndHasNoPort()
    {
        EmbeddedFixture fixture;
        const EmbeddedServer server = fixture.start();
        const auto info = server.connectionInfo();
        QCOMPARE(ask(info, QStringLiteral("SHOW listen_addresses")), QString());
        const QString setting = QStringLiteral("SHOW unix_socket_directories");
        QCOMPARE(ask(info, setting), info.value(QStringLiteral("host")));
        QCOMPARE(modeOf(info.value(QStringLiteral("host"))), QStringLiteral("700"));
        QCOMPARE(modeOf(fixture.path(QStringLiteral("data"))), QStringLiteral("700"));
        QCOMPARE(modeOf(fixture.path(QStringLiteral("server.log"))), QStringLiteral("600"));
        QCOMPARE(ask(info, QStringLiteral("SHOW fsync")), QStringLiteral("on"));
        QCOMPARE(ask(info, QStringLiteral("SHOW synchronous_commit")), QStringLiteral("off"));
        QCOMPARE(ask(info, QStringLiteral("SHOW wal_level")), QStringLiteral("minimal"));
    }

    void isToldNothingOfOurs()
    {
        EmbeddedFixture fixture;
        fixture.makeBeforehand();
        for (const char *name : {"DB_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"})
            qputenv(name, "geheim");
        const EmbeddedServer server = fixture.start();
        for (const char *name : {"DB_PASSWORD", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"})
            qunsetenv(name);
        QFile environment(QStringLiteral("/proc/%1/environ").arg(fixture.postmasterPid()));
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const QByteArray variables = environment.readAll();
        QVERIFY2(variables.contains("LC_ALL=C.UTF-8"), variables);
        QVERIFY2(!variables.contains("geheim"), variables);
    }

    void lastOneToLeaveStops()
    {
        EmbeddedFixture fixture;
        fixture.makeBeforehand();
        const auto first = fixture.startHolder();
        EmbeddedFixture::waitReady(*first);
        const pid_t server = fixture.postmasterPid();
        const auto second = fixture.startHolder();
        EmbeddedFixture::waitReady(*second);
        QCOMPARE(fixture.postmasterPid(), server);
        first->closeWriteChannel();
        QVERIFY(first->waitForFinished());
        QCOMPARE(first->exitCode(), 0);
        QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
        {
            const EmbeddedServer third = fixture.start();
            QCOMPARE(fixture.postmasterPid(), server);
        }
        QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
        second->closeWriteChannel();
        QVERIFY(second->waitForFinished());
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        QTRY_VERIFY(!isAlive(server));
    }

    void manyStartAtOnce()
    {
        EmbeddedFixture fixture;
        std::vector<std::unique_ptr<QProcess>> holders;
        for (int i = 0; i < 5; ++i)
            holders.push_back(fixture.startHolder());
        for (const auto &holder : holders)
            EmbeddedFixture::waitReady(*holder);
        const pid_t server = fixture.postmasterPid();
        QVERIFY(isAlive(server));
        for (const auto &holder : holders)
            holder->closeWriteChannel();
        for (const auto &holder : holders) {
            QVERIFY(holder->waitForFinished());
            QCOMPARE(holder->exitCode(), 0);
        }
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        QTRY_VERIFY(!isAlive(server));
    }

    void staysWhenToldTo()
    {
        EmbeddedFixture fixture;
        fixture.makeBeforehand();
        {
            EmbeddedServer server = fixture.start();
            server.keepRunning();
        }
        QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
        {
            const EmbeddedServer server = fixture.start();
        }
        QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
        EmbeddedServer::stop(fixture.folder());
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        {
            const EmbeddedServer server = fixture.start();
        }
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
    }

    void stopsAlthoughLeased()
    {
        EmbeddedFixture fixture;
        fixture.makeBeforehand();
        const EmbeddedServer server = fixture.start();
        EmbeddedServer::stop(fixture.folder());
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        const EmbeddedServer again = fixture.start();
        QCOMPARE(ask(again.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
    }

    void longPathsGetAShortSocketFolder()
    {
        EmbeddedFixture fixture;
        fixture.setFolder(QString(60, u'a') + u'/' + QString(60, u'b') +
                          QStringLiteral("/post'gres $HOME \"x\""));
        QString sockets;
        {
            const EmbeddedServer server = fixture.start();
            sockets = server.connectionInfo().value(QStringLiteral("host"));
            QVERIFY(!sockets.startsWith(fixture.folder()));
            QVERIFY(QFile::encodeName(sockets + QStringLiteral("/.s.PGSQL.5432")).size() <= 107);
            QCOMPARE(modeOf(sockets), QStringLiteral("700"));
            QCOMPARE(ask(server.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
        }
        QVERIFY(!QFile::exists(sockets));
        // Somebody else's folder of that name is never used.
        QVERIFY(QDir().mkpath(sockets));
        QVERIFY(QFile::setPermissions(sockets, QFile::Permissions(0x7777)));
        {
            const EmbeddedServer server = fixture.start();
            const QString other = server.connectionInfo().value(QStringLiteral("host"));
            QVERIFY(other != sockets);
            QCOMPARE(modeOf(other), QStringLiteral("700"));
        }
        QDir(sockets).removeRecursively();
    }

    void rootDropsToAnotherAccount()
    {
        if (::geteuid() != 0)
            QSKIP("Only root drops privileges; the other tests ran as an ordinary user");
        EmbeddedFixture fixture;
        const EmbeddedServer server = fixture.start();
        const uid_t account = ownerOf(QStringLiteral("/proc/%1").arg(fixture.postmasterPid()));
        QVERIFY(account != 0);
        QCOMPARE(ownerOf(fixture.path(QStringLiteral("data"))), account);
        QCOMPARE(ownerOf(server.connectionInfo().value(QStringLiteral("host"))), account);
        QCOMPARE(ownerOf(fixture.folder()), uid_t(0));
        QCOMPARE(modeOf(fixture.folder()), QStringLiteral("711"));
    }

    void rootIsToldAboutAClosedFolder()
    {
        if (::geteuid() != 0)
            QSKIP("Only root's server runs as another account");
        EmbeddedFixture fixture;
        QDir(fixture.temporary()).mkdir(QStringLiteral("closed"));
        const QString closed = fixture.temporary() + QStringLiteral("/closed");
        QVERIFY(
            QFile::setPermissions(closed, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        fixture.setFolder(QStringLiteral("closed/postgres"));
        try {
            const EmbeddedServer server = fixture.start();
            QFAIL("It started");
        } catch (const Error &error) {
            QVERIFY(error.message().contains(closed));
            QVERIFY(error.hint().contains(QStringLiteral("/var/lib/arborist")));
        }
    }

    void runsForAnOrdinaryUser()
    {
        if (::geteuid() != 0)
            QSKIP("All other tests ran as an ordinary user already");
        EmbeddedFixture fixture;
        const passwd *nobody = ::getpwnam("nobody");
        QVERIFY(nobody != nullptr);
        const uid_t uid = nobody->pw_uid;
        // A copy, since the build may lie where nobody may not go.
        const QString program = fixture.temporary() + QStringLiteral("/lease_holder");
        QVERIFY(QFile::copy(QStringLiteral(LEASE_HOLDER), program));
        QDir(fixture.temporary()).mkdir(QStringLiteral("home"));
        const QString home = fixture.temporary() + QStringLiteral("/home");
        QCOMPARE(::chown(QFile::encodeName(home).constData(), uid, nobody->pw_gid), 0);
        fixture.setFolder(QStringLiteral("home/postgres"));
        QProcess holder;
        holder.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        holder.start(QStringLiteral("setpriv"),
                     {QStringLiteral("--reuid=nobody"), QStringLiteral("--regid=nogroup"),
                      QStringLiteral("--clear-groups"), program, fixture.folder()});
        EmbeddedFixture::waitReady(holder);
        const pid_t server = fixture.postmasterPid();
        QCOMPARE(ownerOf(QStringLiteral("/proc/%1").arg(server)), uid);
        QCOMPARE(modeOf(fixture.folder()), QStringLiteral("700"));
        holder.closeWriteChannel();
        QVERIFY(holder.waitForFinished());
        QCOMPARE(holder.exitCode(), 0);
        QTRY_VERIFY(!isAlive(server));
    }

    void anotherVersionsClusterIsLeftAlone()
    {
        EmbeddedFixture fixture;
        fixture.makeBeforehand();
        {
            const EmbeddedServer server = fixture.start();
        }
        QFile version(fixture.path(QStringLiteral("data/PG_VERSION")));
        QVERIFY(version.open(QIODevice::WriteOnly));
        version.write("99\n");
        version.close();
        try {
            const EmbeddedServer server = fixture.start();
            QFAIL("It started");
        } catch (const Error &error) {
            QVERIFY(error.message().contains(QStringLiteral("PostgreSQL 99")));
            QVERIFY(error.hint().contains(QStringLiteral("sudo apt install postgresql-99")));
        }
        QVERIFY(QFile::exists(fixture.path(QStringLiteral("data/global/pg_control"))));
    }

    void aCancelLeavesNothing_data()
    {
        QTest::addColumn<int>("after");
        for (const int after : {0, 50, 200, 600, 1200})
            QTest::addRow("after %d ms", after) << after;
    }

    void aCancelLeavesNothing()
    {
        QFETCH(int, after);
        EmbeddedFixture fixture;
        std::stop_source stop;
        OperationContext context;
        context.stop = stop.get_token();
        std::jthread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(after));
            stop.request_stop();
        });
        try {
            // A quick machine may be ready before the cancel.
            const EmbeddedServer server = EmbeddedServer::start(context, fixture.folder());
        } catch (const Error &error) {
            QCOMPARE(error.kind(), ErrorKind::Cancelled);
        }
        QTRY_VERIFY(fixture.serverProcesses().empty());
        QVERIFY(QDir(fixture.folder()).entryList({QStringLiteral("making-*")}).isEmpty());
        const EmbeddedServer server = fixture.start();
        QCOMPARE(ask(server.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
    }

    void aFullDiskIsNamed()
    {
        EmbeddedFixture fixture;
        QDir(fixture.temporary()).mkdir(QStringLiteral("small"));
        const QByteArray small = QFile::encodeName(fixture.temporary() + QStringLiteral("/small"));
        if (::mount("tmpfs", small.constData(), "tmpfs", 0, "size=12m,mode=0711") != 0)
            QSKIP("Mounting a small disk needs root with CAP_SYS_ADMIN");
        fixture.setFolder(QStringLiteral("small/postgres"));
        QString hint;
        try {
            const EmbeddedServer server = fixture.start();
        } catch (const Error &error) {
            hint = error.hint();
        }
        const QStringList left = QDir(fixture.folder()).entryList({QStringLiteral("making-*")});
        ::umount(small.constData());
        QVERIFY2(hint.contains(QStringLiteral("is full")), qPrintable(hint));
        QVERIFY(left.isEmpty());
    }
};

QTEST_GUILESS_MAIN(EmbeddedServerTest)
#include "embedded_server_test.moc"
