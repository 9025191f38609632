// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/scan_round.h"

#include "services/hierarchy/rule_store.h"
#include "services/postgres/connection.h"
#include "tests/support/test_cluster.h"
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;
using namespace arborist::hierarchy;
using namespace std::chrono_literals;

class ScanRoundTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void scansEachHierarchyThatIsDue();
    void connectsOnlyIfSomethingIsDue();
    void takesScansOfOthersIntoAccount();
    void takesTheRulesThatAreKept();
    void ignoresRecordsFromAheadOfTheClock();
    void forgetsHierarchiesThatAreGone();
    void leavesWhatIsBeingScanned();
    void tellsWhatHasGrown();
    void tellsThatTheStageIsOutOfReach();
    void goesOnAfterOneThatCannotBeRead();
    void endsWhenAskedTo();

private:
    ScanRoundResult run(const ScanRound &round);
    ScanRound round(std::chrono::seconds later = 0s) const;
    void addRecord(const QString &table, const QDateTime &at);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    QDateTime m_start;
    RunningScans m_running;
    QString m_user;
    int m_connections = 0;
    std::stop_source m_stop;
    int m_database = 0;

    QString database() const { return QStringLiteral("tracker_%1").arg(m_database); }
    History history() const
    {
        return History(m_folder->filePath(QStringLiteral("history.sqlite")));
    }
};

const QString kItems = QStringLiteral("public.items");
const QString kFolders = QStringLiteral("public.folders");

void ScanRoundTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->psql(QStringLiteral("postgres"), "CREATE ROLE guest LOGIN;");
}

void ScanRoundTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    ++m_database;
    m_cluster->createDatabase(database());
    m_cluster->psql(database(),
                    "CREATE TABLE items (id int PRIMARY KEY, parent_id int REFERENCES items, "
                    "title text, child_count int);"
                    "INSERT INTO items SELECT i, NULLIF((i - 1) / 3, 0), 'Item ' || i, 0 FROM "
                    "generate_series(1, 120) i;"
                    "UPDATE items i SET child_count = (SELECT count(*) FROM items c WHERE "
                    "c.parent_id = i.id);"
                    "CREATE TABLE folders (id int PRIMARY KEY, parent_id int REFERENCES folders, "
                    "title text);"
                    "INSERT INTO folders VALUES (1, NULL, 'Root'), (2, 1, 'Inner');");
    m_start = QDateTime::currentDateTimeUtc().addSecs(60);
    m_user = QStringLiteral("postgres");
    m_connections = 0;
    m_stop = {};
}

ScanRound ScanRoundTest::round(std::chrono::seconds later) const
{
    ScanRound round;
    round.workspace = QStringLiteral("/project");
    round.stage = QStringLiteral("local");
    round.now = m_start.addSecs(later.count());
    round.interval = 15min;
    round.running = m_running;
    return round;
}

ScanRoundResult ScanRoundTest::run(const ScanRound &round)
{
    OperationContext context;
    context.stop = m_stop.get_token();
    context.connect = [this, stop = context.stop] {
        ++m_connections;
        auto info = m_cluster->info(database());
        info.setValue(QStringLiteral("user"), m_user);
        return postgres::Connection::open(info, stop);
    };
    return scanWhatIsDue(round, history(), context);
}

void ScanRoundTest::addRecord(const QString &table, const QDateTime &at)
{
    ScanRecord record;
    record.workspace = QStringLiteral("/project");
    record.stage = QStringLiteral("local");
    record.table = table;
    record.at = at;
    record.driftedItems = 7;
    history().add(record);
}

void ScanRoundTest::scansEachHierarchyThatIsDue()
{
    const auto first = run(round());
    QVERIFY(first.complete);
    QVERIFY(!first.problem);
    QCOMPARE(first.scanned.size(), size_t(2));
    QVERIFY(first.grown.empty());
    QCOMPARE(first.last.keys(), QStringList({kFolders, kItems}));
    QCOMPARE(first.last[kItems].at, m_start);
    QCOMPARE(firstDue(first.last, 15min), m_start.addSecs(15 * 60));

    ScanRound next = round(16min);
    next.known = first.last;
    (*next.known)[kFolders].at = m_start.addSecs(10 * 60);
    const auto second = run(next);
    QCOMPARE(second.scanned.size(), size_t(1));
    QCOMPARE(second.scanned.front().table, kItems);
    QCOMPARE(second.last[kFolders].at, m_start.addSecs(10 * 60));
    QCOMPARE(history().scans(u"/project"_qs, u"local"_qs).size(), size_t(3));

    // However long ago the last scan was: one each. And everything at once if it is asked for.
    next = round(200h);
    next.known = second.last;
    QCOMPARE(run(next).scanned.size(), size_t(2));
    next = round(0s);
    next.interval = 0s;
    QCOMPARE(run(next).scanned.size(), size_t(2));
}

void ScanRoundTest::connectsOnlyIfSomethingIsDue()
{
    addRecord(kItems, m_start.addSecs(-600));
    addRecord(kFolders, m_start.addSecs(-60));
    const auto early = run(round());
    QCOMPARE(m_connections, 0);
    QVERIFY(!early.complete);
    QCOMPARE(early.last[kItems].driftedItems, 7);
    QCOMPARE(firstDue(early.last, 15min).toMSecsSinceEpoch(),
             m_start.addSecs(300).toMSecsSinceEpoch());
    const auto due = run(round(301s));
    QCOMPARE(m_connections, 1);
    QCOMPARE(due.scanned.size(), size_t(1));
    QVERIFY(due.complete);
}

void ScanRoundTest::takesTheRulesThatAreKept()
{
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_folder->path()));
    m_cluster->psql(database(),
                    "ALTER TABLE items ADD archived_at date; "
                    "UPDATE items SET archived_at = '2026-01-01' WHERE id IN (100, 110)");
    const auto drifted = [&](std::chrono::seconds later) {
        ScanRound wanted = round(later);
        wanted.rules = QStringLiteral("/project");
        for (const ScanRecord &record : run(wanted).scanned) {
            if (record.table == kItems)
                return record.driftedItems;
        }
        return qint64(-1);
    };
    QCOMPARE(drifted(0s), 0);
    RuleStore().keep(QStringLiteral("/project"), kItems,
                     {{QStringLiteral("count_archived"), QStringLiteral("false")}});
    QCOMPARE(drifted(16min), 2);
}

void ScanRoundTest::takesScansOfOthersIntoAccount()
{
    ScanRound next = round(20min);
    next.known = run(round()).last;
    addRecord(kItems, m_start.addSecs(19 * 60));
    addRecord(kFolders, m_start.addSecs(19 * 60));
    QVERIFY(run(next).scanned.empty());
    QCOMPARE(m_connections, 1);
}

void ScanRoundTest::ignoresRecordsFromAheadOfTheClock()
{
    addRecord(kItems, m_start.addDays(300));
    addRecord(kFolders, m_start);
    const auto result = run(round());
    QCOMPARE(result.scanned.size(), size_t(1));
    QCOMPARE(result.last[kItems].at, m_start);
}

void ScanRoundTest::forgetsHierarchiesThatAreGone()
{
    addRecord(QStringLiteral("public.gone"), m_start.addSecs(-3'600));
    const auto result = run(round());
    QVERIFY(!result.last.contains(QStringLiteral("public.gone")));
    ScanRound next = round(1min);
    next.known = result.last;
    QVERIFY(!run(next).last.contains(QStringLiteral("public.gone")));
    QCOMPARE(m_connections, 1);
}

void ScanRoundTest::leavesWhatIsBeingScanned()
{
    const auto hold = m_running.begin(QStringLiteral("local"), kItems);
    const auto second = m_running.begin(QStringLiteral("local"), kItems);
    QVERIFY(!m_running.tryBegin(QStringLiteral("local"), kItems));
    QVERIFY(m_running.tryBegin(QStringLiteral("staging"), kItems));
    const auto result = run(round());
    QVERIFY(result.waiting);
    QCOMPARE(result.scanned.size(), size_t(1));
    QCOMPARE(result.scanned.front().table, kFolders);
    QVERIFY(!result.last[kItems].at.isValid());
    QVERIFY(firstDue(result.last, 15min) <= m_start);
    // Its own holds are gone by now.
    QVERIFY(m_running.tryBegin(QStringLiteral("local"), kFolders));
}

void ScanRoundTest::tellsWhatHasGrown()
{
    ScanRound next = round(16min);
    next.known = run(round()).last;
    m_cluster->psql(database(), "UPDATE items SET child_count = 77 WHERE id IN (5, 50, 100);");
    const auto result = run(next);
    QCOMPARE(result.grown.size(), size_t(1));
    QCOMPARE(growthText(result.grown.front()),
             QStringLiteral("public.items on local: 3 more items have drifted (R1 +3)"));
    QCOMPARE(result.last[kItems].driftedItems, 3);
    next = round(32min);
    next.known = result.last;
    QVERIFY(run(next).grown.empty());
}

void ScanRoundTest::tellsThatTheStageIsOutOfReach()
{
    const LastScans known = run(round()).last;
    m_cluster->stop();
    ScanRound next = round(16min);
    next.known = known;
    const auto result = run(next);
    QVERIFY(result.unreachable);
    QVERIFY(result.scanned.empty());
    QCOMPARE(result.last[kItems].at, m_start);
    m_cluster->start();
    QCOMPARE(run(next).scanned.size(), size_t(2));
}

void ScanRoundTest::goesOnAfterOneThatCannotBeRead()
{
    m_cluster->psql(database(), "GRANT USAGE ON SCHEMA public TO guest;"
                                "GRANT SELECT ON folders TO guest;"
                                "GRANT SELECT (id, parent_id) ON items TO guest;");
    m_user = QStringLiteral("guest");
    const auto result = run(round());
    QVERIFY(result.problem);
    QCOMPARE(result.problem->sqlState(), QStringLiteral("42501"));
    QVERIFY(!result.unreachable);
    QCOMPARE(result.scanned.size(), size_t(1));
    QCOMPARE(result.scanned.front().table, kFolders);
    // It is not tried again before the next scan is due.
    ScanRound next = round(1min);
    next.known = result.last;
    const int before = m_connections;
    QVERIFY(run(next).scanned.empty());
    QCOMPARE(m_connections, before);
}

void ScanRoundTest::endsWhenAskedTo()
{
    m_stop.request_stop();
    try {
        run(round());
        QFAIL("went on");
    } catch (const Error &error) {
        QCOMPARE(error.kind(), ErrorKind::Cancelled);
    }
    QVERIFY(history().scans(u"/project"_qs, u"local"_qs).empty());
}

QTEST_GUILESS_MAIN(ScanRoundTest)
#include "scan_round_test.moc"
