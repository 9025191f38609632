// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/catalog.h"
#include "services/backup/retention.h"
#include "services/backup/safety_copy.h"
#include "services/operations/undo.h"
#include "tests/backup/dump_fixture.h"
#include "tests/operations/update_operation.h"
#include <QProcess>
#include <QTest>

using namespace arborist;
using namespace arborist::backup;
using namespace arborist::testing;
using Result = Report::Result;

/// The backup that comes before a run, and what becomes of such backups later.
class SafetyCopyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void comesBeforeTheChange();
    void planAndRunAgree();
    void stopsTheRun();
    void ofAUrl();
    void expires();
    void cleanIsAnOperation();

private:
    operations::Order order(const QString &stage = QStringLiteral("local")) const
    {
        operations::Order order = m_fixture->order(stage);
        order.safetyCopy = safetyCopy();
        return order;
    }
    QString folder() const { return m_fixture->path(QStringLiteral("project/backups/db")); }
    Report migrate(const operations::Order &order, const QString &database = u"local"_qs)
    {
        postgres::Connection connection = m_fixture->connect(database);
        UpdateOperation operation(connection, 10);
        operation.m_verb = stages::Verb::Migrate;
        OperationContext context = m_fixture->context(database);
        return operations::execute(operation, order, context);
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void SafetyCopyTest::comesBeforeTheChange()
{
    const QByteArray before = m_fixture->table();
    const Report report = migrate(order());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(m_fixture->table() != before);
    const auto all = listBackups(folder());
    QCOMPARE(all.size(), size_t(1));
    const ListedBackup &made = all.front();
    QVERIFY(made.automatic);
    for (const char *place : {"/.gitignore", "/automated/.gitignore"})
        QVERIFY(QFile::exists(folder() + QLatin1String(place)));
    QVERIFY2(made.path.startsWith(folder() + QStringLiteral("/automated/local_")),
             qPrintable(made.path));
    QCOMPARE(made.manifest->run, report.run);
    QCOMPARE(made.manifest->verification, Verification::Listed);
    QVERIFY2(report.notes.join(u'\n').contains(made.path), told(report));
    const journal::Journal journal =
        journal::Journal::open(m_fixture->record(report).journal, false);
    const auto kept = journal.kept();
    QCOMPARE(kept.size(), size_t(1));
    QCOMPARE(kept.front().kind, QStringLiteral("backup"));
    QCOMPARE(kept.front().what[u"file"].toString(), made.path);
    // It holds what was there before.
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE IF EXISTS copy");
    m_fixture->cluster().createDatabase(QStringLiteral("copy"));
    QProcess restore;
    restore.start(QStringLiteral("pg_restore"),
                  {QStringLiteral("-h"), m_fixture->cluster().socketFolder(), QStringLiteral("-U"),
                   QStringLiteral("postgres"), QStringLiteral("--clean"),
                   QStringLiteral("--if-exists"), QStringLiteral("-d"), QStringLiteral("copy"),
                   made.path});
    QVERIFY(restore.waitForFinished(120'000));
    QCOMPARE(m_fixture->table(QStringLiteral("copy")), before);
}

void SafetyCopyTest::planAndRunAgree()
{
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    operation.m_verb = stages::Verb::Migrate;
    operations::Order wanted = order();
    const Plan plan = shownPlan(operation, wanted);
    QVERIFY2(plan.backupNote.contains(folder() + QStringLiteral("/automated")),
             qPrintable(plan.backupNote));
    wanted.consent.planHash = QString::fromLatin1(plan.hash());
    OperationContext context = m_fixture->context();
    const Report report = operations::execute(operation, wanted, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(report.steps.front().title, plan.steps.front().title);
}

/// Automatic as well as mandatory: without its backup nothing is changed.
void SafetyCopyTest::stopsTheRun()
{
    for (const QString &stage : {QStringLiteral("local"), QStringLiteral("production")}) {
        const QByteArray before = m_fixture->table(stage);
        m_fixture->writeFile(QStringLiteral("backups"), "a file is in the way");
        operations::Order wanted = order(stage);
        wanted.consent.typedName = stage;
        const Report report = migrate(wanted, stage);
        QVERIFY2(report.outcome == Result::Failed, told(report));
        QVERIFY2(report.error->hint().contains(u"--no-backup"), told(report));
        QVERIFY2(report.steps.back().state == ReportStep::State::Skipped, told(report));
        QCOMPARE(m_fixture->table(stage), before);
        QVERIFY(!operations::canUndo(m_fixture->record(report)));
        wanted.consent.withoutBackup = true;
        const Report without = migrate(wanted, stage);
        QVERIFY2(without.outcome == (stage == u"local" ? Result::Succeeded : Result::Refused),
                 told(without));
        QFile::remove(m_fixture->path(QStringLiteral("project/backups")));
    }
}

void SafetyCopyTest::ofAUrl()
{
    operations::Order url = m_fixture->orderOfUrl(QStringLiteral("local"));
    url.safetyCopy = safetyCopy();
    const Report report = migrate(url);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    const QString place = backupFolder(*url.workspace, url.workspaceKey);
    QVERIFY2(place.startsWith(m_fixture->path(QStringLiteral("data"))), qPrintable(place));
    QCOMPARE(listBackups(place).size(), size_t(1));
}

void SafetyCopyTest::expires()
{
    const QDateTime now(QDate(2026, 11, 21), QTime(12, 0), Qt::UTC);
    std::vector<ListedBackup> all;
    const auto add = [&](const char *stage, int days, bool automatic, bool ours) {
        ListedBackup backup;
        backup.path = QStringLiteral("%1-%2").arg(QLatin1String(stage)).arg(days);
        backup.made = now.addDays(-days);
        backup.automatic = automatic;
        if (ours) {
            backup.manifest.emplace();
            backup.manifest->stage = QLatin1String(stage);
            backup.manifest->automatic = automatic;
        }
        all.push_back(backup);
    };
    add("dev", 1, true, true);
    add("dev", 29, true, true);
    add("dev", 31, true, true);
    add("dev", 32, false, true);
    add("live", 40, true, true); // the newest automatic one of its stage
    add("dev", 50, true, false);
    add("live", 60, false, true);
    add("live", 61, true, true);
    QStringList expired;
    for (const ListedBackup &backup : expiredBackups(all, 30, now))
        expired << backup.path;
    QCOMPARE(expired, QStringList({QStringLiteral("dev-31"), QStringLiteral("live-61")}));
}

void SafetyCopyTest::cleanIsAnOperation()
{
    for (int i = 0; i < 2; ++i)
        QVERIFY(migrate(order()).outcome == Result::Succeeded);
    QVERIFY(backUp(*m_fixture).outcome == Result::Succeeded);
    PlanTarget target;
    target.stage = QStringLiteral("local");
    QVERIFY(!planClean(folder(), 30, target)->hasWork());
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(31);
    const auto planned = planClean(folder(), 30, target, later);
    QCOMPARE(planned->plan().steps.size(), size_t(1));
    QCOMPARE(listBackups(folder()).size(), size_t(3));
    OperationContext context;
    const Report report = operations::execute(*planned, order(), context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    const auto left = listBackups(folder());
    QCOMPARE(left.size(), size_t(2));
    QCOMPARE(filesIn(folder() + QStringLiteral("/automated")).size(), 2);
    QVERIFY(left[0].automatic != left[1].automatic);
    QVERIFY(!operations::canUndo(m_fixture->record(report)));
}

QTEST_GUILESS_MAIN(SafetyCopyTest)
#include "safety_copy_test.moc"
