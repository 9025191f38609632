// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/drizzle_ledger_fixture.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

/// States of Drizzle's migrations: files and ledger together.
class DrizzleStatusTest : public QObject, DrizzleLedgerFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void init() { empty(); }
    void noTableMeansAllPending();
    void statesAreTrue_data();
    void statesAreTrue();
    void conflictsAndMissingFilesAreToldWithStates();
};

void DrizzleStatusTest::noTableMeansAllPending()
{
    Project project;
    // Whatever their times: on an empty database drizzle runs every one.
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    const SetStatus status = read(project.set());
    QVERIFY(!status.ledger.exists);
    QCOMPARE(status.pending, 2);
    QCOMPARE(status.pendingIndexes(), (std::vector<qsizetype>{0, 1}));
    QCOMPARE(codes(status.problems), QStringList());
}

void DrizzleStatusTest::statesAreTrue_data()
{
    // Three migrations of the times 1000, 2000, 3000; A, B, C stand for their hashes, others for
    // themselves.
    QTest::addColumn<QStringList>("ledger");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QStringList>("problems");
    const auto row = [](const char *name, const char *ledger, const char *expected,
                        const char *problems) {
        QTest::newRow(name) << QString::fromLatin1(ledger).split(u'|', Qt::SkipEmptyParts)
                            << QString::fromLatin1(expected)
                            << QString::fromLatin1(problems).split(u'|', Qt::SkipEmptyParts);
    };
    row("empty table", "", "pending pending pending", "");
    row("all", "A 1000|B 2000|C 3000", "applied applied applied", "");
    row("the newest is pending", "A 1000|B 2000", "applied applied pending", "");
    row("skipped", "A 1000|C 3000", "applied skipped applied", "skipped 0001_b");
    row("skipped by an equal time", "x 3000", "skipped skipped edited",
        "skipped 0000_a|skipped 0001_b|edited 0002_c");
    row("baseline by the newest alone", "C 3000", "skipped skipped applied",
        "skipped 0000_a|skipped 0001_b");
    row("edited", "A 1000|x 2000", "applied edited pending", "edited 0001_b");
    row("time changed, will run again", "A 1000|B 1500", "applied when-changed pending",
        "when-changed 0001_b");
    row("time changed, taken for done", "A 1000|B 2500|C 3000", "applied when-changed applied",
        "when-changed 0001_b");
    row("orphan row", "A 1000|x 1500", "applied pending pending",
        "orphan-row 1970-01-01 00:00:01 (1500)");
    row("duplicate row", "A 1000|A 1000|B 2000", "applied applied pending",
        "duplicate-row 1970-01-01 00:00:01 (1000)");
    row("duplicate of another content", "A 1000|x 1000", "applied pending pending",
        "duplicate-row 1970-01-01 00:00:01 (1000)");
    row("recorded under two times", "A 1000|A 1100", "applied pending pending",
        "duplicate-row 1970-01-01 00:00:01 (1100)");
    row("without a time", "A 1000|B NULL", "applied when-changed pending",
        "when-changed 0001_b|null-time 0001_b");
    row("unknown and without a time", "A 1000|x NULL", "applied pending pending",
        "null-time row 2|orphan-row row 2");
}

void DrizzleStatusTest::statesAreTrue()
{
    QFETCH(QStringList, ledger);
    QFETCH(QString, expected);
    QFETCH(QStringList, problems);
    Project project;
    writeDrizzle(
        project,
        {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}, {"0002_c", 3000, "select 3"}});
    const MigrationSet set = project.set();
    makeTable();
    for (const QString &row : ledger) {
        const QString word = row.section(u' ', 0, 0);
        const qsizetype index = QStringLiteral("ABC").indexOf(word);
        insert(index >= 0 ? set.migrations[std::size_t(index)].hash : word,
               row.section(u' ', 1).toUtf8());
    }
    const SetStatus status = read(set);
    QCOMPARE(states(status), expected);
    QCOMPARE(codes(status.problems), problems);
    for (const Problem &problem : status.problems)
        QVERIFY(!problem.text.isEmpty() && !problem.remedy.isEmpty());
    for (const MigrationStatus &each : status.migrations) {
        const bool isPlain = each.state == State::Applied || each.state == State::Pending;
        QCOMPARE(each.text.isEmpty(), isPlain);
        QCOMPARE(each.remedy.isEmpty(), isPlain);
    }
    QCOMPARE(status.pending, expected.count(QStringLiteral("pending")));
    QCOMPARE(qsizetype(status.pendingIndexes().size()), status.pending);
}

void DrizzleStatusTest::conflictsAndMissingFilesAreToldWithStates()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    makeTable();
    insert(project.set().migrations[0].hash, "1000");
    project.remove(QStringLiteral("drizzle/0000_a.sql"));
    SetStatus status = read(project.set());
    QCOMPARE(states(status), QStringLiteral("missing-file pending"));
    QCOMPARE(status.applied, 1);
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("missing-file 0000_a")));

    project.write(QStringLiteral("drizzle/0000_a.sql"), "select 1");
    project.write(QStringLiteral("drizzle/0001_c.sql"), "select 3");
    project.write(QStringLiteral("drizzle/meta/_journal.json"), R"({"entries":[
{"idx":0,"when":1000,"tag":"0000_a"},
<<<<<<< HEAD
{"idx":1,"when":2000,"tag":"0001_b"}
=======
{"idx":1,"when":1900,"tag":"0001_c"}
>>>>>>> other
]})");
    status = read(project.set());
    QCOMPARE(states(status), QStringLiteral("applied pending pending"));
    QCOMPARE(codes(status.problems),
             (QStringList{QStringLiteral("journal-conflict"), QStringLiteral("same-prefix 0001_c"),
                          QStringLiteral("when-order 0001_c")}));
}

QTEST_GUILESS_MAIN(DrizzleStatusTest)
#include "drizzle_status_test.moc"
