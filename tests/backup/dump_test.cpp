// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/catalog.h"
#include "services/backup/dump_job.h"
#include "services/backup/rehearse.h"
#include "services/backup/snapshot.h"
#include "services/backup/verify.h"
#include "services/core/progress.h"
#include "tests/backup/dump_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/support/run_program.h"
#include "tests/support/steps.h"
#include <QTest>
#include <future>
#include <sys/stat.h>
#include <thread>

using namespace arborist;
using namespace arborist::backup;
using namespace arborist::testing;
using Result = Report::Result;

class DumpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init();

    void everyForm_data();
    void everyForm();
    void namesLikeTheSeeds_data();
    void namesLikeTheSeeds();
    void theSnapshotIsOne();
    void thePlanTells();
    void readOnlyAndProtected();
    void onAStandby();
    void replacesNothing();
    void mayNotRead();
    void cancelled();
    void shutOutByAVacuum();
    void manyTables();
    void progressMoves();

private:
    QString folder() const { return m_fixture->path(QStringLiteral("project/backups/db")); }
    ListedBackup only() const
    {
        const auto all = listBackups(folder());
        return all.size() == 1 ? all.front() : ListedBackup();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void DumpTest::init()
{
    m_fixture->reset();
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "DROP SCHEMA IF EXISTS \"od d\" CASCADE;"
                              "SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
}

void DumpTest::everyForm_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<int>("jobs");
    QTest::newRow("custom") << int(Form::Custom) << 1;
    QTest::newRow("directory") << int(Form::Directory) << 2;
    QTest::newRow("plain") << int(Form::Plain) << 1;
}

/// Made, listed, verified, tried, and restored by PostgreSQL's own programs to an equal database.
void DumpTest::everyForm()
{
    QFETCH(int, form);
    QFETCH(int, jobs);
    TestCluster &cluster = m_fixture->cluster();
    const QString local = QStringLiteral("local");
    cluster.psql(local, kVariety);
    DumpRequest request;
    request.form = Form(form);
    request.jobs = jobs;
    const Report report = backUp(*m_fixture, request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(report.steps.size(), size_t(2));

    const ListedBackup made = only();
    QVERIFY(made.manifest.has_value());
    const Manifest &manifest = *made.manifest;
    QCOMPARE(manifest.form, Form(form));
    QCOMPARE(manifest.run, report.run);
    QCOMPARE(manifest.stage, local);
    QVERIFY(!manifest.automatic && !made.automatic);
    QVERIFY(!manifest.fingerprint.isEmpty());
    QCOMPARE(manifest.encoding, QStringLiteral("UTF8"));
    QCOMPARE(manifest.largeObjects, 1);
    QCOMPARE(manifest.sequences, 1);
    QCOMPARE(manifest.schemaSha256.size(), 64);
    QCOMPARE(manifest.verification, Verification::Listed);
    QMap<QString, qint64> rows;
    for (const ManifestTable &table : manifest.tables)
        rows.insert(table.name, table.rows);
    const QMap<QString, qint64> expected{
        {QStringLiteral("public.items"), 100},
        {QStringLiteral("public.parts_1"), 30},
        {QStringLiteral("public.scratch"), 5},
        {QStringLiteral("\"od d\".\"it's \"\"a\"\" table 🌲\""), 50}};
    QCOMPARE(rows, expected);
    struct stat status {
    };
    QVERIFY(::stat(QFile::encodeName(made.path).constData(), &status) == 0);
    QCOMPARE(status.st_mode & 0077, mode_t(0));
    QCOMPARE(filesIn(folder()).size(), 2);

    ProgressSink progress;
    VerifiedBackup verified = verifyBackup(made.path, progress, {});
    QVERIFY2(verified.problems.isEmpty(), qPrintable(verified.problems.join(u'\n')));
    const stages::Stage stage = *m_fixture->order().stage;
    OperationContext context = m_fixture->context();
    QVERIFY(mayRestoreBeside(stage, cluster.info(local)));
    verified = rehearseRestore(made.path, stage, cluster.info(local), context);
    QVERIFY2(verified.problems.isEmpty(), qPrintable(verified.problems.join(u'\n')));
    QCOMPARE(only().manifest->verification, Verification::Restored);
    QCOMPARE(cluster.psql(QStringLiteral("postgres"), "SELECT count(*) FROM pg_database WHERE "
                                                      "datname LIKE 'arborist_rehearsal%'"),
             QByteArray("0\n"));

    // By the system's programs, and compared by an independent dump.
    cluster.psql(QStringLiteral("postgres"), "DROP DATABASE IF EXISTS copy");
    cluster.createDatabase(QStringLiteral("copy"));
    cluster.psql(QStringLiteral("copy"), "DROP SCHEMA public");
    cluster.psql(QStringLiteral("copy"), "CREATE SCHEMA public");
    const QStringList where{QStringLiteral("-h"), cluster.socketFolder(), QStringLiteral("-U"),
                            QStringLiteral("postgres")};
    const auto run = [](const QStringList &command) {
        const RanProgram ran = runProgram(QStringLiteral("/"), command.first(), command.mid(1));
        if (!ran.fine)
            qWarning() << command << ran.output;
        return ran;
    };
    if (Form(form) == Form::Plain)
        QVERIFY(run({QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                     QStringLiteral("gzip -dc '%1' | psql -q -X -h '%2' -U postgres -v "
                                    "ON_ERROR_STOP=1 copy")
                         .arg(made.path, cluster.socketFolder())})
                    .fine);
    else
        QVERIFY(run(QStringList{QStringLiteral("pg_restore"), QStringLiteral("-d"),
                                QStringLiteral("copy"), QStringLiteral("--clean"),
                                QStringLiteral("--if-exists"), made.path} +
                    where)
                    .fine);
    const auto dumped = [&](const QString &database) {
        QByteArray sql =
            run(QStringList{QStringLiteral("pg_dump"), QStringLiteral("--inserts"), database} +
                where)
                .output;
        // A word that is another one each time.
        return sql.replace("\\restrict", "").replace("\\unrestrict", "").size();
    };
    QCOMPARE(dumped(QStringLiteral("copy")), dumped(local));
    postgres::Connection one = m_fixture->connect(local);
    postgres::Connection other = m_fixture->connect(QStringLiteral("copy"));
    one.exec(QStringLiteral("BEGIN"));
    other.exec(QStringLiteral("BEGIN"));
    QCOMPARE(schemaPrint(other), schemaPrint(one));
    other.exec(QStringLiteral("ROLLBACK"));
    other.exec(QStringLiteral("ALTER TABLE items ADD COLUMN more int"));
    other.exec(QStringLiteral("BEGIN"));
    QVERIFY(schemaPrint(other) != schemaPrint(one));
}

void DumpTest::namesLikeTheSeeds_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("stage");
    QTest::addColumn<int>("form");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *title, const QString &database, const QString &stage, Form form,
                        const QString &name) {
        QTest::newRow(title) << database << stage << int(form) << name;
    };
    row("seed 003", u"exfabrica_af_dev"_qs, u"dev"_qs, Form::Plain,
        u"exfabrica_af_dev_20251029_123456.sql.gz"_qs);
    row("stage", u"crm"_qs, u"test"_qs, Form::Custom, u"crm_test_20251029_123456.dump"_qs);
    row("url", u"crm"_qs, u"crm"_qs, Form::Directory, u"crm_20251029_123456.dir"_qs);
    row("odd", u"../it's \"a\"\n🌲é"_qs, u"a b"_qs, Form::Custom,
        u"_._it_s__a____é_a_b_20251029_123456.dump"_qs);
}

void DumpTest::namesLikeTheSeeds()
{
    QFETCH(QString, database);
    QFETCH(QString, stage);
    QFETCH(int, form);
    const QDateTime made(QDate(2025, 10, 29), QTime(12, 34, 56));
    QTEST(backupName(database, stage, made, Form(form)), "name");
}

/// Rows that come while the dump runs are neither in it nor counted.
void DumpTest::theSnapshotIsOne()
{
    bool isFirst = true;
    const Report report = backUp(*m_fixture, {}, [&](OperationContext &context) {
        testing::followSteps(*context.progress, [&](const QString &step) {
            if (step == u"Dumping the database" && std::exchange(isFirst, false))
                m_fixture->cluster().psql(QStringLiteral("local"),
                                          "INSERT INTO items SELECT g FROM "
                                          "generate_series(1001, 1100) g");
        });
    });
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(!isFirst);
    const ListedBackup made = only();
    QCOMPARE(made.manifest->rows(), 100);
    OperationContext context = m_fixture->context();
    const VerifiedBackup tried =
        rehearseRestore(made.path, *m_fixture->order().stage,
                        m_fixture->cluster().info(QStringLiteral("local")), context);
    QVERIFY2(tried.problems.isEmpty(), qPrintable(tried.problems.join(u'\n')));
}

void DumpTest::thePlanTells()
{
    m_fixture->cluster().psql(QStringLiteral("local"), "ANALYZE");
    const operations::Order order = m_fixture->order();
    DumpRequest request;
    request.folder = folder();
    OperationContext context = m_fixture->context();
    postgres::Connection connection = context.connect();
    request.target = operations::planTarget(*order.stage, connection);
    const auto planned = planDump(request, connection, context);
    const Plan plan = shownPlan(*planned, order);
    QCOMPARE(plan.confirmation, QStringLiteral("nothing"));
    QCOMPARE(plan.tables.size(), size_t(1));
    QCOMPARE(plan.tables.front().rows, 100);
    const QString remarks = plan.remarks.join(u'\n');
    QVERIFY2(remarks.contains(folder()) && remarks.contains(u"are free"), qPrintable(remarks));
    QVERIFY(plan.target.bytes > 0);
    QVERIFY(!QFileInfo::exists(folder()));
}

void DumpTest::readOnlyAndProtected()
{
    m_fixture->writeProject(m_fixture->url(QStringLiteral("local")).toUtf8(),
                            m_fixture->url(QStringLiteral("production")).toUtf8() +
                                "\"\nread_only = true\nprotected = true\n#\"");
    operations::Order order = m_fixture->order(QStringLiteral("production"));
    QVERIFY(order.stage->readOnly && order.stage->isProtected);
    const Report report = backUp(*m_fixture, {}, {}, QStringLiteral("production"));
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
}

void DumpTest::onAStandby()
{
    TestCluster::Options options;
    options.settings = {QStringLiteral("wal_level = replica"),
                        QStringLiteral("max_wal_senders = 4")};
    options.hbaLines << QStringLiteral("local replication all trust");
    const TestCluster primary(options);
    const QString local = QStringLiteral("local");
    primary.psql(QStringLiteral("postgres"), "CREATE DATABASE local");
    primary.psql(local, "CREATE TABLE items AS SELECT generate_series(1, 100) AS id;"
                        "CREATE UNLOGGED TABLE fleeting AS SELECT generate_series(1, 5) AS n");
    options.dataCommand = {QStringLiteral("pg_basebackup"),
                           QStringLiteral("-R"),
                           QStringLiteral("--no-sync"),
                           QStringLiteral("-c"),
                           QStringLiteral("fast"),
                           QStringLiteral("-D"),
                           QStringLiteral("%1"),
                           QStringLiteral("-h"),
                           primary.socketFolder(),
                           QStringLiteral("-U"),
                           QStringLiteral("postgres")};
    const TestCluster standby(options);
    const Report report = backUp(*m_fixture, {}, [&](OperationContext &context) {
        context.connect = [&] { return postgres::Connection::open(standby.info(local)); };
    });
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY2(report.notes.join(u' ').contains(u"standby"), told(report));
    QCOMPARE(only().manifest->rows(), 100);
}

void DumpTest::replacesNothing()
{
    DumpRequest request;
    request.output = m_fixture->path(QStringLiteral("my.dump"));
    const Report report = backUp(*m_fixture, request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(Manifest::read(request.output));
    QCOMPARE(errorOf([&] { backUp(*m_fixture, request); }).kind(), ErrorKind::Usage);
    // Two of one second.
    QVERIFY(backUp(*m_fixture).outcome == Result::Succeeded);
    QVERIFY(backUp(*m_fixture).outcome == Result::Succeeded);
    QCOMPARE(listBackups(folder()).size(), size_t(2));
}

void DumpTest::mayNotRead()
{
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN "
                              "duplicate_object THEN END $$; GRANT USAGE ON SCHEMA public TO "
                              "stranger");
    const Report report = backUp(*m_fixture, {}, [&](OperationContext &context) {
        context.connect = [this] {
            postgres::ConnectionInfo info = m_fixture->cluster().info(QStringLiteral("local"));
            info.setValue(QStringLiteral("user"), QStringLiteral("stranger"));
            return postgres::Connection::open(info);
        };
    });
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QVERIFY2(report.error->message().contains(u"permission denied"), told(report));
    QCOMPARE(filesIn(folder()), QStringList());
}

void DumpTest::cancelled()
{
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "CREATE TABLE big AS SELECT g, md5(g::text) || md5((g + 1)::text) "
                              "FROM generate_series(1, 400000) g");
    for (const QString &at :
         {QStringLiteral("Dumping the database"), QStringLiteral("Verify the backup")}) {
        std::stop_source stop;
        const Report report = backUp(*m_fixture, {}, [&](OperationContext &context) {
            context.stop = stop.get_token();
            testing::followSteps(*context.progress, [&](const QString &step) {
                if (step == at)
                    stop.request_stop();
            });
        });
        QVERIFY2(report.outcome == Result::Cancelled, told(report));
        QCOMPARE(filesIn(folder()), QStringList());
    }
    const auto busy = [this] {
        return m_fixture->cluster().psql(QStringLiteral("postgres"),
                                         "SELECT count(*) FROM pg_stat_activity WHERE "
                                         "datname = 'local' AND state <> 'idle'");
    };
    QTRY_COMPARE_WITH_TIMEOUT(busy(), QByteArray("0\n"), 60'000);
}

/// VACUUM FULL comes between the snapshot and pg_dump: each would wait for the other.
void DumpTest::shutOutByAVacuum()
{
    TestCluster &cluster = m_fixture->cluster();
    DumpJob job;
    job.program = clientProgram(ClientTool::Dump, 15);
    const QString go = m_fixture->path(QStringLiteral("go"));
    m_fixture->writeFile(QStringLiteral("slow_dump"), "#!/bin/sh\n: > '" + go.toUtf8() +
                                                          ".begun'\nwhile [ ! -e '" + go.toUtf8() +
                                                          "' ]; do sleep 0.05; done\nexec '" +
                                                          job.program.path.toUtf8() + "' \"$@\"\n");
    const QString slow = m_fixture->path(QStringLiteral("project/slow_dump"));
    QVERIFY(QFile::setPermissions(slow, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    job.program.path = slow;
    job.path = m_fixture->path(QStringLiteral("shut_out.dump"));
    job.patience = std::chrono::milliseconds(500);
    job.step = job.note = [](const QString &) {};
    OperationContext context = m_fixture->context();
    auto made =
        std::async(std::launch::async, [&] { return errorOf([&] { makeDump(job, context); }); });
    const auto count = [&](const char *what) {
        return cluster.psql(QStringLiteral("postgres"),
                            QByteArray("SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                       "'local' AND ") +
                                what);
    };
    // The snapshot has been described by then.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(go + QStringLiteral(".begun")), 60'000);
    std::jthread vacuum([&] {
        postgres::Connection::open(cluster.info(QStringLiteral("local")))
            .exec(QStringLiteral("VACUUM FULL pg_class"));
    });
    QTRY_COMPARE_WITH_TIMEOUT(count("query LIKE 'VACUUM%' AND wait_event_type = 'Lock'"),
                              QByteArray("1\n"), 60'000);
    QVERIFY(QFile(go).open(QIODevice::WriteOnly));
    const Error error = made.get();
    QVERIFY2(error.message().contains(u"pg_class"), error.what());
    QVERIFY(!QFileInfo::exists(job.path));
}

void DumpTest::manyTables()
{
    m_fixture->cluster().psql(
        QStringLiteral("local"),
        "SET max_parallel_workers = 0; DO $$ BEGIN FOR i IN 1..10 LOOP FOR j IN 1..40 LOOP EXECUTE "
        "format('CREATE TABLE t_%s_%s (id int PRIMARY KEY)', i, j); END LOOP; END LOOP; END $$");
    const Report report = backUp(*m_fixture);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(only().manifest->tables.size(), size_t(401));
}

void DumpTest::progressMoves()
{
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "CREATE TABLE big AS SELECT g, md5(g::text) || md5((g + 1)::text) "
                              "FROM generate_series(1, 900000) g");
    const auto progress = std::make_shared<ProgressSink>();
    std::atomic<bool> isOver = false;
    int moved = 0;
    double last = 0;
    std::jthread watch([&] {
        while (!isOver) {
            const Progress now = progress->sample();
            if (now.step == u"Dumping the database" && now.done > 0 && now.fraction > last) {
                last = now.fraction;
                ++moved;
            }
            std::this_thread::yield();
        }
    });
    const Report report =
        backUp(*m_fixture, {}, [&](OperationContext &context) { context.progress = progress; });
    isOver = true;
    watch.join();
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QVERIFY(moved > 0);
}

QTEST_GUILESS_MAIN(DumpTest)
#include "dump_test.moc"
