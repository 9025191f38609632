// SPDX-License-Identifier: GPL-3.0-or-later
// arboristctl, or the server, is killed at random moments of an import and of a wipe: the old rows
// are there or the new ones, all of them, and what was kept leads back.
#include "tests/data/data_fixture.h"
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace arborist;
using namespace arborist::testing;

namespace {

constexpr int kMoments = 5;

struct Ended {
    int code = -1; ///< -1: killed
    QByteArray said;
};

} // namespace

class TransferKillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<DataFixture>();
        m_fixture->reset();
        m_fixture->psql("CREATE TABLE a (id int PRIMARY KEY, note text);"
                        "CREATE TABLE b (id serial PRIMARY KEY, a int REFERENCES a, note text);"
                        "INSERT INTO a SELECT n, md5(n::text) FROM generate_series(1, 30000) n;"
                        "INSERT INTO b (a, note) SELECT n, md5(n::text) FROM generate_series(1, "
                        "30000) n");
        m_new = m_fixture->dump();
        m_archive = m_folder.filePath(QStringLiteral("archive"));
        QCOMPARE(run({QStringLiteral("export"), m_archive}).code, 0);
        m_fixture->psql("UPDATE a SET note = 'old'; DELETE FROM b WHERE id % 3 = 0");
        m_old = m_fixture->dump();
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void endsWithTheOneOrTheOther_data()
    {
        QTest::addColumn<bool>("wipes");
        QTest::addColumn<bool>("server");
        QTest::newRow("import, killed") << false << false;
        QTest::newRow("import, server killed") << false << true;
        QTest::newRow("wipe, killed") << true << false;
        QTest::newRow("wipe, server killed") << true << true;
    }
    void endsWithTheOneOrTheOther()
    {
        QFETCH(bool, wipes);
        QFETCH(bool, server);
        const QStringList words = wipes ? QStringList{QStringLiteral("wipe")}
                                        : QStringList{QStringLiteral("import"), m_archive};
        QElapsedTimer timer;
        timer.start();
        const Ended whole = run(words);
        const qint64 usual = timer.elapsed();
        QVERIFY2(whole.code == 0, whole.said.constData());
        const QByteArray after = m_fixture->dump();
        QVERIFY(wipes || difference(after, m_new).isEmpty());
        bringBack();
        for (int i = 0; i < kMoments; ++i) {
            const int moment =
                int(usual * (i + QRandomGenerator::global()->generateDouble()) / kMoments);
            const Ended ended = run(words, moment, server);
            settle(server);
            const QByteArray now = m_fixture->dump();
            const bool isOld = difference(now, m_old).isEmpty();
            QVERIFY2(isOld || difference(now, after).isEmpty(),
                     (QByteArray::number(moment) + " of " + QByteArray::number(usual) +
                      " ms: " + ended.said)
                         .constData());
            if (ended.code == 0)
                QVERIFY(!isOld);
            if (!isOld)
                bringBack();
        }
    }

private:
    void bringBack()
    {
        // By the way back that the run itself had noted before it changed anything.
        const QStringList runs = QDir(m_folder.filePath(QStringLiteral("data/journals")))
                                     .entryList({QStringLiteral("*.kept")}, QDir::Dirs, QDir::Time);
        QVERIFY(!runs.isEmpty());
        const QString kept =
            m_folder.filePath(QStringLiteral("data/journals/%1/archive").arg(runs.first()));
        const Ended back = run({QStringLiteral("import"), kept});
        QVERIFY2(back.code == 0, back.said.constData());
        QCOMPARE(difference(m_fixture->dump(), m_old), QByteArray());
    }

    /// The server has ended all that was under way.
    void settle(bool wasKilled)
    {
        if (wasKilled)
            m_fixture->cluster().start();
        QTRY_COMPARE_WITH_TIMEOUT(
            m_fixture
                ->psql("SELECT count(*) FROM pg_stat_activity WHERE datname = 'local' AND pid "
                       "<> pg_backend_pid()")
                .trimmed(),
            QByteArray("0"), 60'000);
    }

    Ended run(const QStringList &words, int moment = -1, bool server = false)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("ARBORIST_DATA_DIR"),
                           m_folder.filePath(QStringLiteral("data")));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(ARBORISTCTL),
                      QStringList{QStringLiteral("--db"),
                                  m_fixture->operations().url(QStringLiteral("local")),
                                  QStringLiteral("--confirm"), QStringLiteral("local"),
                                  QStringLiteral("--no-progress")} +
                          words);
        if (!process.waitForStarted())
            return {};
        if (moment >= 0 && !process.waitForFinished(moment)) {
            if (server)
                m_fixture->cluster().kill9();
            else
                ::kill(pid_t(process.processId()), SIGKILL);
        } else if (moment >= 0 && server) {
            m_fixture->cluster().kill9();
        }
        process.waitForFinished(120'000);
        const bool isWhole = process.exitStatus() == QProcess::NormalExit;
        return {isWhole ? process.exitCode() : -1, process.readAll()};
    }

    std::unique_ptr<DataFixture> m_fixture;
    QTemporaryDir m_folder;
    QString m_archive;
    QByteArray m_old;
    QByteArray m_new;
};

QTEST_GUILESS_MAIN(TransferKillTest)
#include "transfer_kill_test.moc"
