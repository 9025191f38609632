// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/reset/reset.h"

#include "services/core/error.h"
#include "services/data/undo/take_back.h"
#include "services/operations/plan_target.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/support/steps.h"
#include <QProcess>
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
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
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
            const Report report = operations::execute(*planned, order(), context);
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
            "CREATE TABLE only_here (id int)");
        const Report report =
            execute(*plan(ResetData::Source, m_fixture->cluster().info(QStringLiteral("source"))));
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM users JOIN blog.posts p ON p.user_id = users.id"),
                 QByteArray("500"));
        QVERIFY(report.notes.join(u'\n').contains(QStringLiteral("public.only_here")));
        psql("INSERT INTO users (email) VALUES ('next')");
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
        auto context = m_fixture->context();
        auto connection = m_fixture->connect();
        ResetRequest request;
        request.workspace = &m_fixture->workspace();
        request.data = data;
        request.source = source;
        request.target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("local")), connection);
        return planReset(request, connection, context);
    }

    operations::Order order() const
    {
        auto order = m_fixture->order();
        order.consent.typedName = QStringLiteral("local");
        return order;
    }

    Report execute(operations::PlannedOperation &planned) const
    {
        auto context = m_fixture->context();
        return operations::execute(planned, order(), context);
    }

    Report undo(const RunRecord &run) const
    {
        auto context = m_fixture->context();
        auto there = order();
        there.undoes = run.id;
        const auto planned = planTakeBack(run, there, context);
        return operations::execute(*planned, there, context);
    }

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
        QProcess process;
        QStringList arguments{QStringLiteral("--create"), QStringLiteral("-h"),
                              m_fixture->cluster().socketFolder(), QStringLiteral("-U"),
                              QStringLiteral("postgres")};
        if (schemaOnly)
            arguments << QStringLiteral("--schema-only");
        process.start(QStringLiteral("pg_dump"), arguments << QStringLiteral("local"));
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            return "pg_dump failed: " + process.readAllStandardError();
        QByteArrayList lines = process.readAllStandardOutput().split('\n');
        // A random key, other in each dump.
        lines.removeIf([](const QByteArray &line) {
            return line.startsWith("\\restrict") || line.startsWith("\\unrestrict");
        });
        return lines.join('\n');
    }

    static QByteArray difference(const QByteArray &then, const QByteArray &now)
    {
        const QByteArrayList before = then.split('\n');
        const QByteArrayList after = now.split('\n');
        for (qsizetype i = 0; i < std::max(before.size(), after.size()); ++i) {
            if (before.value(i) != after.value(i))
                return "line " + QByteArray::number(i + 1) + ": was " + before.value(i) + ", is " +
                       after.value(i);
        }
        return {};
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(ResetTest)
#include "reset_test.moc"
