// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "tests/embedded/embedded_fixture.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <csignal>
#include <optional>
#include <unistd.h>

using namespace arborist;
using namespace arborist::testing;
using postgres::EmbeddedServer;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

/// What crashes leave, and that the next start copes with it.
class EmbeddedCrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledClientsServerIsAdopted()
    {
        EmbeddedFixture fixture;
        const auto holder = fixture.startHolder();
        EmbeddedFixture::waitReady(*holder);
        const pid_t server = fixture.postmasterPid();
        holder->kill();
        QVERIFY(holder->waitForFinished());
        QVERIFY(EmbeddedServer::isRunning(fixture.folder()));
        {
            const EmbeddedServer adopted = fixture.start();
            QCOMPARE(fixture.postmasterPid(), server);
        }
        QTRY_VERIFY(!isAlive(server));
    }

    void aKilledServerComesBack()
    {
        EmbeddedFixture fixture;
        EmbeddedServer first = fixture.start();
        const auto info = first.connectionInfo();
        const QString create = QStringLiteral("CREATE TABLE t AS SELECT generate_series(1, 1000)");
        QCOMPARE(ask(info, create), QString());
        QCOMPARE(ask(info, QStringLiteral("CHECKPOINT")), QString());
        ::kill(fixture.postmasterPid(), SIGKILL);
        QTRY_VERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        QVERIFY(QFile::exists(fixture.path(QStringLiteral("data/postmaster.pid"))));
        const EmbeddedServer second = fixture.start();
        QCOMPARE(ask(second.connectionInfo(), QStringLiteral("SELECT count(*) FROM t")),
                 QStringLiteral("1000"));
    }

    // A busy session does not see that its postmaster is gone, and still writes to the data.
    void orphanedSessionsEndFirst()
    {
        EmbeddedFixture fixture;
        const EmbeddedServer first = fixture.start();
        const auto info = first.connectionInfo();
        QProcess busy;
        busy.start(QStringLiteral("psql"),
                   {QStringLiteral("-Xq"), QStringLiteral("-h"), info.value(QStringLiteral("host")),
                    QStringLiteral("-U"), info.value(QStringLiteral("user")),
                    QStringLiteral("postgres"), QStringLiteral("-c"),
                    QStringLiteral("SELECT count(*) FROM generate_series(1, 1000000000000) g")});
        QTRY_COMPARE(
            ask(info, QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE query "
                                     "LIKE '%1000000000000%' AND pid <> pg_backend_pid()")),
            QStringLiteral("1"));
        const pid_t killed = fixture.postmasterPid();
        ::kill(killed, SIGKILL);
        QTRY_VERIFY(!isAlive(killed));
        const EmbeddedServer second = fixture.start();
        QCOMPARE(ask(second.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
        QVERIFY(fixture.postmasterPid() != killed);
        QVERIFY(busy.waitForFinished());
        QVERIFY(busy.exitCode() != 0);
    }

    void aPidFileOfAnotherProgramIsSeenThrough()
    {
        EmbeddedFixture fixture;
        {
            const EmbeddedServer server = fixture.start();
        }
        const QByteArray own = QByteArray::number(::getpid());
        const QByteArray content =
            own + '\n' + QFile::encodeName(fixture.path(QStringLiteral("data"))) + "\n1\n5432\n" +
            QFile::encodeName(fixture.path(QStringLiteral("socket"))) + "\n\n  1 1\nready   \n";
        QVERIFY(write(fixture.path(QStringLiteral("data/postmaster.pid")), content));
        QVERIFY(write(fixture.path(QStringLiteral("socket/.s.PGSQL.5432.lock")), content));
        QVERIFY(write(fixture.path(QStringLiteral("socket/.s.PGSQL.5432")), {}));
        QVERIFY(!EmbeddedServer::isRunning(fixture.folder()));
        const EmbeddedServer server = fixture.start();
        QCOMPARE(ask(server.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
        QVERIFY(fixture.postmasterPid() != ::getpid());
    }

    void halfMadeClustersAreRemoved()
    {
        EmbeddedFixture fixture;
        QVERIFY(QDir().mkpath(fixture.path(QStringLiteral("making-0123456789ab/base"))));
        QVERIFY(write(fixture.path(QStringLiteral("making-0123456789ab/PG_VERSION")), "15\n"));
        QVERIFY(QDir().mkpath(fixture.path(QStringLiteral("data"))));
        QFile::setPermissions(fixture.folder(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner |
                                  (::geteuid() == 0 ? QFile::ExeOther : QFile::Permissions()));
        const EmbeddedServer server = fixture.start();
        QVERIFY(!QFile::exists(fixture.path(QStringLiteral("making-0123456789ab"))));
        QCOMPARE(ask(server.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
    }

    void aClientKilledWhileMakingLeavesNoHarm()
    {
        EmbeddedFixture fixture;
        const auto holder = fixture.startHolder();
        QTRY_VERIFY(!QDir(fixture.folder()).entryList({QStringLiteral("making-*")}).isEmpty());
        QTest::qWait(100);
        holder->kill();
        QVERIFY(holder->waitForFinished());
        const EmbeddedServer server = fixture.start();
        QCOMPARE(ask(server.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
        QVERIFY(QDir(fixture.folder()).entryList({QStringLiteral("making-*")}).isEmpty());
    }

    void somebodysDataIsNeverTouched()
    {
        EmbeddedFixture fixture;
        QVERIFY(QDir().mkpath(fixture.path(QStringLiteral("data"))));
        QVERIFY(QFile::setPermissions(fixture.folder(), QFile::Permissions(0x7711)));
        const QString precious = fixture.path(QStringLiteral("data/precious"));
        QVERIFY(write(precious, "x"));
        std::optional<Error> caught;
        try {
            const EmbeddedServer server = fixture.start();
        } catch (const Error &error) {
            caught = error;
        }
        QVERIFY(caught.has_value());
        QVERIFY(caught->hint().contains(QStringLiteral("mv ")));
        QVERIFY(QFile::exists(precious));
    }

    void theLogSaysWhyItDoesNotStart()
    {
        EmbeddedFixture fixture;
        {
            const EmbeddedServer server = fixture.start();
        }
        QFile settings(fixture.path(QStringLiteral("data/postgresql.conf")));
        QVERIFY(settings.open(QIODevice::Append));
        settings.write("no_such_setting = 1\n");
        settings.close();
        std::optional<Error> caught;
        try {
            const EmbeddedServer server = fixture.start();
        } catch (const Error &error) {
            caught = error;
        }
        QVERIFY(caught.has_value());
        QVERIFY2(caught->detail().contains(QStringLiteral("no_such_setting")),
                 qPrintable(caught->detail()));
        QTRY_VERIFY(fixture.serverProcesses().empty());
    }

    void theLogStaysSmall()
    {
        EmbeddedFixture fixture;
        const EmbeddedServer first = fixture.start();
        QFile log(fixture.path(QStringLiteral("server.log")));
        QVERIFY(log.open(QIODevice::Append));
        log.write(QByteArray(5 << 20, '\n') + "the last line\n");
        log.close();
        const EmbeddedServer second = fixture.start();
        QVERIFY(log.size() < 1 << 20);
        QCOMPARE(ask(second.connectionInfo(), QStringLiteral("SELECT 1")), QStringLiteral("1"));
        QVERIFY(ask(second.connectionInfo(), QStringLiteral("SELECT 1/0")).startsWith(u"ERROR"));
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray text = log.readAll();
        QVERIFY(text.contains("the last line"));
        QVERIFY(text.contains("division by zero"));
        QVERIFY(!text.contains("SELECT 1/0"));
    }
};

QTEST_GUILESS_MAIN(EmbeddedCrashTest)
#include "embedded_crash_test.moc"
