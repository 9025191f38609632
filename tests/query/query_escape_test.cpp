// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/query/explain.h"
#include "services/query/query.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/query/recorded_result.h"
#include <QFile>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;

namespace {

/// What is in the database before every attempt.
constexpr const char *kSetUp = R"(
    CREATE SEQUENCE counter;
    CREATE TABLE log (note text);
    CREATE MATERIALIZED VIEW seen AS SELECT * FROM items;
    CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS
        $$INSERT INTO log VALUES ('written'); SELECT 1$$;
    CREATE FUNCTION opens() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM set_config('transaction_read_only', 'off', false);
            INSERT INTO log VALUES ('written');
            RETURN 1;
        END$$;
    CREATE FUNCTION opens_inside() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN
            BEGIN
                EXECUTE 'SET TRANSACTION READ WRITE';
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
            BEGIN
                EXECUTE 'SET LOCAL transaction_read_only = off';
            EXCEPTION WHEN OTHERS THEN NULL;
            END;
            INSERT INTO log VALUES ('written');
            RETURN 1;
        END$$;
    CREATE FUNCTION opens_by_setting() RETURNS int LANGUAGE plpgsql
        SET default_transaction_read_only = off AS
        $$BEGIN INSERT INTO log VALUES ('written'); RETURN 1; END$$;
    CREATE FUNCTION commits() RETURNS int LANGUAGE plpgsql AS
        $$BEGIN COMMIT; INSERT INTO log VALUES ('written'); RETURN 1; END$$;
    CREATE PROCEDURE commits_too() LANGUAGE plpgsql AS
        $$BEGIN COMMIT; INSERT INTO log VALUES ('written'); COMMIT; END$$;
    CREATE FUNCTION calls() RETURNS int LANGUAGE plpgsql AS
        $$BEGIN CALL commits_too(); RETURN 1; END$$;
    CREATE VIEW trap AS SELECT writes();
    CREATE RULE log_instead AS ON UPDATE TO log DO INSTEAD SELECT writes();
    ANALYZE items)";

/// Everything that an escape could have changed.
constexpr const char *kState = R"(
    SELECT concat_ws(' ',
        (SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM items t),
        (SELECT count(*) FROM log), (SELECT count(*) FROM seen),
        (SELECT last_value || is_called::text FROM counter),
        (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc),
        (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_authid),
        (SELECT count(*) FROM pg_prepared_xacts), (SELECT count(*) FROM pg_db_role_setting),
        (SELECT count(*) FROM pg_description WHERE objoid = 'items'::regclass),
        (SELECT relacl FROM pg_class WHERE oid = 'items'::regclass),
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
        (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_extension),
        (SELECT string_agg(setting, ',') FROM pg_file_settings)))";

} // namespace

/// Ways to change something by a query. What counts is what is there afterwards.
class QueryEscapeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_fixture->reset();
        m_fixture->cluster().psql(QStringLiteral("local"), kSetUp);
        m_watcher.emplace(m_fixture->connect());
        m_before = state();
    }
    void cleanupTestCase()
    {
        m_watcher.reset();
        m_fixture.reset();
    }

    void nothingGetsOut_data();
    void nothingGetsOut();
    void explainDoesNotWrite_data();
    void explainDoesNotWrite();
    void whatLooksLikeItIsFine();

private:
    QString state() { return m_watcher->exec(QString::fromLatin1(kState)).text(0, 0); }
    QByteArray settings(postgres::Connection &connection) const
    {
        return connection
            .exec(QStringLiteral("SELECT string_agg(name || '=' || setting, ',' ORDER BY name) "
                                 "FROM pg_settings WHERE name NOT LIKE 'plpgsql.%'"))
            .text(0, 0)
            .toUtf8();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    std::optional<postgres::Connection> m_watcher; ///< sees what others see
    QString m_before;
};

void QueryEscapeTest::nothingGetsOut_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("refused");
    // "@" stands for a file that must not come to be.
    const auto refused = [](const char *sql) { QTest::newRow(sql) << QByteArray(sql) << true; };
    const auto useless = [](const char *sql) { QTest::newRow(sql) << QByteArray(sql) << false; };

    for (const char *end : {"COMMIT",
                            "END",
                            "ROLLBACK",
                            "ABORT",
                            "COMMIT AND CHAIN",
                            "ROLLBACK AND CHAIN",
                            "PREPARE TRANSACTION 'x'",
                            "BEGIN",
                            "BEGIN READ WRITE",
                            "START TRANSACTION READ WRITE",
                            "SAVEPOINT s",
                            "ROLLBACK TO SAVEPOINT arborist_query",
                            "RELEASE arborist_query",
                            "SET TRANSACTION READ WRITE",
                            "SET LOCAL transaction_read_only = off",
                            "SET transaction_read_only TO false",
                            "SET SESSION transaction_read_only = 0",
                            "SET default_transaction_read_only = off",
                            "RESET default_transaction_read_only",
                            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                            "RESET transaction_read_only",
                            "RESET ALL",
                            "DISCARD ALL",
                            "DISCARD TEMP",
                            "SET ROLE postgres",
                            "SET SESSION AUTHORIZATION DEFAULT",
                            "RESET ROLE",
                            "SET role = 'pg_monitor'",
                            "SET standard_conforming_strings = off",
                            "SET client_encoding = 'SJIS'",
                            "SET NAMES 'SJIS'"}) {
        const QByteArray sql = "SELECT 1; " + QByteArray(end) + "; DELETE FROM items";
        QTest::newRow(end) << sql << true;
    }
    refused("DELETE FROM items");
    refused("INSERT INTO log VALUES ('x')");
    refused("UPDATE items SET value = ''");
    refused("MERGE INTO items i USING log ON true WHEN MATCHED THEN DELETE");
    refused("TRUNCATE items");
    refused("DROP TABLE items");
    refused("ALTER TABLE items ADD x int");
    refused("CREATE TABLE x (id int)");
    refused("CREATE TEMP TABLE x (id int)");
    refused("CREATE TABLE x AS SELECT 1");
    refused("CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    refused("REFRESH MATERIALIZED VIEW seen");
    refused("GRANT ALL ON items TO public");
    refused("COMMENT ON TABLE items IS 'x'");
    refused("CREATE ROLE x");
    refused("ALTER SYSTEM SET work_mem = '5MB'");
    refused("ALTER DATABASE local SET work_mem = '5MB'");
    refused("CREATE EXTENSION dblink");
    refused("VACUUM items");
    refused("CLUSTER items USING items_pkey");
    refused("REINDEX TABLE items");
    refused("ANALYZE items");
    refused("CHECKPOINT");
    refused("LOAD 'auto_explain'");
    refused("LOCK TABLE items");
    refused("LISTEN x");
    refused("NOTIFY x");
    refused("DECLARE c CURSOR WITH HOLD FOR SELECT 1");
    refused("PREPARE p AS DELETE FROM items; EXECUTE p");
    refused("DEALLOCATE ALL");
    refused("DO $$BEGIN DELETE FROM items; COMMIT; END$$");
    refused("DO $$BEGIN EXECUTE 'COPY items TO ''@'''; END$$");
    refused("CALL commits_too()");
    refused("COPY items TO '@'");
    refused("COPY (SELECT 1) TO PROGRAM 'cat > @'");
    refused("COPY items FROM PROGRAM 'touch @'");
    refused("COPY items TO STDOUT");
    refused("COPY items FROM STDIN");
    refused("SELECT lo_export(16384, '@')");
    refused("SELECT lo_import('/etc/hostname')");
    refused("SELECT pg_read_file('/etc/hostname')");
    refused("SELECT pg_catalog.pg_read_binary_file('/etc/hostname')");
    refused("SELECT PG_READ_FILE/**/ ('/etc/hostname')");
    refused("SELECT \"pg_read_file\"('/etc/hostname')");
    refused("SELECT U&\"pg!005fread_file\" UESCAPE '!' ('/etc/hostname')");
    refused("WITH x AS (SELECT pg_ls_dir('/')) SELECT * FROM x");
    refused("SELECT 1 WHERE EXISTS (SELECT FROM pg_stat_file('/etc/hostname'))");
    refused("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE false");
    refused("SELECT pg_advisory_lock(1)");
    refused("SELECT pg_try_advisory_lock_shared(1)");
    refused("SELECT pg_reload_conf()");
    refused("SELECT pg_create_restore_point('x')");
    refused("SELECT pg_create_physical_replication_slot('x', true)");
    refused("SELECT pg_logical_emit_message(false, 'x', 'y')");
    refused("SELECT pg_stat_reset()");
    refused("SELECT query_to_xml('SELECT pg_reload_conf()', true, true, '')");
    refused("EXPLAIN ANALYZE SELECT pg_advisory_lock(1)");
    refused("SELECT set_config('standard_conforming_strings', 'off', false);"
            "SELECT 'a'");

    // The server's own refusals.
    refused("WITH gone AS (DELETE FROM items RETURNING 1) SELECT * FROM gone");
    refused("WITH new AS (INSERT INTO log VALUES ('x') RETURNING 1) TABLE new");
    refused("SELECT 1 INTO x");
    refused("SELECT * INTO TEMP x FROM items");
    refused("SELECT * FROM items FOR UPDATE");
    refused("SELECT nextval('counter')");
    refused("SELECT setval('counter', 5)");
    refused("SELECT writes()");
    refused("SELECT * FROM trap");
    refused("SELECT opens()");
    refused("SELECT opens_inside()");
    refused("SELECT opens_by_setting()");
    refused("SELECT set_config('transaction_read_only', 'off', false)");
    refused("SELECT set_config('transaction_read_only', 'off', true); SELECT writes()");
    refused("SELECT set_config('default_transaction_read_only', 'off', false); SELECT writes()");
    refused("SELECT set_config('role', 'postgres', false); SELECT writes()");
    refused("SELECT set_config('session_authorization', 'postgres', false); SELECT writes()");
    refused("EXPLAIN ANALYZE DELETE FROM items");
    refused("EXPLAIN (ANALYZE, VERBOSE) WITH x AS (DELETE FROM items RETURNING 1) TABLE x");
    refused("EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1");
    refused("EXPLAIN ANALYZE REFRESH MATERIALIZED VIEW seen");
    refused("EXPLAIN ANALYZE SELECT writes()");

    // They run, or fail for another reason, and leave nothing.
    useless("SELECT commits()");
    useless("SELECT calls()");
    useless("SELECT set_config('default_transaction_read_only', 'off', false)");
    useless("SELECT set_config('search_path', 'pg_catalog', false)");
    useless("SET search_path = pg_catalog; SET work_mem = '5MB'; SET TIME ZONE 'Asia/Tokyo'");
    useless("SELECT pg_notify('x', 'y')");
    useless("SELECT pg_advisory_xact_lock(1)");
    useless("SELECT lo_create(4711)");
    useless("SELECT lo_from_bytea(0, 'x')");
    useless("SELECT lo_unlink(4711)");
    useless("SELECT pg_current_xact_id()");
    useless("SELECT pg_export_snapshot()");
    useless("SELECT setseed(0.5)");
    useless("EXPLAIN DELETE FROM items");
    // What the parser does not understand goes as one statement, or not at all.
    useless("SELECT 1 FROM JSON_NEW_SYNTAX 'x' (; DELETE FROM items");
    useless("SELECT ((1; COMMIT; DELETE FROM items");
    useless("DELETE FROM items WHERE ((");
    useless("COMMIT ((");
}

void QueryEscapeTest::nothingGetsOut()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, refused);
    const QString file = m_fixture->cluster().socketFolder() + QStringLiteral("/escaped");
    sql.replace('@', file.toUtf8());
    postgres::Connection connection = m_fixture->connect();
    const QByteArray settingsBefore = settings(connection);
    OperationContext context = m_fixture->context();
    for (const bool limited : {false, true}) {
        RecordedResult result;
        QueryRequest request;
        request.sql = QString::fromUtf8(sql);
        if (limited)
            request.maxRows = 1;
        const Error error = errorOf([&] { runReadOnly(request, connection, result, context); });
        if (refused) {
            QVERIFY2(error.kind() == ErrorKind::Refused, qPrintable(error.message()));
            QVERIFY(!error.hint().isEmpty());
            QVERIFY(error.position() > 0 || error.where().isEmpty());
        }
        QVERIFY(connection.isOpen());
        QVERIFY(!connection.isInTransaction());
        QCOMPARE(state(), m_before);
        QVERIFY(!QFile::exists(file));
        QCOMPARE(settings(connection), settingsBefore);
    }
    // Nothing lies in wait for the next commit, either.
    connection.exec(QStringLiteral("BEGIN"));
    connection.exec(QStringLiteral("INSERT INTO log VALUES ('x')"));
    connection.exec(QStringLiteral("DELETE FROM log"));
    connection.exec(QStringLiteral("COMMIT"));
    QCOMPARE(state(), m_before);
}

void QueryEscapeTest::explainDoesNotWrite_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("analyze");
    QTest::addColumn<bool>("refused");
    const auto row = [](const char *sql, bool analyze, bool refused) {
        QTest::addRow("%s %d", sql, int(analyze)) << QString::fromLatin1(sql) << analyze << refused;
    };
    row("DELETE FROM items", false, false);
    row("DELETE FROM items", true, true);
    row("WITH x AS (DELETE FROM items RETURNING 1) TABLE x", true, true);
    row("SELECT writes()", true, true);
    row("SELECT lo_export(1, '/tmp/x')", true, true);
    row("CREATE TABLE x AS SELECT 1", true, true);
    row("COMMIT", false, true);
    row("EXPLAIN ANALYZE DELETE FROM items", false, true);
    row("SELECT 1) DELETE FROM items", true, false);
    row("ANALYZE SELECT 1", false, false);
    row("(ANALYZE) DELETE FROM items", false, false);
}

void QueryEscapeTest::explainDoesNotWrite()
{
    QFETCH(QString, sql);
    QFETCH(bool, analyze);
    QFETCH(bool, refused);
    postgres::Connection connection = m_fixture->connect();
    OperationContext context = m_fixture->context();
    QueryRequest request;
    request.sql = sql;
    const Error error = errorOf([&] { query::explain(request, analyze, connection, context); });
    QCOMPARE(error.kind() == ErrorKind::Refused, refused);
    QCOMPARE(state(), m_before);
    QVERIFY(!connection.isInTransaction());
}

void QueryEscapeTest::whatLooksLikeItIsFine()
{
    postgres::Connection connection = m_fixture->connect();
    OperationContext context = m_fixture->context();
    RecordedResult result;
    QueryRequest request;
    request.sql = QStringLiteral(
        "-- COMMIT; DELETE FROM items\n"
        "SELECT 'COMMIT; pg_read_file(1)' AS \"lo_export\", $$DROP TABLE items$$; "
        "SELECT proname FROM pg_proc WHERE proname = 'pg_read_file'; "
        "TABLE items; VALUES (1), (2); (SELECT 1) UNION ALL (SELECT 2); SHOW work_mem; "
        "SET LOCAL work_mem = '64MB'; SELECT current_setting('work_mem'); "
        "SELECT pg_size_pretty(pg_total_relation_size('items')), pg_postmaster_start_time(); "
        "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM items");
    runReadOnly(request, connection, result, context);
    QCOMPARE(result.statements.size(), size_t(10));
    QCOMPARE(result.statements[7].rows(), QStringList{QStringLiteral("64MB")});
}

QTEST_GUILESS_MAIN(QueryEscapeTest)
#include "query_escape_test.moc"
