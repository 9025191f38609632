// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/run_log.h"

#include "services/core/audit.h"
#include "services/core/history.h"
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <csignal>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace arborist;

class RunLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsWholeRuns();
    void filters();
    void keepsRefusals();
    void tellsWhatWasUndone();
    void finishesOnlyWhatIsUnderWay();
    void takesSecretsOut();
    void keepsScansOfTheFirstSchema();
    void theChainIsAsDescribed();
    void findsTampering_data();
    void findsTampering();
    void takesManyWriters();
    void aFullDiskIsAnError();
    void aReadOnlyFileIsAnError();

private:
    RunRecord record(const QString &stage = QStringLiteral("local")) const;
    QString done(const RunLog &log, Report::Result outcome = Report::Result::Succeeded,
                 const QString &undoes = {}, const QString &stage = QStringLiteral("local")) const;
    void sql(const QStringList &statements) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void RunLogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("history.sqlite"));
}

RunRecord RunLogTest::record(const QString &stage) const
{
    RunRecord run;
    run.operation = QStringLiteral("repair aggregations");
    run.workspace = QStringLiteral("/project");
    run.stage = stage;
    run.host = QStringLiteral("localhost:5432");
    run.database = QStringLiteral("tracker");
    run.fingerprint = QStringLiteral("73/1");
    run.plan = {{QStringLiteral("operation"), run.operation}};
    run.journal = QStringLiteral("/journals/x.journal");
    return run;
}

QString RunLogTest::done(const RunLog &log, Report::Result outcome, const QString &undoes,
                         const QString &stage) const
{
    RunRecord run = record(stage);
    run.undoes = undoes;
    log.begin(run);
    Report report;
    report.run = run.id;
    report.operation = run.operation;
    report.outcome = outcome;
    report.steps = {{QStringLiteral("Correct"), ReportStep::State::Done, 12, 3}};
    log.finish(report, 12);
    return run.id;
}

void RunLogTest::sql(const QStringList &statements) const
{
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("by"));
        database.setDatabaseName(m_file);
        QVERIFY(database.open());
        for (const QString &statement : statements) {
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("by"));
}

void RunLogTest::keepsWholeRuns()
{
    const RunLog log(m_file);
    RunRecord run = record();
    log.begin(run);
    QVERIFY(!run.id.isEmpty());
    QVERIFY(run.who.contains(u'@'));
    QVERIFY(run.started.isValid());
    const auto open = log.run(run.id);
    QVERIFY(open);
    QVERIFY(!open->finished.isValid());
    QVERIFY(!open->outcome);
    QVERIFY(open->report.isEmpty());

    Report report;
    report.run = run.id;
    report.operation = run.operation;
    report.outcome = Report::Result::Failed;
    report.error = Error(QStringLiteral("The server is gone."));
    log.finish(report, 4711);
    const auto closed = RunLog(m_file).run(run.id);
    QVERIFY(closed);
    QCOMPARE(closed->operation, run.operation);
    QCOMPARE(closed->workspace, run.workspace);
    QCOMPARE(closed->stage, run.stage);
    QCOMPARE(closed->host, run.host);
    QCOMPARE(closed->database, run.database);
    QCOMPARE(closed->fingerprint, run.fingerprint);
    QCOMPARE(closed->who, run.who);
    QCOMPARE(closed->started.toMSecsSinceEpoch(), run.started.toMSecsSinceEpoch());
    QVERIFY(closed->finished >= closed->started);
    QVERIFY(closed->outcome == Report::Result::Failed);
    QCOMPARE(closed->rows, 4711);
    QCOMPARE(closed->plan, run.plan);
    QCOMPARE(closed->report, report.toJson());
    QCOMPARE(closed->journal, run.journal);
    QVERIFY(!log.run(QStringLiteral("nobody")));
    QCOMPARE(QFileInfo(m_file).permissions() & QFile::ReadOther, QFile::Permissions());
}

void RunLogTest::filters()
{
    const RunLog log(m_file);
    QStringList ids;
    for (int i = 0; i < 5; ++i)
        ids << done(log);
    const QString staging = done(log, Report::Result::Succeeded, {}, QStringLiteral("staging"));
    QCOMPARE(log.runs().size(), size_t(6));
    QCOMPARE(log.runs().front().id, staging);
    RunFilter filter;
    filter.stage = QStringLiteral("local");
    filter.limit = 3;
    const auto newest = log.runs(filter);
    QCOMPARE(newest.size(), size_t(3));
    for (size_t i = 0; i < 3; ++i)
        QCOMPARE(newest[i].id, ids[4 - qsizetype(i)]);
    filter.workspace = QStringLiteral("/elsewhere");
    QVERIFY(log.runs(filter).empty());
}

void RunLogTest::keepsRefusals()
{
    const RunLog log(m_file);
    const QString id = log.refuse(
        record(), Error::refused(QStringLiteral("It is protected."), QStringLiteral("Ask.")));
    const auto run = log.run(id);
    QVERIFY(run);
    QVERIFY(run->outcome == Report::Result::Refused);
    QVERIFY(run->finished.isValid());
    QCOMPARE(run->rows, 0);
    QCOMPARE(run->journal, QString());
    QCOMPARE(run->report[u"error"][u"message"].toString(), QStringLiteral("It is protected."));
    QCOMPARE(verifyAudit(m_file).rows, 1);
    QVERIFY(!verifyAudit(m_file).brokenAt);
}

void RunLogTest::tellsWhatWasUndone()
{
    const RunLog log(m_file);
    const QString first = done(log);
    const QString cancelled = done(log, Report::Result::Cancelled, first);
    QCOMPARE(log.run(first)->undoneBy, QString()); // it did not get to its end
    const QString undo = done(log, Report::Result::Succeeded, first);
    QCOMPARE(log.run(first)->undoneBy, undo);
    QCOMPARE(log.run(undo)->undoes, first);
    const QString redo = done(log, Report::Result::Succeeded, undo);
    QCOMPARE(log.run(undo)->undoneBy, redo);
    QCOMPARE(log.run(first)->undoneBy, QString()); // it holds again
    const QString again = done(log, Report::Result::Succeeded, first);
    QCOMPARE(log.run(first)->undoneBy, again);
    QCOMPARE(log.runs().back().undoneBy, again);
}

void RunLogTest::finishesOnlyWhatIsUnderWay()
{
    const RunLog log(m_file);
    Report report;
    report.run = done(log);
    QVERIFY_THROWS_EXCEPTION(Error, log.finish(report, 0));
    report.run = QStringLiteral("nobody");
    QVERIFY_THROWS_EXCEPTION(Error, log.finish(report, 0));
    QCOMPARE(verifyAudit(m_file).rows, 2);
}

void RunLogTest::takesSecretsOut()
{
    const RunLog log(m_file);
    RunRecord run = record();
    run.workspace = QStringLiteral("postgresql://me:s3cr3tword@h/d");
    run.plan = {{QStringLiteral("steps"),
                 QJsonArray{QJsonObject{
                     {QStringLiteral("sql"), QStringLiteral("ALTER ROLE a PASSWORD 's3cr3tword'")},
                     {QStringLiteral("rows"), 7}}}}};
    log.begin(run);
    Report report;
    report.run = run.id;
    report.outcome = Report::Result::Failed;
    report.error = Error(QStringLiteral("bad: host=x password=s3cr3tword"));
    log.finish(report, 0);
    sql({QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")});
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("s3cr3tword"));
    const QJsonValue step = log.run(run.id)->plan[u"steps"][0];
    QCOMPARE(step[u"sql"].toString(), QStringLiteral("ALTER ROLE a PASSWORD ***"));
    QCOMPARE(step[u"rows"].toInt(), 7);
    QVERIFY(!verifyAudit(m_file).brokenAt);
}

void RunLogTest::keepsScansOfTheFirstSchema()
{
    ScanRecord scan;
    scan.workspace = QStringLiteral("/project");
    scan.stage = QStringLiteral("local");
    scan.table = QStringLiteral("public.items");
    scan.at = QDateTime::currentDateTimeUtc();
    scan.items = 7;
    History(m_file).add(scan);
    // What the first version had made.
    sql({QStringLiteral("DROP TABLE runs"), QStringLiteral("DROP TABLE audit"),
         QStringLiteral("DROP TABLE audit_head"), QStringLiteral("PRAGMA user_version = 1")});
    done(RunLog(m_file));
    QCOMPARE(History(m_file).scans(scan.workspace, scan.stage).front().items, 7);
    QCOMPARE(verifyAudit(m_file).rows, 2);
}

void RunLogTest::theChainIsAsDescribed()
{
    done(RunLog(m_file));
    QByteArray previous(64, '0');
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("by"));
        database.setDatabaseName(m_file);
        QVERIFY(database.open());
        QSqlQuery rows(database);
        QVERIFY(rows.exec(QStringLiteral(
            "SELECT number, at, event, run, data, hash FROM audit ORDER BY number")));
        int count = 0;
        while (rows.next()) {
            QByteArrayList parts{previous};
            for (int column = 0; column < 5; ++column)
                parts << rows.value(column).toByteArray();
            const QByteArray hash =
                QCryptographicHash::hash(parts.join('\n'), QCryptographicHash::Sha256).toHex();
            QCOMPARE(rows.value(5).toByteArray(), hash);
            previous = hash;
            ++count;
        }
        QCOMPARE(count, 2);
    }
    QSqlDatabase::removeDatabase(QStringLiteral("by"));
}

void RunLogTest::findsTampering_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<int>("brokenAt");
    const auto row = [](const char *name, int brokenAt, const QStringList &statements) {
        QTest::newRow(name) << statements << brokenAt;
    };
    const QString renumber =
        QStringLiteral("UPDATE audit SET number = number - 1 WHERE number > 3");
    row("nothing", 0, {});
    row("data changed", 3,
        {QStringLiteral(
            "UPDATE audit SET data = replace(data, 'local', 'other') WHERE number = 3")});
    row("time changed", 1,
        {QStringLiteral("UPDATE audit SET at = '2020-01-01T00:00:00.000Z' WHERE number = 1")});
    row("last changed", 6, {QStringLiteral("UPDATE audit SET event = 'begun' WHERE number = 6")});
    row("last hash changed", 6,
        {QStringLiteral(
            "UPDATE audit SET hash = substr(hash, 2) || substr(hash, 1, 1) WHERE number = 6")});
    row("removed", 3, {QStringLiteral("DELETE FROM audit WHERE number = 3")});
    row("removed and renumbered", 3,
        {QStringLiteral("DELETE FROM audit WHERE number = 3"), renumber});
    row("first removed", 1, {QStringLiteral("DELETE FROM audit WHERE number = 1")});
    row("last removed", 6, {QStringLiteral("DELETE FROM audit WHERE number = 6")});
    row("all removed", 1, {QStringLiteral("DELETE FROM audit")});
    row("inserted", 7,
        {QStringLiteral("INSERT INTO audit SELECT 7, at, event, run, data, hash FROM audit "
                        "WHERE number = 6")});
    row("swapped", 3,
        {QStringLiteral("UPDATE audit SET number = 100 WHERE number = 3"),
         QStringLiteral("UPDATE audit SET number = 3 WHERE number = 4"),
         QStringLiteral("UPDATE audit SET number = 4 WHERE number = 100")});
    row("mark of the end moved back", 6,
        {QStringLiteral("UPDATE audit_head SET number = 5, hash = "
                        "(SELECT hash FROM audit WHERE number = 5)")});
    row("mark of the end removed", 7, {QStringLiteral("DELETE FROM audit_head")});
    row("outcome of a run changed", 4,
        {QStringLiteral("UPDATE runs SET outcome = 'failed' WHERE id = "
                        "(SELECT run FROM audit WHERE number = 3)")});
    row("who ran it changed", 1,
        {QStringLiteral("UPDATE runs SET who = 'nobody@nowhere' WHERE id = "
                        "(SELECT run FROM audit WHERE number = 1)")});
    row("run removed", 5,
        {QStringLiteral("DELETE FROM runs WHERE id = (SELECT run FROM audit WHERE number = 5)")});
    row("run put in", 7,
        {QStringLiteral(
            "INSERT INTO runs SELECT 'x', operation, workspace, stage, host, database, fingerprint,"
            " who, started_ms, finished_ms, outcome, changed_rows, plan, report, journal, undoes"
            " FROM runs LIMIT 1")});
}

void RunLogTest::findsTampering()
{
    QFETCH(QStringList, statements);
    QFETCH(int, brokenAt);
    const RunLog log(m_file);
    for (int i = 0; i < 3; ++i)
        done(log);
    sql(statements);
    const AuditVerdict verdict = verifyAudit(m_file);
    QCOMPARE(int(verdict.brokenAt.value_or(0)), brokenAt);
    QCOMPARE(verdict.problem.isEmpty(), brokenAt == 0);
    if (brokenAt == 0)
        QCOMPARE(verdict.rows, 6);
}

void RunLogTest::takesManyWriters()
{
    // Separate objects, as in two programs: each call opens the file on its own.
    constexpr int each = 40;
    std::atomic<int> failures = 0;
    const auto work = [&] {
        try {
            for (int i = 0; i < each; ++i) {
                done(RunLog(m_file));
                if (verifyAudit(m_file).brokenAt)
                    ++failures;
            }
        } catch (const Error &error) {
            qWarning("%s", error.what());
            ++failures;
        }
    };
    {
        const std::jthread first(work);
        const std::jthread second(work);
    }
    QCOMPARE(failures, 0);
    QCOMPARE(RunLog(m_file).runs().size(), size_t(2 * each));
    const AuditVerdict verdict = verifyAudit(m_file);
    QCOMPARE(verdict.rows, 4 * each);
    QVERIFY(!verdict.brokenAt);
}

void RunLogTest::aFullDiskIsAnError()
{
    const RunLog log(m_file);
    done(log);
    RunRecord run = record();
    run.plan.insert(QStringLiteral("text"), QString(8 << 20, u'x'));
    // No file may grow beyond 4 MB: to SQLite that is a disk without room.
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    const rlimit small{4 << 20, old.rlim_max};
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    std::optional<Error> caught;
    try {
        log.begin(run);
    } catch (const Error &error) {
        caught = error;
    }
    setrlimit(RLIMIT_FSIZE, &old);
    ::signal(SIGXFSZ, handler);
    QVERIFY(caught);
    QCOMPARE(caught->where(), m_file);
    QVERIFY(caught->hint().contains(u"disk"));
    // Nothing of it remains, and it goes on once there is room.
    QCOMPARE(log.runs().size(), size_t(1));
    QVERIFY(!verifyAudit(m_file).brokenAt);
    log.begin(run);
    QCOMPARE(verifyAudit(m_file).rows, 3);
}

void RunLogTest::aReadOnlyFileIsAnError()
{
    const RunLog log(m_file);
    done(log);
    QVERIFY(QFile::setPermissions(m_file, QFile::ReadOwner | QFile::ReadOther));
    QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::ExeOwner |
                                                        QFile::ReadOther | QFile::ExeOther));
    const uid_t me = ::geteuid();
    if (me == 0)
        QVERIFY(::seteuid(65534) == 0); // root may write anyway
    std::optional<Error> caught;
    try {
        RunRecord run = record();
        log.begin(run);
    } catch (const Error &error) {
        caught = error;
    }
    if (me == 0)
        QVERIFY(::seteuid(me) == 0);
    QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY(caught);
    QCOMPARE(caught->where(), m_file);
    QVERIFY(caught->hint().contains(u"written"));
}

QTEST_GUILESS_MAIN(RunLogTest)
#include "run_log_test.moc"
