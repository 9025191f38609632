// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "tests/data/reset_runs.h"
#include "tests/postgres/error_of.h"
#include "tests/support/database_text.h"
#include "tests/support/steps.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::data;
using Result = Report::Result;

/// A reset on a real server: everything around the tables stays, the former database comes back.
class ResetTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_runs = std::make_unique<ResetRuns>(*m_fixture, [this] { return m_fixture->connect(); });
    }
    void init()
    {
        m_fixture->reset();
        m_fixture->cluster().psql(QStringLiteral("postgres"),
                                  "DROP DATABASE local; CREATE DATABASE local;"
                                  "DO $$BEGIN CREATE ROLE reader; CREATE ROLE builder; EXCEPTION "
                                  "WHEN duplicate_object THEN NULL; END$$;"
                                  "ALTER DATABASE local SET work_mem = '7MB';"
                                  "GRANT CONNECT ON DATABASE local TO reader WITH GRANT OPTION;"
                                  "COMMENT ON DATABASE local IS 'ours, it''s'");
        m_fixture->writeFile(QStringLiteral("migrations/001_users.sql"),
                             "-- Up\nCREATE EXTENSION IF NOT EXISTS pgcrypto;\n"
                             "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                             "email text NOT NULL UNIQUE, token uuid DEFAULT gen_random_uuid());\n"
                             "-- Down\nDROP TABLE users;\n");
        m_fixture->writeFile(QStringLiteral("migrations/002_posts.sql"),
                             "-- Up\nCREATE SCHEMA blog;\nCREATE TABLE blog.posts (id int PRIMARY "
                             "KEY, user_id int NOT NULL REFERENCES public.users, title text);\n"
                             "CREATE VIEW public.titles AS SELECT title FROM blog.posts;\n"
                             "-- Down\nDROP SCHEMA blog CASCADE;\n");
        m_fixture->writeFile(QStringLiteral("seeds/users.sql"),
                             "-- account: anna@example.com / sesame (admin)\n"
                             "INSERT INTO users (email) VALUES ('anna@example.com');\n");
        m_fixture->writeFile(QStringLiteral("seeds/posts.csv"),
                             "id,user_id,title\n1,1,\"Hello, all\"\n");
        m_fixture->reopen();
        psql(
            "CREATE EXTENSION pgcrypto; CREATE EXTENSION btree_gist;"
            "ALTER SCHEMA public OWNER TO builder; COMMENT ON SCHEMA public IS 'the app''s';"
            "GRANT USAGE ON SCHEMA public TO reader WITH GRANT OPTION; REVOKE ALL ON SCHEMA public "
            "FROM PUBLIC;"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader;"
            "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
            "ALTER DEFAULT PRIVILEGES FOR ROLE builder GRANT ALL ON SEQUENCES TO reader;"
            "CREATE SCHEMA extra AUTHORIZATION builder");
        // As migrations make it, and what has come to it since.
        const Report first = execute(*plan(ResetData::None));
        QVERIFY2(first.outcome == Result::Succeeded, told(first).constData());
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void everythingAroundTheTablesStaysAndUndoSwapsBack()
    {
        psql("GRANT USAGE ON SCHEMA blog TO reader; COMMENT ON SCHEMA blog IS 'made by a "
             "migration'");
        const QByteArray frame = dump();
        psql("INSERT INTO users (email) VALUES ('old'); CREATE TABLE stray (id int)");
        const QByteArray before = dump(false);
        const auto planned = plan(ResetData::Seed);
        QVERIFY(planned->risk() == stages::Risk::Destructive);
        QVERIFY(!planned->plan().loses.isEmpty());
        QVERIFY2(dump(false) == before, difference(before, dump(false)));
        // Somebody is connected, and has not finished.
        postgres::Connection idle = m_fixture->connect();
        idle.exec(QStringLiteral("BEGIN"));
        idle.exec(QStringLiteral("SELECT * FROM users"));

        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QVERIFY2(dump() == frame, difference(frame, dump()));
        QCOMPARE(psql("SELECT email, title FROM users u JOIN blog.posts ON user_id = u.id"),
                 QByteArray("anna@example.com|Hello, all"));
        QCOMPARE(int(planned->accounts().size()), 1);
        QVERIFY(!told(report).contains("sesame"));

        const RunRecord run = m_fixture->record(report);
        QVERIFY(canTakeBack(run));
        const Report back = undo(run);
        QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        QVERIFY2(dump(false) == before, difference(before, dump(false)));
    }

    void failuresLeaveItAsItWas_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("migration") << QByteArray("migrations/003_more.sql")
                                   << QByteArray("-- Up\nCREATE TABLE more (id nosuchtype);\n");
        QTest::newRow("seed") << QByteArray("seeds/zz.sql")
                              << QByteArray("INSERT INTO users (id) VALUES (1 / 0)");
        QTest::newRow("seed's table") << QByteArray("seeds/nowhere.csv") << QByteArray("a\n1\n");
    }
    void failuresLeaveItAsItWas()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QByteArray, text);
        m_fixture->writeFile(QString::fromUtf8(file), text);
        const QByteArray before = dump(false);
        const int databases = count();
        const Report report = execute(*plan(ResetData::Seed));
        QVERIFY2(report.outcome == Result::Failed, told(report).constData());
        QVERIFY2(dump(false) == before, difference(before, dump(false)));
        QCOMPARE(count(), databases);
        QVERIFY(!canTakeBack(m_fixture->record(report)));
        for (const ReportStep &step : report.steps)
            QVERIFY(step.state != ReportStep::State::Done);
    }

    void cancelledAtAnyStep()
    {
        const QByteArray before = dump(false);
        const int databases = count();
        const size_t steps = plan(ResetData::Seed)->plan().steps.size();
        for (size_t stopAt = 1; stopAt <= steps; ++stopAt) {
            std::stop_source stop;
            OperationContext context = m_fixture->context();
            context.stop = stop.get_token();
            size_t begun = 0;
            testing::followSteps(*context.progress, [&](const QString &) {
                if (++begun == stopAt)
                    stop.request_stop();
            });
            const auto planned = plan(ResetData::Seed);
            const Report report = operations::execute(*planned, m_runs->order(), context);
            if (report.outcome == Result::Succeeded)
                break;
            QVERIFY2(report.outcome == Result::Cancelled, told(report).constData());
            QVERIFY2(dump(false) == before, difference(before, dump(false)));
            QCOMPARE(count(), databases);
        }
    }

    void copiesTheSource()
    {
        m_fixture->cluster().psql(
            QStringLiteral("postgres"),
            "DROP DATABASE IF EXISTS source; CREATE DATABASE source TEMPLATE local");
        m_fixture->cluster().psql(
            QStringLiteral("source"),
            "INSERT INTO users (email) SELECT 'user' || g FROM generate_series(1, 500) g;"
            "INSERT INTO blog.posts SELECT id, id, 'Title ' || id FROM users;"
            "CREATE TABLE only_here (id int); ALTER TABLE users ADD COLUMN old int; ANALYZE");
        psql("CREATE TABLE ours (id int)");
        const auto planned =
            plan(ResetData::Source, m_fixture->cluster().info(QStringLiteral("source")));
        const QString remarks = planned->plan().remarks.join(u'\n');
        for (const char *text : {"public.users (about 500 rows)", "blog.posts (about 500 rows)",
                                 "Not copied, unless a migration makes them: public.only_here",
                                 "the source does not have them: public.ours",
                                 "public.users.old is no more: its values are left out."})
            QVERIFY2(remarks.contains(QLatin1String(text)), qPrintable(remarks));
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM users JOIN blog.posts p ON p.user_id = users.id"),
                 QByteArray("500"));
        QVERIFY(report.notes.join(u'\n').contains(QStringLiteral("public.only_here")));
        psql("INSERT INTO users (email) VALUES ('next')");
    }

    void tellsOfASourceOfAnotherKind()
    {
        m_fixture->cluster().psql(
            QStringLiteral("postgres"),
            "DROP DATABASE IF EXISTS other; CREATE DATABASE other TEMPLATE template0");
        m_fixture->cluster().psql(QStringLiteral("other"), "CREATE TABLE invoices (id int)");
        const auto planned =
            plan(ResetData::Source, m_fixture->cluster().info(QStringLiteral("other")));
        const QString remarks = planned->plan().remarks.join(u'\n');
        QVERIFY2(remarks.contains(QStringLiteral("look whether it is the right source")),
                 qPrintable(remarks));
        const QByteArray before = dump(false);
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Refused, told(report).constData());
        QVERIFY2(dump(false) == before, difference(before, dump(false)));
    }

    void neverTheTargetAsItsSource()
    {
        const Error error = errorOf(
            [&] { plan(ResetData::Source, m_fixture->cluster().info(QStringLiteral("local"))); });
        QCOMPARE(error.kind(), ErrorKind::Refused);
    }

    void refusedOnProductionAndWithoutTheName()
    {
        auto context = m_fixture->context();
        const auto planned = plan(ResetData::None);
        auto unnamed = m_fixture->order();
        QVERIFY(operations::execute(*planned, unnamed, context).outcome == Result::Refused);
        auto production = m_fixture->order(QStringLiteral("production"));
        production.consent.typedName = QStringLiteral("production");
        QVERIFY(operations::execute(*planned, production, context).outcome == Result::Refused);
    }

private:
    std::shared_ptr<ResetOperation>
    plan(ResetData data, const std::optional<postgres::ConnectionInfo> &source = {}) const
    {
        ResetRequest request;
        request.data = data;
        request.source = source;
        return m_runs->plan(request);
    }
    Report execute(operations::PlannedOperation &planned) const { return m_runs->execute(planned); }
    Report undo(const RunRecord &run) const { return m_runs->undo(run); }
    QByteArray psql(const QByteArray &sql) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }
    int count() const
    {
        return m_fixture->cluster()
            .psql(QStringLiteral("postgres"), "SELECT count(*) FROM pg_database")
            .trimmed()
            .toInt();
    }
    /// As pg_dump tells it, the database's own settings and privileges included.
    QByteArray dump(bool schemaOnly = true) const
    {
        QStringList options{QStringLiteral("--create")};
        if (schemaOnly)
            options << QStringLiteral("--schema-only");
        return databaseText(m_fixture->cluster(), QStringLiteral("local"), options);
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    std::unique_ptr<ResetRuns> m_runs;
};

QTEST_GUILESS_MAIN(ResetTest)
#include "reset_test.moc"
