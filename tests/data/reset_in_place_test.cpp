// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/reset/kept_schemas.h"
#include "services/data/reset/reset_recovery.h"
#include "services/data/tables/data_tables.h"
#include "tests/data/reset_runs.h"
#include "tests/postgres/error_of.h"
#include "tests/support/database_text.h"
#include "tests/support/steps.h"
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::data;
using Result = Report::Result;

/// A reset by a role that may not create databases, as on a managed server: what was there is put
/// into schemas aside, and comes back by undo, by a failure, and by the next start after a kill.
class ResetInPlaceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_runs = std::make_unique<ResetRuns>(*m_fixture, [this] { return connect(); });
    }
    void init()
    {
        m_user = QStringLiteral("plain");
        m_fixture->reset();
        m_fixture->cluster().psql(
            QStringLiteral("postgres"),
            "DROP DATABASE local; DO $$BEGIN CREATE ROLE plain LOGIN; CREATE ROLE reader; CREATE "
            "ROLE other; EXCEPTION WHEN duplicate_object THEN NULL; END$$;"
            "CREATE DATABASE local OWNER plain");
        m_fixture->writeProject(plainUrl().toUtf8(),
                                m_fixture->url(QStringLiteral("production")).toUtf8());
        m_fixture->writeFile(QStringLiteral("migrations/001_users.sql"),
                             "-- Up\nCREATE EXTENSION pgcrypto;\n"
                             "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                             "email text NOT NULL UNIQUE, token uuid DEFAULT gen_random_uuid());\n"
                             "-- Down\nDROP TABLE users;\n");
        m_fixture->writeFile(
            QStringLiteral("migrations/002_posts.sql"),
            "-- Up\nCREATE SCHEMA blog;\nCREATE TABLE blog.posts (id serial PRIMARY KEY, user_id "
            "int NOT NULL REFERENCES public.users, title text);\n-- Down\nDROP SCHEMA blog "
            "CASCADE;\n");
        m_fixture->writeFile(QStringLiteral("seeds/users.sql"),
                             "INSERT INTO users (email) VALUES ('anna@example.com');\n");
        m_fixture->writeFile(QStringLiteral("seeds/posts.csv"),
                             "id,user_id,title\n1,1,\"Hello, all\"\n");
        m_fixture->reopen();
        // An extension that is not the role's own, and cannot be moved by it.
        psql("CREATE EXTENSION citext; GRANT USAGE ON SCHEMA public TO reader;"
             "COMMENT ON SCHEMA public IS 'the app''s'");
        psql("SET ROLE plain;"
             "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader;"
             "CREATE SCHEMA extra; COMMENT ON SCHEMA extra IS 'mine';"
             "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TYPE half AS (a int);"
             "CREATE DOMAIN email AS citext; CREATE TYPE extra.pair AS (a mood, b email);"
             "CREATE TABLE \"Odd \"\"name\"\" \xF0\x9F\x92\xA1\" (id serial, g int GENERATED "
             "ALWAYS AS IDENTITY, m mood, s half, e email, p extra.pair) PARTITION BY RANGE (id);"
             "CREATE TABLE part PARTITION OF \"Odd \"\"name\"\" \xF0\x9F\x92\xA1\" FOR VALUES FROM "
             "(0) TO (1000);"
             "INSERT INTO \"Odd \"\"name\"\" \xF0\x9F\x92\xA1\" (m, s, e, p) SELECT 'good', '(1)', "
             "'A@b', '(bad,x)' FROM "
             "generate_series(1, 50);"
             "CREATE VIEW seen AS SELECT * FROM part; CREATE MATERIALIZED VIEW kept AS SELECT 1 a;"
             "CREATE FUNCTION f(m mood, OUT r int) LANGUAGE sql AS 'SELECT 1';"
             "CREATE FUNCTION f(half, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 2';"
             "CREATE PROCEDURE p(mood) LANGUAGE sql AS 'SELECT 1';"
             "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);"
             "CREATE AGGREGATE number(*) (sfunc = int8inc, stype = bigint, initcond = '0');"
             "CREATE FUNCTION same(mood, mood) RETURNS bool LANGUAGE sql AS 'SELECT $1 = $2';"
             "CREATE OPERATOR === (leftarg = mood, rightarg = mood, function = same);"
             "CREATE COLLATION c (locale = 'C'); CREATE SEQUENCE lonely START 5;"
             "CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);"
             "CREATE STATISTICS both_columns ON id, g FROM part;"
             "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
             "CREATE TRIGGER t BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION t();"
             "CREATE RULE r AS ON DELETE TO seen DO INSTEAD NOTHING;"
             "ALTER TABLE part ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON part USING (true);"
             "GRANT SELECT ON seen TO reader");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void resetsAndComesBack_data()
    {
        QTest::addColumn<QString>("user");
        QTest::newRow("plain role") << QStringLiteral("plain");
        QTest::newRow("superuser, asked for") << QStringLiteral("postgres");
    }
    void resetsAndComesBack()
    {
        QFETCH(QString, user);
        m_user = user;
        psql("SET ROLE plain; CREATE EXTENSION pgcrypto"); // what migrations make would stay
        if (user == u"postgres") // the functions that come with it are a superuser's
            psql("CREATE TYPE span AS RANGE (subtype = int); CREATE FUNCTION g(span, "
                 "span_multirange) "
                 "RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE TABLE spans (s span, m "
                 "span_multirange); INSERT INTO spans VALUES ('[1,2)', '{[3,4)}')");
        const QByteArray before = dump();
        const auto planned = plan();
        QVERIFY(planned->risk() == stages::Risk::Destructive);
        QVERIFY2(planned->plan().remarks.join(u' ').contains(QStringLiteral("Within the database")),
                 qPrintable(planned->plan().remarks.join(u'\n')));
        QVERIFY2(dump() == before, difference(before, dump()));
        postgres::Connection idle = connect();
        idle.exec(QStringLiteral("BEGIN"));
        idle.exec(QStringLiteral("SELECT * FROM seen"));

        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT email, title FROM users u JOIN blog.posts ON user_id = u.id"),
                 QByteArray("anna@example.com|Hello, all"));
        QCOMPARE(psql("SELECT to_regclass('seen'), to_regtype('mood'), to_regtype('citext')"),
                 QByteArray("||citext"));
        // Default privileges (of the one role), grants and comments are those that were.
        QCOMPARE(psql("SELECT has_table_privilege('reader', 'users', 'SELECT'), "
                      "has_schema_privilege('reader', 'public', 'USAGE'), "
                      "obj_description('public'::regnamespace, 'pg_namespace')"),
                 QByteArray(user == u"plain" ? "t|t|the app's" : "f|t|the app's"));
        // What is aside is none of the application's.
        auto connection = connect();
        const DataTables tables = DataTables::read(connection, {});
        for (const DataTable &table : tables.tables())
            QVERIFY2(!table.schema.contains(u"_before_"), qPrintable(table.title()));

        const QByteArray after = dump();
        const RunRecord run = m_fixture->record(report);
        QVERIFY(canTakeBack(run));
        const Report back = undo(run);
        QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        QVERIFY2(dump() == before, difference(before, dump()));
        // And there again.
        const Report again = undo(m_fixture->record(back));
        QVERIFY2(again.outcome == Result::Succeeded, told(again).constData());
        QVERIFY2(dump() == after, difference(after, dump()));
        // A second one, with a schema that the first has made, and one that has expired.
        psql("SET ROLE " + user.toUtf8() +
             "; COMMENT ON SCHEMA blog IS 'made by a migration';"
             "CREATE SCHEMA public_before_1; CREATE TABLE public_before_1.t (n int);"
             "COMMENT ON SCHEMA public_before_1 IS 'Arborist: put aside by run 20200101-000000-1'");
        const QByteArray second = dump();
        const auto next = plan();
        QVERIFY(next->plan().loses.join(u' ').contains(QStringLiteral("public_before_1")));
        const Report more = execute(*next);
        QVERIFY2(more.outcome == Result::Succeeded, told(more).constData());
        QCOMPARE(psql("SELECT to_regnamespace('public_before_1')"), QByteArray());
        const Report last = undo(m_fixture->record(more));
        QVERIFY2(last.outcome == Result::Succeeded, told(last).constData());
        QVERIFY2(dump() == second, difference(second, dump()));
    }

    void whatWasPutAsideIsListedAndDropped()
    {
        const Report report = execute(*plan());
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        postgres::Connection connection = connect();
        const auto kept = keptSchemas(connection);
        QVERIFY(!kept.empty());
        QVERIFY(std::ranges::all_of(kept, [&](const KeptSchema &each) {
            return each.run == report.run && each.since.isValid();
        }));
        QVERIFY(std::ranges::any_of(kept, [](const KeptSchema &each) { return each.bytes > 0; }));
        QVERIFY(expired(kept, 30).empty());
        QCOMPARE(expired(kept, -1).size(), kept.size());
        const auto drop = planDropSchemas(kept, operations::planTarget(connection));
        const Report dropped = execute(*drop);
        QVERIFY2(dropped.outcome == Result::Succeeded, told(dropped).constData());
        QCOMPARE(psql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%\\_before\\_%'"),
                 QByteArray("0"));
        QVERIFY_THROWS_EXCEPTION(Error, undo(m_fixture->record(report)));
    }

    void failuresBringItBack_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("migration") << QByteArray("migrations/003_more.sql")
                                   << QByteArray("-- Up\nCREATE SCHEMA more; CREATE TABLE "
                                                 "more.more (id nosuchtype);\n");
        QTest::newRow("seed") << QByteArray("seeds/zz.sql")
                              << QByteArray("INSERT INTO users (id) VALUES (1 / 0)");
    }
    void failuresBringItBack()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QByteArray, text);
        m_fixture->writeFile(QString::fromUtf8(file), text);
        const QByteArray before = dump();
        const Report report = execute(*plan());
        QVERIFY2(report.outcome == Result::Failed, told(report).constData());
        QVERIFY2(dump() == before, difference(before, dump()));
        QVERIFY2(told(report).contains("local is as it was"), told(report).constData());
        QVERIFY(!canTakeBack(m_fixture->record(report)));
        for (const ReportStep &step : report.steps)
            QVERIFY(step.state != ReportStep::State::Done);
    }

    void cancelledAtAnyStep()
    {
        const QByteArray before = dump();
        const size_t steps = plan()->plan().steps.size();
        for (size_t stopAt = 1; stopAt <= steps; ++stopAt) {
            std::stop_source stop;
            OperationContext there = context();
            there.stop = stop.get_token();
            size_t begun = 0;
            testing::followSteps(*there.progress, [&](const QString &) {
                if (++begun == stopAt)
                    stop.request_stop();
            });
            const Report report = operations::execute(*plan(), m_runs->order(), there);
            if (report.outcome == Result::Succeeded)
                break;
            QVERIFY2(report.outcome == Result::Cancelled, told(report).constData());
            QVERIFY2(dump() == before, difference(before, dump()));
        }
    }

    void killedAtRandomMoments()
    {
        psql("SET ROLE plain; CREATE EXTENSION pgcrypto");
        const QByteArray before = dump();
        qint64 whole = 0;
        int old = 0;
        for (int round = 0; round < 8; ++round) {
            QProcess process;
            process.start(QString::fromUtf8(INTERRUPTED_RESET),
                          {m_fixture->path(QStringLiteral("project")), QStringLiteral("in-place")});
            while (process.state() != QProcess::NotRunning &&
                   !process.readAllStandardOutput().contains("planned"))
                process.waitForReadyRead(1000);
            QElapsedTimer timer;
            timer.start();
            if (round > 0) { // the first tells how long one takes
                QThread::msleep(QRandomGenerator::global()->bounded(quint32(whole) + 1));
                process.kill();
            }
            QVERIFY(process.waitForFinished(60'000));
            if (round == 0)
                whole = timer.elapsed();
            const RunRecord run = RunLog().runs().front();
            const stages::Stage &stage = *m_fixture->workspace().stage(QStringLiteral("local"));
            const QStringList told = settleCutOffResets(m_fixture->workspace(), stage, {});
            QVERIFY(told.size() <= 1);
            QVERIFY(settleCutOffResets(m_fixture->workspace(), stage, {}).isEmpty());
            if (psql("SELECT to_regclass('seen') IS NOT NULL") == "t") {
                ++old;
                QVERIFY2(dump() == before, difference(before, dump()));
                continue;
            }
            QCOMPARE(psql("SELECT count(*) FROM blog.posts"), QByteArray("1"));
            const RunRecord ended = *RunLog().run(run.id);
            if (!ended.outcome)
                continue; // killed between the last change and the record
            QVERIFY(canTakeBack(ended));
            const Report back = undo(ended);
            QVERIFY2(back.outcome == Result::Succeeded,
                     told.join(u' ').toUtf8() + arborist::testing::told(back));
            QVERIFY2(dump() == before, difference(before, dump()));
        }
        qInfo("%d of 8 left what there was before", old);
    }

    void whatIsAnothersCannotBePutAside_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("table") << QByteArray(
            "CREATE TABLE odd_one (n int); ALTER TABLE odd_one OWNER TO other");
        QTest::newRow("range") << QByteArray(
            "SET ROLE plain; CREATE TYPE odd_one AS RANGE (subtype = int)");
        QTest::newRow("schema") << QByteArray("CREATE SCHEMA odd_one");
    }
    void whatIsAnothersCannotBePutAside()
    {
        QFETCH(QByteArray, sql);
        psql(sql);
        const Error error = errorOf([&] { plan(); });
        QCOMPARE(error.kind(), ErrorKind::Refused);
        QVERIFY2(error.message().contains(QStringLiteral("odd_one")), qPrintable(error.message()));
    }

private:
    QString plainUrl() const
    {
        return m_fixture->url(QStringLiteral("local"))
            .replace(QStringLiteral("postgres@"), QStringLiteral("plain@"));
    }
    postgres::Connection connect() const
    {
        return postgres::Connection::open(m_user == u"plain"
                                              ? postgres::ConnectionInfo::parse(plainUrl())
                                              : m_fixture->cluster().info(QStringLiteral("local")));
    }
    OperationContext context() const
    {
        OperationContext context;
        context.connect = [this] { return connect(); };
        return context;
    }
    std::shared_ptr<ResetOperation> plan() const
    {
        ResetRequest request;
        request.data = ResetData::Seed;
        request.isInPlace = m_user != u"plain";
        return m_runs->plan(request);
    }
    Report execute(operations::PlannedOperation &planned) const { return m_runs->execute(planned); }
    Report undo(const RunRecord &run) const { return m_runs->undo(run); }
    QByteArray psql(const QByteArray &sql) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }
    /// As pg_dump tells it, without what is put aside.
    QByteArray dump() const
    {
        return databaseText(m_fixture->cluster(), QStringLiteral("local"),
                            {QStringLiteral("-N"), QStringLiteral("*_before_*")});
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    std::unique_ptr<ResetRuns> m_runs;
    QString m_user;
};

QTEST_GUILESS_MAIN(ResetInPlaceTest)
#include "reset_in_place_test.moc"
