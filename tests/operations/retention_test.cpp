// SPDX-License-Identifier: GPL-3.0-or-later
// Journals are kept as long as the workspace says, and never deleted while they may be needed.
#include "services/operations/retention.h"

#include "services/journal/journal.h"
#include "services/operations/undo.h"
#include "tests/operations/interrupted_child.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QDir>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using operations::deleteExpiredJournals;

class RetentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void deletesWhatIsOver();
    void keepsAsLongAsTheWorkspaceSays();
    void everyRunTidiesUp();
    void keepsWhatMayBeNeeded();
    void keepsARunThatWasCutOff();
    void leavesChosenFoldersAlone();

private:
    Report update(const operations::Order &order)
    {
        postgres::Connection connection = m_fixture->connect();
        UpdateOperation operation(connection, 10);
        OperationContext context = m_fixture->context();
        Report report = operations::execute(operation, order, context);
        if (report.outcome != Report::Result::Succeeded)
            qFatal("%s", told(report).constData());
        return report;
    }
    RunRecord update() { return m_fixture->record(update(m_fixture->order())); }
    static RunRecord again(const RunRecord &run) { return RunLog().run(run.id).value(); }
    static int after(int days)
    {
        return deleteExpiredJournals(QDateTime::currentDateTimeUtc().addDays(days));
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void RetentionTest::deletesWhatIsOver()
{
    const RunRecord run = update();
    const QDir kept(journal::Journal::open(run.journal, true).keptFolder());
    QVERIFY(kept.exists());
    QCOMPARE(after(29), 0);
    QVERIFY(operations::canUndo(again(run)));
    QCOMPARE(after(31), 1);
    QVERIFY(!QFile::exists(run.journal));
    QVERIFY(!kept.exists());
    QVERIFY(again(run).expired);
    QVERIFY(RunLog().runs().front().expired);
    QVERIFY(!operations::canUndo(again(run)));
    QCOMPARE(m_fixture->auditRows(), 3); // begun, finished, expired; and the chain holds
    QCOMPARE(after(31), 0);
    QCOMPARE(m_fixture->auditRows(), 3);

    postgres::Connection connection = m_fixture->connect();
    OperationContext context = m_fixture->context();
    try {
        operations::planUndo(again(run), connection, context);
        QFAIL("planned");
    } catch (const Error &error) {
        QVERIFY(error.message().contains(u"has expired"));
        QVERIFY(error.hint().contains(u"keep_automatic_days"));
    }
}

void RetentionTest::keepsAsLongAsTheWorkspaceSays()
{
    const auto local = m_fixture->url(QStringLiteral("local")).toUtf8();
    const auto production = m_fixture->url(QStringLiteral("production")).toUtf8();
    const QByteArray longer = "[backup]\nkeep_automatic_days = 90\n";
    m_fixture->writeProject(local, production, longer);
    const RunRecord run = update();
    QCOMPARE(after(60), 0);
    // A file that cannot be read may say anything.
    m_fixture->writeFile(QStringLiteral("arborist.toml"), "[backup]\nkeep_automatic_days = ");
    QCOMPARE(after(100), 0);
    QVERIFY(operations::canUndo(again(run)));
    m_fixture->writeProject(local, production, longer);
    QCOMPARE(after(100), 1);

    // A workspace without a file has none of its own.
    const Report report = update(m_fixture->orderOfUrl(QStringLiteral("local")));
    QCOMPARE(after(29), 0);
    QCOMPARE(after(31), 1);
    QVERIFY(m_fixture->record(report).expired);
}

void RetentionTest::everyRunTidiesUp()
{
    const RunRecord run = update();
    update();
    QVERIFY(QFile::exists(run.journal));
    {
        auto history = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
        history.setDatabaseName(m_fixture->path(QStringLiteral("data/history.sqlite")));
        QVERIFY(history.open());
        QSqlQuery query(history);
        QVERIFY(
            query.exec(QStringLiteral("UPDATE runs SET finished_ms = finished_ms - 40 * 86400000 "
                                      "WHERE id = '%1'")
                           .arg(run.id)));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("test"));
    const RunRecord next = update();
    QVERIFY(again(run).expired);
    QVERIFY(!QFile::exists(run.journal));
    QVERIFY(!again(next).expired);
}

void RetentionTest::keepsWhatMayBeNeeded()
{
    const RunRecord open = update();
    {
        // The commit of its last batch was never answered.
        auto journal = journal::Journal::open(open.journal, true);
        journal.settle(1, journal::BatchState::Prepared);
    }
    const RunRecord held = update();
    const RunRecord damaged = update();
    QVERIFY(QFile::resize(damaged.journal, 100));
    const RunRecord over = update();
    {
        const auto holder = journal::Journal::open(held.journal, true); // an undo is at work
        QCOMPARE(after(365), 1);
    }
    QVERIFY(again(over).expired);
    for (const RunRecord &run : {open, held, damaged}) {
        QVERIFY(QFile::exists(run.journal));
        QVERIFY(!again(run).expired);
    }
    QCOMPARE(after(365), 1); // the undo has ended
    QVERIFY(again(held).expired);
    QVERIFY(QFile::exists(open.journal));
}

void RetentionTest::keepsARunThatWasCutOff()
{
    InterruptedChild child(*m_fixture);
    QCOMPARE(after(365), 0); // it is under way
    child.kill();
    const RunRecord run = RunLog().runs().front();
    QVERIFY(operations::wasCutOff(run));
    QCOMPARE(after(365), 0);
    QVERIFY(operations::canUndo(again(run)));
}

void RetentionTest::leavesChosenFoldersAlone()
{
    operations::Order order = m_fixture->order();
    order.journalFolder = m_fixture->path(QStringLiteral("kept"));
    const Report report = update(order);
    QCOMPARE(after(3650), 0);
    QVERIFY(operations::canUndo(m_fixture->record(report)));
}

QTEST_GUILESS_MAIN(RetentionTest)
#include "retention_test.moc"
