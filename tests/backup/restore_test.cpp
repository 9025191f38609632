// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/backup/restore_fixture.h"
#include "tests/support/steps.h"
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using backup::RestoreRequest;
using Result = Report::Result;

/// A restore beside: made, compared, swapped, taken back, left and overtaken.
class RestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RestoreFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void equalInEveryForm_data();
    void equalInEveryForm();
    void keepsWhatTheDatabaseIs();
    void undoAndUndoOfUndo();
    void endsOtherSessions();
    void leavesThoseWhoCannotBeDisconnected();
    void into();
    void cancelled();
    void overtakenByAnother();
    void refusesOnProduction();
    void dropsOld();

private:
    std::unique_ptr<RestoreFixture> m_fixture;
};

void RestoreTest::equalInEveryForm_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("jobs");
    QTest::addColumn<QString>("packer");
    const auto row = [](const char *name, const QStringList &options, int jobs,
                        const QString &packer = {}) {
        QTest::newRow(name) << options << jobs << packer;
    };
    row("custom", {QStringLiteral("-Fc")}, 1);
    row("custom, two jobs", {QStringLiteral("-Fc")}, 2);
    row("directory", {QStringLiteral("-Fd")}, 2);
    row("tar", {QStringLiteral("-Ft")}, 2);
    row("plain", {QStringLiteral("-Fp")}, 1);
    row("gzip", {QStringLiteral("-Fp"), QStringLiteral("-Z5")}, 1);
    row("zstd", {QStringLiteral("-Fp")}, 1, QStringLiteral("zstd"));
    row("inserts", {QStringLiteral("-Fp"), QStringLiteral("--inserts")}, 1);
}

void RestoreTest::equalInEveryForm()
{
    QFETCH(QStringList, options);
    QFETCH(int, jobs);
    QFETCH(QString, packer);
    m_fixture->fill(kLocal);
    const QByteArray before = m_fixture->text();
    RestoreRequest request;
    request.file = m_fixture->dump(options);
    request.jobs = jobs;
    if (!packer.isEmpty()) {
        QVERIFY(runProgram(m_fixture->path({}), packer,
                           {QStringLiteral("-q"), QStringLiteral("--rm"), request.file})
                    .fine);
        request.file += QStringLiteral(".zst");
    }
    m_fixture->ask(
        "DROP TABLE left_side, right_side CASCADE; UPDATE tree SET parent = 1; CREATE TABLE new "
        "();",
        kLocal);
    const QByteArray changed = m_fixture->text();
    QVERIFY(changed != before);
    const auto planned = m_fixture->plan(request);
    QCOMPARE(planned->plan().steps.size(), size_t(4));
    QVERIFY(!planned->plan().loses.isEmpty());
    const Report report = m_fixture->run(*planned, m_fixture->order());
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(report.steps.size(), size_t(4));
    QVERIFY(m_fixture->text() == before);
    const auto kept = m_fixture->keptBy(report.run);
    QVERIFY(kept);
    QVERIFY(kept->name.startsWith(QStringLiteral("local_before_2")));
    QVERIFY(m_fixture->text(kept->name) == changed);
    QVERIFY(m_fixture->isTidy());
}

void RestoreTest::keepsWhatTheDatabaseIs()
{
    m_fixture->ask(
        "DO $$ BEGIN CREATE ROLE keeper; CREATE ROLE reader; EXCEPTION WHEN OTHERS THEN END $$");
    m_fixture->ask(
        "ALTER DATABASE local OWNER TO keeper; ALTER DATABASE local CONNECTION LIMIT 17;"
        "ALTER DATABASE local SET search_path = 'odd \"path', public;"
        "ALTER DATABASE local SET work_mem = '7MB'; ALTER DATABASE local SET app.x = E'a\\'b\\\\c';"
        "ALTER ROLE reader IN DATABASE local SET statement_timeout = '7s';"
        "REVOKE ALL ON DATABASE local FROM PUBLIC; GRANT CONNECT ON DATABASE local TO reader "
        "WITH GRANT OPTION; COMMENT ON DATABASE local IS E'it''s \\\\ ours'");
    const QByteArray question =
        "SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datconnlimit, "
        "datallowconn,"
        " datistemplate, dattablespace, datacl::text, shobj_description(d.oid, 'pg_database'),"
        " (SELECT string_agg(setrole::text || setconfig::text, '|' ORDER BY setrole)"
        "  FROM pg_db_role_setting WHERE setdatabase = d.oid)"
        " FROM pg_database d WHERE datname = 'local'";
    const QByteArray before = m_fixture->ask(question);
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    const Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(m_fixture->ask(question), before);
    const Report undone = m_fixture->run(
        *[&] {
            postgres::Connection connection = (*m_fixture)->connect();
            return backup::planSwapBack((*m_fixture)->record(report),
                                        operations::planTarget(connection), connection);
        }(),
        m_fixture->order());
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone).constData());
    QCOMPARE(m_fixture->ask(question), before);
}

void RestoreTest::undoAndUndoOfUndo()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    m_fixture->ask("UPDATE items SET value = 'later'", kLocal);
    const QByteArray later = m_fixture->text();
    Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    const QByteArray restored = m_fixture->text();
    QVERIFY(restored != later);
    for (const QByteArray &expected : {later, restored, later}) {
        postgres::Connection connection = (*m_fixture)->connect();
        const auto back = backup::planSwapBack((*m_fixture)->record(report),
                                               operations::planTarget(connection), connection);
        operations::Order order = m_fixture->order();
        order.undoes = report.run;
        // A second way back of the same run would be one too many.
        const QString last = report.run;
        report = m_fixture->run(*back, order);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QVERIFY(m_fixture->text() == expected);
        QCOMPARE(RunLog().run(last)->undoneBy, report.run);
        QVERIFY(m_fixture->isTidy());
    }
}

void RestoreTest::endsOtherSessions()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    postgres::Connection idle = (*m_fixture)->connect();
    idle.execScript("BEGIN; UPDATE items SET value = 'never'");
    const auto planned = m_fixture->plan(request);
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("postgres")));
    // Programs that connect again and again, as pools do.
    std::atomic<int> connected = 0;
    std::atomic<bool> failedOddly = false;
    std::vector<std::jthread> pool;
    for (int i = 0; i < 3; ++i) {
        pool.emplace_back([&](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                try {
                    postgres::Connection connection = (*m_fixture)->connect();
                    ++connected;
                    for (int k = 0; k < 20 && !stop.stop_requested(); ++k)
                        connection.exec(QStringLiteral("SELECT count(*) FROM items"));
                } catch (const Error &error) {
                    // Ended, or kept out for the moment: both are what is expected.
                    const QStringList expected{QStringLiteral("57P01"), QStringLiteral("3D000"),
                                               QStringLiteral("55006"), QStringLiteral("08006")};
                    if (!expected.contains(error.sqlState()) && !error.sqlState().isEmpty())
                        failedOddly = true;
                }
            }
        });
    }
    QTRY_VERIFY_WITH_TIMEOUT(connected > 3, 60000);
    const Report report = m_fixture->run(*planned, m_fixture->order());
    const int then = connected;
    QTRY_VERIFY_WITH_TIMEOUT(connected > then + 3, 60000);
    for (std::jthread &thread : pool)
        thread.request_stop();
    pool.clear();
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(!failedOddly);
    QVERIFY_THROWS_EXCEPTION(Error, idle.exec(QStringLiteral("SELECT 1")));
    QCOMPARE(m_fixture->ask("SELECT count(*) FROM items WHERE value = 'never'", kLocal),
             QByteArray("0"));
}

/// A superuser's session cannot be ended by others: nobody is disconnected in vain.
void RestoreTest::leavesThoseWhoCannotBeDisconnected()
{
    m_fixture->ask(
        "DO $$ BEGIN CREATE ROLE maker LOGIN CREATEDB; EXCEPTION WHEN OTHERS THEN END $$;"
        "ALTER DATABASE local OWNER TO maker");
    RestoreRequest request;
    request.file = m_fixture->dump(
        {QStringLiteral("-Fc"), QStringLiteral("--no-owner"), QStringLiteral("--no-privileges")});
    request.noOwner = true;
    const auto connect = [this](const char *user) {
        postgres::ConnectionInfo info = (*m_fixture)->cluster().info(kLocal);
        info.setValue(QStringLiteral("user"), QString::fromLatin1(user));
        return postgres::Connection::open(info);
    };
    postgres::Connection superuser = connect("postgres");
    postgres::Connection own = connect("maker");
    OperationContext context = (*m_fixture)->context();
    context.connect = [&] { return connect("maker"); };
    postgres::Connection connection = context.connect();
    request.target = operations::planTarget(connection);
    const auto planned = planRestore(request, connection, context);
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("have to leave first")));
    const Report report = execute(*planned, m_fixture->order(), context);
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY2(report.error->message().contains(QStringLiteral("postgres")),
             told(report).constData());
    QCOMPARE(own.exec(QStringLiteral("SELECT 1")).text(0, 0), QStringLiteral("1"));
    QCOMPARE(superuser.exec(QStringLiteral("SELECT 1")).text(0, 0), QStringLiteral("1"));
}

void RestoreTest::into()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    request.into = QStringLiteral("a \"copy\" 🌲");
    const QByteArray before = m_fixture->text();
    const Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(m_fixture->text() == before);
    QCOMPARE(m_fixture->ask("SELECT count(*) FROM items", request.into), QByteArray("100"));
    QVERIFY(!m_fixture->keptBy(report.run));
    QVERIFY(m_fixture->isTidy());
    QVERIFY_THROWS_EXCEPTION(Error, m_fixture->plan(request));
}

void RestoreTest::cancelled()
{
    m_fixture->ask(
        "CREATE TABLE big AS SELECT g, repeat(md5(g::text), 20) AS t FROM generate_series(1, "
        "60000) g",
        kLocal);
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        RestoreRequest request;
        request.file = m_fixture->dump({form}, QStringLiteral("big") + form);
        const QByteArray before =
            m_fixture->ask("SELECT oid FROM pg_database WHERE datname = 'local'");
        const auto planned = m_fixture->plan(request);
        OperationContext context = (*m_fixture)->context();
        std::stop_source source;
        context.stop = source.get_token();
        context.connect = [this, stop = context.stop] {
            return postgres::Connection::open((*m_fixture)->cluster().info(kLocal), stop);
        };
        testing::followSteps(*context.progress, [&](const QString &step) {
            if (step.startsWith(QStringLiteral("Restoring")))
                source.request_stop();
        });
        const Report report = execute(*planned, m_fixture->order(), context);
        QVERIFY2(report.outcome == Result::Cancelled, told(report).constData());
        QCOMPARE(m_fixture->ask("SELECT oid FROM pg_database WHERE datname = 'local'"), before);
        QVERIFY(m_fixture->isTidy());
    }
}

/// Two do it at once: the later one says so, instead of the session that the first has ended.
void RestoreTest::overtakenByAnother()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")}, QStringLiteral("twice"));
    const auto slow = m_fixture->plan(request);
    const auto quick = m_fixture->plan(request);
    std::optional<Report> first;
    OperationContext context = (*m_fixture)->context();
    testing::followSteps(*context.progress, [&](const QString &step) {
        if (!first && step.startsWith(QStringLiteral("Restoring"))) {
            OperationContext other = (*m_fixture)->context();
            first.emplace(execute(*quick, m_fixture->order(), other));
        }
    });
    const Report report = execute(*slow, m_fixture->order(), context);
    QVERIFY2(first && first->outcome == Result::Succeeded, told(*first).constData());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY2(report.error->message().contains(QStringLiteral("another restore or reset")),
             told(report).constData());
    QCOMPARE(
        m_fixture->ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'local\\_restore%'"),
        QByteArray("0"));
}

void RestoreTest::refusesOnProduction()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    const QString production = QStringLiteral("production");
    OperationContext context = (*m_fixture)->context(production);
    const auto planned = m_fixture->plan(request, production);
    operations::Order order = (*m_fixture)->order(production);
    order.consent.typedName = production;
    QVERIFY(execute(*planned, order, context).outcome == Result::Refused);
    order.consent.caller = stages::Caller::Pipeline;
    order.consent.typedName.clear();
    QVERIFY(execute(*m_fixture->plan(request, production), order, context).outcome ==
            Result::Refused);
    order.consent.typedName = production;
    const Report report = execute(*m_fixture->plan(request, production), order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(QFile::exists(m_fixture->path(QStringLiteral("project/arborist.lock"))));
}

void RestoreTest::dropsOld()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    const Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    const RunRecord record = (*m_fixture)->record(report);
    const auto kept = m_fixture->keptBy(record.id);
    QVERIFY(kept);
    postgres::Connection connection = (*m_fixture)->connect();
    const auto planned = backup::planDropKept(backup::keptDatabases(connection),
                                              operations::planTarget(connection), connection);
    QCOMPARE(planned->plan().steps.size(), size_t(1));
    QCOMPARE(backup::keptDatabases(connection).front().name, kept->name);
    QCOMPARE(backup::keptDatabases(connection).front().run, record.id);
    const Report dropped = m_fixture->run(*planned, m_fixture->order());
    QVERIFY2(dropped.outcome == Result::Succeeded, told(dropped).constData());
    QCOMPARE(
        m_fixture->ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'local\\_before%'"),
        QByteArray("0"));
    QVERIFY(
        !backup::planDropKept({*kept}, operations::planTarget(connection), connection)->hasWork());
    QVERIFY_THROWS_EXCEPTION(
        Error, backup::planSwapBack(record, operations::planTarget(connection), connection));
}

QTEST_GUILESS_MAIN(RestoreTest)
#include "restore_test.moc"
