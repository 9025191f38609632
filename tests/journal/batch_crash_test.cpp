// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/postgres/connection.h"
#include "tests/journal/table_batches.h"
#include "tests/support/test_cluster.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <thread>

using namespace arborist;
using namespace arborist::journal;
using namespace std::chrono_literals;
using postgres::Connection;

/// The program or the server is killed at random moments: what the journal has as applied is what
/// the table has, and it can be taken back to the last byte.
class BatchCrashTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void killedProgram();
    void killedServer();
    void secondWriter();

private:
    void makeTable();
    /// Starts the program; returns once it is at work.
    void startProgram(QProcess &program, const QString &run);
    /// Settles the journal, compares it with the table and takes everything back.
    void checkAndUndo(const QString &run);
    std::chrono::microseconds randomMoment();
    Connection open() { return Connection::open(m_cluster->info()); }

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_before;
    qint64 m_duration = 0; ///< of an undisturbed run, in microseconds
    int m_settled = 0;     ///< batches that were still Prepared
    int m_applied = 0;
    std::mt19937 m_random{20261121};
};

namespace {

const QString kItems = QStringLiteral("items");
constexpr int kMoments = 50;

} // namespace

void BatchCrashTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    // In memory: what is killed here are programs, not the machine, and syncing takes its time.
    m_folder = std::make_unique<QTemporaryDir>(QFileInfo(QStringLiteral("/dev/shm")).isWritable()
                                                   ? QStringLiteral("/dev/shm/batch-crash-XXXXXX")
                                                   : QString());
    makeTable();
    // Once whole: it does what the moments below cut off.
    QProcess program;
    startProgram(program, QStringLiteral("whole"));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(program.waitForFinished(60000));
    m_duration = timer.nsecsElapsed() / 1000;
    QCOMPARE(program.exitCode(), 0);
    checkAndUndo(QStringLiteral("whole"));
    QCOMPARE(m_applied, 30);
    QCOMPARE(m_settled, 0);
}

void BatchCrashTest::makeTable()
{
    Connection connection = open();
    connection.execScript("create table items (id int primary key, n numeric, t text);"
                          "insert into items select i, i / 7.0, nullif(repeat('x', i % 5), 'x') "
                          "from generate_series(1, 800) i");
    m_before = contentOf(connection, kItems);
}

void BatchCrashTest::startProgram(QProcess &program, const QString &run)
{
    program.start(QStringLiteral(BATCH_PROGRAM),
                  {m_cluster->socketFolder(), m_folder->path(), run});
    while (!program.readAllStandardOutput().contains("ready") &&
           program.state() != QProcess::NotRunning)
        program.waitForReadyRead(10000);
}

std::chrono::microseconds BatchCrashTest::randomMoment()
{
    return std::chrono::microseconds(m_random() % quint64(m_duration * 11 / 10));
}

void BatchCrashTest::checkAndUndo(const QString &run)
{
    const QString file = m_folder->filePath(run + QStringLiteral(".journal"));
    QVERIFY(!Journal::isAlive(file));
    Journal journal = Journal::open(file, true);
    Connection connection = open();
    for (const BatchRecord &record : journal.batches())
        m_settled += record.state == BatchState::Prepared;
    settlePrepared(journal, connection);

    std::set<QByteArray> changed[3]; // keys, by action
    m_applied = 0;
    for (const BatchRecord &record : journal.batches()) {
        QVERIFY(record.state != BatchState::Prepared);
        if (record.state != BatchState::Applied)
            continue;
        ++m_applied;
        for (const RowChange &row : journal.read(record.number).rows)
            QVERIFY(changed[size_t(record.action)].insert(row.key[0]).second);
    }
    const auto keys = [&](const char *sql) {
        const auto rows = connection.exec(QString::fromLatin1(sql));
        std::set<QByteArray> found;
        for (int i = 0; i < rows.rows(); ++i)
            found.insert(rows.text(i, 0).toUtf8());
        return found;
    };
    using Action = ChangeBatch::Action;
    QVERIFY(changed[size_t(Action::Update)] == keys("select id from items where n < 0"));
    QVERIFY(changed[size_t(Action::Insert)] == keys("select id from items where id >= 100000"));
    QVERIFY(changed[size_t(Action::Delete)] ==
            keys("select i from generate_series(1, 800) i where not exists (select from items "
                 "where id = i)"));

    const auto records = journal.batches();
    Journal undo = Journal::create(m_folder->path(), run + QStringLiteral("-undo"));
    OperationContext context;
    BatchWriter writer(connection, undo, context);
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (record->state != BatchState::Applied)
            continue;
        QCOMPARE(writer.write(inverse(journal.read(record->number))).written, record->rows);
    }
    QCOMPARE(contentOf(connection, kItems), m_before);
}

void BatchCrashTest::killedProgram()
{
    int cut = 0;
    for (int i = 0; i < kMoments; ++i) {
        const QString run = QStringLiteral("program%1").arg(i);
        QProcess program;
        startProgram(program, run);
        std::this_thread::sleep_for(randomMoment());
        program.kill();
        QVERIFY(program.waitForFinished(60000));
        cut += program.exitStatus() == QProcess::CrashExit;
        checkAndUndo(run);
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(run));
    }
    QVERIFY(cut > 0);
    qInfo("%d of %d runs were cut off, %d batches had to be settled", cut, kMoments, m_settled);
}

void BatchCrashTest::killedServer()
{
    int cut = 0;
    m_settled = 0;
    for (int i = 0; i < kMoments; ++i) {
        const QString run = QStringLiteral("server%1").arg(i);
        QProcess program;
        startProgram(program, run);
        std::this_thread::sleep_for(randomMoment());
        m_cluster->kill9();
        QVERIFY(program.waitForFinished(60000));
        QVERIFY(program.exitStatus() == QProcess::NormalExit);
        cut += program.exitCode() != 0;
        m_cluster->start();
        checkAndUndo(run);
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(run));
    }
    QVERIFY(cut > 0);
    qInfo("%d of %d runs were cut off, %d batches had to be settled", cut, kMoments, m_settled);
}

/// Adds 1 to random rows all the time, while the batches add 1000 to every row: each addition must
/// be there in the end, once.
void BatchCrashTest::secondWriter()
{
    Connection connection = open();
    connection.execScript("create table counters (id int primary key, n int not null, m int);"
                          "insert into counters select i, 0, 0 from generate_series(1, 2000) i");
    std::vector<int> added(2001, 0);
    std::jthread other([&](const std::stop_token &stop) {
        Connection second = open();
        std::mt19937 random(7);
        while (!stop.stop_requested()) {
            const unsigned id = random() % 2000 + 1;
            second.exec(QStringLiteral("update counters set n = n + 1 where id = $1"),
                        {QString::number(id)});
            ++added[id];
        }
    });
    Journal journal = Journal::create(m_folder->path(), QStringLiteral("second"));
    OperationContext context;
    std::vector<int> written(2001, 0);
    qint64 skipped = 0;
    for (int round = 0; round < 30; ++round) {
        ChangeBatch batch =
            updateOf(connection, QStringLiteral("public"), QStringLiteral("counters"),
                     {QStringLiteral("id")}, {QStringLiteral("n"), QStringLiteral("m")});
        for (RowChange &row : batch.rows) {
            row.after[0] = QByteArray::number(row.before[0]->toInt() + 1000);
            if (round % 2 == 1)
                row.version = 0;
        }
        std::vector<bool> left(batch.rows.size(), false);
        const BatchResult result = BatchWriter(connection, journal, context).write(batch);
        for (const size_t place : result.skipped)
            left[place] = true;
        for (size_t i = 0; i < batch.rows.size(); ++i)
            written[batch.rows[i].key[0].toUInt()] += !left[i];
        skipped += qint64(result.skipped.size());
    }
    other.request_stop();
    other.join();
    QVERIFY(skipped > 0);
    const auto rows = connection.exec(QStringLiteral("select id, n from counters"));
    for (int i = 0; i < rows.rows(); ++i) {
        const auto id = size_t(rows.integer(i, 0));
        QCOMPARE(rows.integer(i, 1), added[id] + 1000 * written[id]);
    }
    QCOMPARE(journal.appliedRows(), std::accumulate(written.begin(), written.end(), qint64(0)));
}

QTEST_GUILESS_MAIN(BatchCrashTest)
#include "batch_crash_test.moc"
