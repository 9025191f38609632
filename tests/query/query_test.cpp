// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/query/query.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/query/recorded_result.h"
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;

/// Queries on a real server: rows as they come, several statements, errors and their places,
/// limits, timeouts, cancel.
class QueryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_fixture->reset();
        m_result = {};
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void columnsAndValues()
    {
        run("SELECT 1 AS one, 'ä🌳'::varchar(20) AS \"odd name\", NULL::numeric(10,2) AS n, "
            "''::text AS empty, ARRAY[1,2] AS list, '{\"a\": 1}'::jsonb AS doc, 2.50::real AS r");
        QCOMPARE(m_result.statements.size(), size_t(1));
        const auto &statement = m_result.statements[0];
        const std::vector<Column> expected{
            {QStringLiteral("one"), QStringLiteral("integer"), true},
            {QStringLiteral("odd name"), QStringLiteral("character varying(20)"), false},
            {QStringLiteral("n"), QStringLiteral("numeric(10,2)"), true},
            {QStringLiteral("empty"), QStringLiteral("text"), false},
            {QStringLiteral("list"), QStringLiteral("integer[]"), false},
            {QStringLiteral("doc"), QStringLiteral("jsonb"), false},
            {QStringLiteral("r"), QStringLiteral("real"), true}};
        QVERIFY(statement.columns == expected);
        QCOMPARE(statement.rows(), QStringList{QString::fromUtf8("1|ä🌳|∅||{1,2}|{\"a\": 1}|2.5")});
        QVERIFY(statement.ended);
        QCOMPARE(statement.end.tag, QStringLiteral("SELECT 1"));
        QCOMPARE(statement.end.rows, 1);
        QVERIFY(!statement.end.truncated);
        const auto chunk = statement.chunks[0];
        QVERIFY(!chunk->cell(0, 2));
        QVERIFY(chunk->cell(0, 3) && chunk->cell(0, 3)->isEmpty());
    }

    void noRowsAndNoColumns()
    {
        run("SELECT id FROM items WHERE false; SET search_path = public; SELECT FROM items "
            "WHERE id < 3; SHOW search_path; EXPLAIN SELECT 1");
        QCOMPARE(m_result.statements.size(), size_t(5));
        QCOMPARE(m_result.statements[0].columns.size(), size_t(1));
        QVERIFY(m_result.statements[0].chunks.empty());
        QVERIFY(m_result.statements[1].columns.empty());
        QCOMPARE(m_result.statements[1].end.tag, QStringLiteral("SET"));
        QCOMPARE(m_result.statements[2].end.tag, QStringLiteral("SELECT 2"));
        QCOMPARE(m_result.statements[3].rows(), QStringList{QStringLiteral("public")});
        QVERIFY(m_result.statements[4].rows().value(0).contains(QStringLiteral("Result")));
        for (const auto &statement : m_result.statements)
            QVERIFY(statement.ended);
    }

    void manyRowsComeInChunks()
    {
        run("SELECT g, repeat('x', g % 50) FROM generate_series(1, 100000) g; "
            "SELECT repeat('y', 3000000) FROM generate_series(1, 3)");
        const auto &many = m_result.statements[0];
        QVERIFY(many.chunks.size() > 10);
        qint64 next = 0;
        for (const RowChunkPtr &chunk : many.chunks) {
            QCOMPARE(chunk->firstRow(), next);
            QVERIFY(chunk->rows() > 0 && chunk->rows() <= 4096);
            QVERIFY(chunk->sizeInBytes() < 1024 * 1024);
            for (int row = 0; row < chunk->rows(); ++row) {
                QCOMPARE(chunk->cell(row, 0)->toLongLong(), next + row + 1);
                QCOMPARE(chunk->cell(row, 1)->size(), (next + row + 1) % 50);
            }
            next += chunk->rows();
        }
        QCOMPARE(next, 100000);
        QCOMPARE(m_result.statements[1].chunks.size(), size_t(3)); // one is large enough
    }

    void whatHasComeIsHandedOver()
    {
        // The last row waits until the first one has been shown.
        m_result.onRows = [this] {
            if (m_result.statements[0].chunks.size() == 1)
                m_fixture->cluster().psql(QStringLiteral("local"),
                                          "SELECT pg_terminate_backend(pid) FROM pg_locks "
                                          "WHERE locktype = 'advisory' AND granted");
        };
        postgres::Connection holder = m_fixture->connect();
        holder.exec(QStringLiteral("SELECT pg_advisory_lock(7)"));
        // Rows leave the server when a buffer of 8 kB is full.
        run("SELECT repeat('x', 9000), CASE WHEN g = 3 THEN pg_advisory_xact_lock(7) END "
            "FROM generate_series(1, 3) g");
        QVERIFY(m_result.statements[0].chunks.size() > 1);
        QCOMPARE(m_result.statements[0].rows().size(), 3);
    }

    void noticesAreTold()
    {
        m_fixture->cluster().psql(
            QStringLiteral("local"),
            "CREATE FUNCTION chatty() RETURNS int LANGUAGE plpgsql AS "
            "$$BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; RETURN 3; END$$");
        run("SET client_min_messages = notice; SELECT chatty()");
        QCOMPARE(m_result.notices,
                 (QStringList{QStringLiteral("NOTICE: one"), QStringLiteral("WARNING: two")}));
    }

    void errorsHaveTheirPlace_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("marked"); ///< what begins at the position
        const auto row = [](const char *name, const char *sql, const char *state, const char *where,
                            const char *marked) {
            QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromLatin1(state)
                                << QString::fromLatin1(where) << QString::fromUtf8(marked);
        };
        row("column", "SELECT nope FROM items", "42703", "line 1, column 8", "nope");
        row("second statement", "SELECT 1;\n\n  SELECT id,\n    nope FROM items;", "42703",
            "line 4, column 5", "nope");
        row("after comments", "-- ä ;\n/* 🌳; */ SELECT '🌳ä', nope", "42703", "line 2, column 23",
            "nope");
        row("table", "SELECT * FROM items;\nSELECT * FROM missing", "42P01", "line 2, column 15",
            "missing");
        row("syntax", "SELECT 1;\nSELECT (2", "42601", "line 2, column 10", "");
        row("no query", "SELECT 1;\n  SELEKT 2", "42601", "line 2, column 3", "SELEKT");
        row("not even that", "\nSELEKT 2", "", "line 2, column 1", "SELEKT");
        row("at run time", "SELECT 1;\n SELECT 1 / (id - 5) FROM items", "22012",
            "line 2, column 2", "SELECT 1 /");
        row("unclosed", "SELECT 'oh", "42601", "line 1, column 8", "'oh");
    }

    void errorsHaveTheirPlace()
    {
        QFETCH(QString, sql);
        QFETCH(QString, state);
        QFETCH(QString, where);
        QFETCH(QString, marked);
        const Error error = errorOf([&] { run(sql.toUtf8()); });
        QCOMPARE(error.sqlState(), state);
        QCOMPARE(error.where(), where);
        QVERIFY2(sql.mid(error.position() - 1).startsWith(marked), qPrintable(error.message()));
        QVERIFY(error.position() > 0);
    }

    void aFileIsNamed()
    {
        QueryRequest request;
        request.sql = QStringLiteral("SELECT 1;\nSELECT nope");
        request.name = QStringLiteral("a.sql");
        QCOMPARE(errorOf([&] { run(request); }).where(), QStringLiteral("a.sql:2:8"));
    }

    void emptyIsAnError()
    {
        for (const char *sql : {"", " \n", ";", "-- nothing"})
            QCOMPARE(errorOf([&] { run(sql); }).kind(), ErrorKind::Usage);
    }

    void atMostSoManyRows()
    {
        QueryRequest request;
        request.sql = QStringLiteral("SELECT generate_series(1, 10000000); "
                                     "SELECT 1; SELECT g FROM generate_series(1, 6) g");
        request.maxRows = 5;
        run(request);
        QCOMPARE(m_result.statements[0].rows().size(), 5);
        QVERIFY(m_result.statements[0].end.truncated);
        QCOMPARE(m_result.statements[0].end.rows, 5);
        QCOMPARE(m_result.statements[1].rows().size(), 1);
        QVERIFY(!m_result.statements[1].end.truncated);
        QVERIFY(m_result.statements[2].end.truncated);
        request.maxRows = 6;
        run(request);
        QVERIFY(!m_result.statements[2].end.truncated);
        request.maxRows = 0;
        run(request);
        QVERIFY(m_result.statements[0].end.truncated && m_result.statements[0].chunks.empty());
    }

    void aStatementHasItsTime()
    {
        QueryRequest request;
        request.sql = QStringLiteral("SELECT 1;\nSELECT pg_sleep(100)");
        request.statementTimeout = std::chrono::milliseconds(200);
        const Error error = errorOf([&] { run(request); });
        QCOMPARE(error.sqlState(), QStringLiteral("57014"));
        QCOMPARE(error.where(), QStringLiteral("line 2, column 1"));
        QVERIFY(error.hint().contains(QStringLiteral("--timeout")));
        request.sql = QStringLiteral("SELECT pg_sleep(0.3)");
        request.statementTimeout = std::chrono::milliseconds(0);
        run(request);
    }

    void cancelEndsItOnTheServer_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("silent") << QByteArray("SELECT 1; SELECT pg_sleep(1000)");
        QTest::newRow("flooding") << QByteArray("SELECT 1; SELECT generate_series(1, 2000000000)");
    }

    void cancelEndsItOnTheServer()
    {
        QFETCH(QByteArray, sql);
        std::stop_source stop;
        postgres::Connection connection = postgres::Connection::open(
            m_fixture->cluster().info(QStringLiteral("local")), stop.get_token());
        OperationContext context = m_fixture->context();
        context.stop = stop.get_token();
        QueryRequest request;
        request.sql = QString::fromUtf8(sql);
        std::thread stopper;
        m_result.onRows = [&] {
            if (!stopper.joinable())
                stopper = std::thread([&stop] { stop.request_stop(); });
        };
        const Error error = errorOf([&] { runReadOnly(request, connection, m_result, context); });
        stopper.join();
        QCOMPARE(error.kind(), ErrorKind::Cancelled);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_fixture->cluster()
                .psql(QStringLiteral("local"),
                      "SELECT count(*) FROM pg_stat_activity WHERE state IN ('active', 'idle in "
                      "transaction') AND pid <> pg_backend_pid() AND backend_type = 'client "
                      "backend'")
                .trimmed(),
            QByteArray("0"), 60000);
    }

    void aSinkThatFailsEndsIt()
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        m_result.onRows = [] { throw Error(QStringLiteral("full")); };
        QueryRequest request;
        request.sql = QStringLiteral("SELECT generate_series(1, 2000000000)");
        const Error error = errorOf([&] { runReadOnly(request, connection, m_result, context); });
        QCOMPARE(error.message(), QStringLiteral("full"));
        if (!connection.isOpen())
            return; // a slow server got no time to come to rest
        QVERIFY(!connection.isInTransaction());
        connection.exec(QStringLiteral("UPDATE items SET value = 'x'"));
    }

    void theConnectionIsAsBefore()
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        QueryRequest request;
        request.sql = QStringLiteral("SET search_path = pg_catalog; SELECT 1");
        for (int i = 0; i < 2; ++i) {
            m_result = {};
            runReadOnly(request, connection, m_result, context);
        }
        QVERIFY(!connection.isInTransaction());
        for (const auto &[setting, value] :
             {std::pair("default_transaction_read_only", "off"),
              std::pair("statement_timeout", "0"), std::pair("search_path", "\"$user\", public")})
            QCOMPARE(connection.exec(QStringLiteral("SHOW ") + QLatin1String(setting)).text(0, 0),
                     QString::fromLatin1(value));
        connection.exec(QStringLiteral("UPDATE items SET value = 'x'"));
    }

    void oneSnapshotForAll()
    {
        m_result.onRows = [this] {
            m_fixture->cluster().psql(QStringLiteral("local"), "DELETE FROM items");
        };
        run("SELECT count(*) FROM items; SELECT count(*) FROM items");
        QCOMPARE(m_result.statements[1].rows(), m_result.statements[0].rows());
    }

    void valuesForNames()
    {
        QueryRequest request;
        request.sql = QStringLiteral("SELECT :a::int + 1, ':a', :text, :a::text FROM items "
                                     "WHERE id = :a;\nSELECT count(*) FROM items WHERE value = "
                                     ":text");
        request.parameters = {{QStringLiteral("a"), QStringLiteral("7")},
                              {QStringLiteral("text"), QStringLiteral("x' OR true --")}};
        run(request);
        QCOMPARE(m_result.statements[0].rows(),
                 QStringList{QStringLiteral("8|:a|x' OR true --|7")});
        QCOMPARE(m_result.statements[1].rows(), QStringList{QStringLiteral("0")});
        request.sql = QStringLiteral("SELECT :a,\n nope");
        QCOMPARE(errorOf([&] { run(request); }).where(), QStringLiteral("line 2, column 2"));
        request.sql = QStringLiteral("SELECT 1;\nSELECT :missing");
        const Error error = errorOf([&] { run(request); });
        QCOMPARE(error.kind(), ErrorKind::Usage);
        QCOMPARE(error.where(), QStringLiteral("line 2, column 8"));
        QVERIFY(error.hint().contains(QStringLiteral("--param missing=")));
    }

private:
    void run(const char *sql) { run(QByteArray(sql)); }
    void run(const QByteArray &sql)
    {
        QueryRequest request;
        request.sql = QString::fromUtf8(sql);
        run(request);
    }
    void run(const QueryRequest &request)
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        m_result.statements.clear();
        runReadOnly(request, connection, m_result, context);
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    RecordedResult m_result;
};

QTEST_GUILESS_MAIN(QueryTest)
#include "query_test.moc"
