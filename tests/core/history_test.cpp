// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/history.h"

#include "services/core/error.h"
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <latch>
#include <thread>

using namespace arborist;

class HistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void keepsScans();
    void tellsTheLatestOfEachStage();
    void keepsWhatHoldsQuotesAndNothing();
    void isPrivate();
    void takesTwoThreadsAtOnce();
    void manyMakeItAtOnce();
    void usesTheDataFolder();
    void refusesWhatItCannotRead();
    void refusesANewerSchema();

private:
    ScanRecord record(const QString &stage, int minute, const QString &table = u"public.items"_qs);
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void HistoryTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("history.sqlite"));
}

ScanRecord HistoryTest::record(const QString &stage, int minute, const QString &table)
{
    ScanRecord record;
    record.workspace = QStringLiteral("/project");
    record.stage = stage;
    record.table = table;
    record.at = QDateTime(QDate(2025, 3, 30), QTime(1, 0), Qt::UTC).addSecs(60 * minute);
    record.items = 1000 + minute;
    record.driftedItems = 20;
    record.originItems = 5;
    record.durationMs = 77;
    record.kinds = {{QStringLiteral("R4"), 15}, {QStringLiteral("S1"), 10'000'000'000}};
    return record;
}

void HistoryTest::keepsScans()
{
    History history(m_file);
    for (int minute : {30, 10, 20})
        history.add(record(QStringLiteral("local"), minute));
    history.add(record(QStringLiteral("local"), 15, QStringLiteral("public.boards")));
    history.add(record(QStringLiteral("staging"), 16));

    const auto all = History(m_file).scans(QStringLiteral("/project"), QStringLiteral("local"));
    QCOMPARE(all.size(), size_t(4));
    QCOMPARE(all[0].items, 1010);
    QCOMPARE(all[1].table, QStringLiteral("public.boards"));
    QCOMPARE(all[3].items, 1030);
    QCOMPARE(all[3].at.toMSecsSinceEpoch(),
             record(QStringLiteral("local"), 30).at.toMSecsSinceEpoch());
    QCOMPARE(all[3].kinds, record(QStringLiteral("local"), 30).kinds);
    QCOMPARE(all[3].driftedItems, 20);
    QCOMPARE(all[3].originItems, 5);
    QCOMPARE(all[3].durationMs, 77);

    const auto newest = history.scans(u"/project"_qs, u"local"_qs, u"public.items"_qs, 2);
    QCOMPARE(newest.size(), size_t(2));
    QCOMPARE(newest[0].items, 1020);
    QCOMPARE(newest[1].items, 1030);
    QVERIFY(history.scans(u"/elsewhere"_qs, u"local"_qs).empty());
}

void HistoryTest::tellsTheLatestOfEachStage()
{
    History history(m_file);
    QVERIFY(history.lastScans(QStringLiteral("/project")).isEmpty());
    for (int minute : {30, 10})
        history.add(record(QStringLiteral("local"), minute));
    history.add(record(QStringLiteral("staging"), 5));
    const auto last = history.lastScans(QStringLiteral("/project"));
    QCOMPARE(last.size(), 2);
    QCOMPARE(last[QStringLiteral("local")].items, 1030);
    QCOMPARE(last[QStringLiteral("staging")].items, 1005);
}

void HistoryTest::keepsWhatHoldsQuotesAndNothing()
{
    History history(m_file);
    ScanRecord odd = record(QString(), 1, QStringLiteral("we\"ird.o'table \u00e4"));
    odd.workspace = QStringLiteral("postgresql://u@h/d?x='; drop table scan; --");
    odd.kinds.clear();
    history.add(odd);
    const auto found = history.scans(odd.workspace, QString());
    QCOMPARE(found.size(), size_t(1));
    QCOMPARE(found[0].table, odd.table);
    QVERIFY(found[0].kinds.isEmpty());
}

void HistoryTest::isPrivate()
{
    const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
    History(m_file).add(record(QStringLiteral("local"), 1));
    QCOMPARE(QFileInfo(m_file).permissions(), owner);
    // A reader keeps the log and shared-memory files in place.
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, u"reader"_qs);
        database.setDatabaseName(m_file);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("select * from scan")));
        History(m_file).add(record(QStringLiteral("local"), 2));
        QCOMPARE(QFileInfo(m_file + QStringLiteral("-wal")).permissions(), owner);
    }
    QSqlDatabase::removeDatabase(QStringLiteral("reader"));
}

void HistoryTest::takesTwoThreadsAtOnce()
{
    // Separate objects, as in two programs: each call opens the file on its own.
    constexpr int each = 100;
    std::atomic<int> failures = 0;
    const auto work = [&](const QString &stage) {
        try {
            History history(m_file);
            for (int i = 0; i < each; ++i) {
                history.add(record(stage, i));
                if (history.scans(u"/project"_qs, stage).size() != size_t(i + 1))
                    ++failures;
                history.lastScans(u"/project"_qs);
            }
        } catch (const Error &error) {
            qWarning("%s", error.what());
            ++failures;
        }
    };
    {
        const std::jthread first(work, QStringLiteral("a"));
        const std::jthread second(work, QStringLiteral("b"));
    }
    QCOMPARE(failures, 0);
    QCOMPARE(History(m_file).scans(u"/project"_qs, u"a"_qs).size(), size_t(each));
    QCOMPARE(History(m_file).scans(u"/project"_qs, u"b"_qs).size(), size_t(each));
}

void HistoryTest::manyMakeItAtOnce()
{
    constexpr int makers = 4;
    for (int round = 0; round < 20; ++round) {
        const QString file = m_folder->filePath(QString::number(round));
        std::atomic<int> failures = 0;
        std::latch start(makers);
        const auto work = [&](const QString &stage) {
            try {
                start.arrive_and_wait();
                History(file).add(record(stage, 1));
            } catch (const Error &error) {
                qWarning("%s", error.what());
                ++failures;
            }
        };
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < makers; ++i)
                threads.emplace_back(work, QString::number(i));
        }
        QCOMPARE(failures, 0);
        QCOMPARE(History(file).lastScans(QStringLiteral("/project")).size(), size_t(makers));
    }
}

void HistoryTest::usesTheDataFolder()
{
    const QString folder = m_folder->filePath(QStringLiteral("data"));
    qputenv("ARBORIST_DATA_DIR", folder.toUtf8());
    History().add(record(QStringLiteral("local"), 1));
    qunsetenv("ARBORIST_DATA_DIR");
    QVERIFY(QFile::exists(folder + QStringLiteral("/history.sqlite")));
}

void HistoryTest::refusesWhatItCannotRead()
{
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("this is not a database").repeated(1000));
    file.close();
    try {
        History(m_file).scans(u"/project"_qs, u"local"_qs);
        QFAIL("read it");
    } catch (const Error &error) {
        QCOMPARE(error.where(), m_file);
        QVERIFY(!error.hint().isEmpty());
    }
    QVERIFY_THROWS_EXCEPTION(
        Error, History(QStringLiteral("/no/such/folder/history.sqlite")).lastScans(u"x"_qs));
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
}

void HistoryTest::refusesANewerSchema()
{
    History(m_file).add(record(QStringLiteral("local"), 1));
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, u"newer"_qs);
        database.setDatabaseName(m_file);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("pragma user_version = 1000")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("newer"));
    QVERIFY_THROWS_EXCEPTION(Error, History(m_file).lastScans(QStringLiteral("/project")));
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
