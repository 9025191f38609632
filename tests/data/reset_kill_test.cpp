// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_marks.h"
#include "services/backup/restore_recovery.h"
#include "services/core/run_log.h"
#include "services/data/undo/take_back.h"
#include "tests/operations/operations_fixture.h"
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

using namespace arborist;
using namespace arborist::testing;

/// A reset whose program dies: the former database or the new one is in use, complete, and the next
/// start says which.
class ResetKillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_fixture->reset();
        m_fixture->cluster().psql(QStringLiteral("local"), "DROP TABLE items");
        m_fixture->writeFile(QStringLiteral("migrations/001_users.sql"),
                             "-- Up\nCREATE TABLE users (id int PRIMARY KEY, email text);\n"
                             "-- Down\nDROP TABLE users;\n");
        m_fixture->writeFile(
            QStringLiteral("migrations/002_posts.sql"),
            "-- Up\nCREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES "
            "users);\n-- Down\nDROP TABLE posts;\n");
        m_fixture->writeFile(QStringLiteral("seeds/users.csv"),
                             "id,email\n1,anna@example.com\n2,bo@example.com\n");
        m_fixture->reopen();
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void killedAtRandomMoments()
    {
        const qint64 whole = timeOfOne();
        int old = 0;
        for (int round = 0; round < 12; ++round) {
            // A mark that only the former one has.
            psql("CREATE TABLE former (n int); INSERT INTO former VALUES (" +
                 QByteArray::number(round) + ')');
            const int databases = count();
            QProcess process;
            start(process);
            QThread::msleep(QRandomGenerator::global()->bounded(quint32(whole) + 1));
            process.kill();
            QVERIFY(process.waitForFinished(60'000));
            const RunRecord run = RunLog().runs().front();
            // Without its mark it had not begun to make anything, or was over.
            const bool isLeft = backup::RestoreMark::all().contains(run.id);
            QStringList told;
            // What the killed program's sessions still do ends when the server notices.
            QTRY_VERIFY_WITH_TIMEOUT(
                (told +=
                 backup::settleCutOff(m_fixture->workspace(),
                                      *m_fixture->workspace().stage(QStringLiteral("local")), {}),
                 !isLeft || RunLog().run(run.id)->outcome.has_value()),
                60'000);
            QCOMPARE(told.size(), isLeft ? 1 : 0);
            const bool isOld = psql("SELECT to_regclass('former') IS NOT NULL") == "t";
            if (isOld) {
                ++old;
                QCOMPARE(psql("SELECT n FROM former"), QByteArray::number(round));
                QCOMPARE(count(), databases);
                psql("DROP TABLE former");
                continue;
            }
            QCOMPARE(psql("SELECT count(*) FROM users"), QByteArray("2"));
            QCOMPARE(count(), databases + 1); // the former one, put aside
            QVERIFY(data::canTakeBack(*RunLog().run(run.id)));
        }
        qInfo("%d of 12 left the former database", old);
    }

private:
    void start(QProcess &process) const
    {
        process.start(QString::fromUtf8(INTERRUPTED_RESET),
                      {m_fixture->path(QStringLiteral("project"))});
        while (process.state() != QProcess::NotRunning &&
               !process.readAllStandardOutput().contains("planned"))
            process.waitForReadyRead(1000);
    }

    qint64 timeOfOne() const
    {
        QProcess process;
        start(process);
        QElapsedTimer timer;
        timer.start();
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qFatal("The reset failed.");
        return timer.elapsed();
    }

    QByteArray psql(const QByteArray &sql) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }
    int count() const
    {
        return m_fixture->cluster()
            .psql(QStringLiteral("postgres"), "SELECT count(*) FROM pg_database")
            .trimmed()
            .toInt();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(ResetKillTest)
#include "reset_kill_test.moc"
