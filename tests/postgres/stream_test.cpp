// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "tests/postgres/error_of.h"
#include "tests/support/test_cluster.h"
#include <QTest>

using namespace arborist;
using namespace arborist::postgres;

/// Rows that are handed over one by one, and what a statement is told to answer.
class StreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = std::make_unique<TestCluster>(); }
    void cleanupTestCase() { m_cluster.reset(); }

    void rowsOneByOne()
    {
        Connection connection = Connection::open(m_cluster->info());
        qint64 sum = 0;
        const Result end = connection.stream(
            QStringLiteral("SELECT g, $1 FROM generate_series(1, 1000) g"), {std::nullopt},
            {[&](const Result &row) {
                 sum += row.rows() == 1 && row.isNull(0, 1) ? row.integer(0, 0) : 0;
                 return true;
             },
             [] {}});
        QCOMPARE(sum, 500500);
        QCOMPARE(end.rows(), 0);
        QCOMPARE(end.columns(), 2);
        QCOMPARE(end.commandTag(), QStringLiteral("SELECT 1000"));
        QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    }

    void enoughIsEnough()
    {
        Connection connection = Connection::open(m_cluster->info());
        int rows = 0;
        const Result end =
            connection.stream(QStringLiteral("SELECT generate_series(1, 2000000000)"), {},
                              {[&](const Result &) { return ++rows < 3; }, [] {}});
        QCOMPARE(rows, 3);
        QVERIFY(end.commandTag().isEmpty());
        QVERIFY(!connection.isInTransaction());
        QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    }

    void aPauseIsTold()
    {
        Connection connection = Connection::open(m_cluster->info());
        int pauses = 0;
        connection.stream(QStringLiteral("SELECT pg_sleep(0.5)"), {},
                          {[](const Result &) { return true; }, [&] { ++pauses; }});
        QCOMPARE(pauses, 1);
        // Nobody has to want to know.
        int rows = 0;
        connection.stream(QStringLiteral("SELECT 1 UNION ALL SELECT length(pg_sleep(0.3)::text)"),
                          {}, {[&](const Result &) { return ++rows > 0; }, {}});
        QCOMPARE(rows, 2);
    }

    void errorsComeThrough()
    {
        Connection connection = Connection::open(m_cluster->info());
        const RowReceiver all{[](const Result &) { return true; }, [] {}};
        const auto state = [&](const char *sql) {
            return errorOf([&] { connection.stream(QString::fromLatin1(sql), {}, all); })
                .sqlState();
        };
        QCOMPARE(state("SELECT nope"), QStringLiteral("42703"));
        QCOMPARE(state("SELECT 1 / (g - 500) FROM generate_series(1, 1000) g"),
                 QStringLiteral("22012"));
        QCOMPARE(state("SELECT 1; SELECT 2"), QStringLiteral("42601")); // one statement, no more
        for (const char *copy : {"COPY pg_class TO STDOUT", "COPY pg_class FROM STDIN"}) {
            QCOMPARE(errorOf([&] { connection.stream(QString::fromLatin1(copy), {}, all); }).kind(),
                     ErrorKind::Usage);
        }
        const Error thrown = errorOf([&] {
            connection.stream(
                QStringLiteral("SELECT 1"), {},
                {[](const Result &) -> bool { throw Error(QStringLiteral("mine")); }, [] {}});
        });
        QCOMPARE(thrown.message(), QStringLiteral("mine"));
        QCOMPARE(connection.exec(QStringLiteral("SELECT 1")).integer(0, 0), 1);
    }

    void theServerGoesAway()
    {
        Connection connection = Connection::open(m_cluster->info());
        const QString pid = connection.exec(QStringLiteral("SELECT pg_backend_pid()")).text(0, 0);
        bool killed = false;
        const Error error = errorOf([&] {
            connection.stream(QStringLiteral("SELECT generate_series(1, 2000000000)"), {},
                              {[&](const Result &) {
                                   if (!std::exchange(killed, true))
                                       m_cluster->psql(QStringLiteral("postgres"),
                                                       "SELECT pg_terminate_backend(" +
                                                           pid.toLatin1() + ")");
                                   return true;
                               },
                               [] {}});
        });
        // A server that is busy sending gets its last word through or not.
        QVERIFY(error.sqlState() == u"57P01" || error.sqlState() == u"08006");
        QVERIFY(!connection.isOpen());
    }

    void whatItWouldAnswer()
    {
        Connection connection = Connection::open(m_cluster->info());
        connection.exec(QStringLiteral("CREATE TABLE t (id int, name varchar(20))"));
        const Result columns =
            connection.describe(QStringLiteral("DELETE FROM t WHERE id = $1 RETURNING id, name"));
        QCOMPARE(columns.columnNames(),
                 (QStringList{QStringLiteral("id"), QStringLiteral("name")}));
        QCOMPARE(columns.columnType(1), 1043u);
        QCOMPARE(columns.columnModifier(1), 24);
        QCOMPARE(connection.describe(QStringLiteral("SET work_mem = '5MB'")).columns(), 0);
        QCOMPARE(errorOf([&] { connection.describe(QStringLiteral("SELECT nope")); }).position(),
                 8);
        connection.exec(QStringLiteral("BEGIN"));
        QVERIFY(connection.isInTransaction());
        errorOf([&] { connection.describe(QStringLiteral("SELECT nope")); });
        QVERIFY(connection.isInTransaction());
        connection.exec(QStringLiteral("ROLLBACK"));
        QVERIFY(!connection.isInTransaction());
    }

private:
    std::unique_ptr<TestCluster> m_cluster;
};

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
