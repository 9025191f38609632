// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/query/export_rows.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/query/recorded_result.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <sys/stat.h>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;

namespace {

constexpr const char *kOdd = R"(
    CREATE TABLE odd (id int, t text, "a ""b"", c" text, n numeric, d float8, b boolean, j jsonb,
                      l int8[], y bytea);
    INSERT INTO odd VALUES
        (1, NULL, '', 12345678901234567890.1234567890, 0.1, true, '{"a": [1, null], "b": "ü\n"}',
         '{1,NULL}', '\x00ff'),
        (2, '', NULL, 'NaN', 'Infinity', false, 'null', '{}', ''),
        (3, E'a,b "c"\n\r\td\\', 'NULL', -0.00, -1e300, NULL, NULL, NULL, NULL),
        (4, '\N', 'ä|🌳`*_<x>', 1e-20, '-Infinity', true, '"x"', '{9007199254740993}', '\x41'),
        (5, E'\x01\x1f', ' lead', 0, 5e-324, true, '12345678901234567890', NULL, NULL))";

} // namespace

/// The formats of rows, read back by PostgreSQL.
class QueryFormatTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_file.clear();
        m_fixture->reset();
        m_fixture->cluster().psql(QStringLiteral("local"), kOdd);
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void csvComesBack()
    {
        exported("SELECT * FROM odd ORDER BY id", RowFormat::Csv);
        psql("CREATE TABLE back (LIKE odd); COPY back FROM STDIN (FORMAT csv, HEADER match);\n" +
             content() + "\\.\n");
        QCOMPARE(difference(), QByteArray());
    }

    void jsonComesBack()
    {
        exported("SELECT * FROM odd ORDER BY id", RowFormat::Json);
        postgres::Connection connection = m_fixture->connect();
        connection.exec(QStringLiteral("CREATE TABLE back AS SELECT * FROM "
                                       "jsonb_populate_recordset(NULL::odd, $1::jsonb)"),
                        {QString::fromUtf8(content())});
        // In JSON, the value null and no value are one.
        psql("UPDATE odd SET j = NULL WHERE j = 'null'; UPDATE back SET j = NULL WHERE j = 'null'");
        QCOMPARE(difference(), QByteArray());
        QVERIFY(content().contains("\"n\":12345678901234567890.1234567890,\"d\":0.1"));
        QVERIFY(content().contains("\"n\":\"NaN\",\"d\":\"Infinity\",\"b\":false"));
    }

    void jsonOfNothingAndOfTwins()
    {
        exported("SELECT 1 AS a WHERE false", RowFormat::Json);
        QCOMPARE(content(), QByteArray("[]\n"));
        exported("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS \"q\"\"\"", RowFormat::Json);
        QCOMPARE(content(), QByteArray("[\n{\"a\":1,\"a_2\":2,\"a_2_2\":3,\"q\\\"\":4}\n]\n"));
    }

    void tsvAndMarkdown()
    {
        exported("SELECT t, id, \"a \"\"b\"\", c\" FROM odd WHERE id > 2 ORDER BY id",
                 RowFormat::Tsv);
        QCOMPARE(content(),
                 QByteArray("t\tid\ta \"b\", c\na,b \"c\"   d\\\t3\tNULL\n\\N\t4\tä|🌳`*_<x>\n"
                            "\x01\x1f\t5\t lead\n"));
        exported("SELECT id, t, \"a \"\"b\"\", c\" AS x FROM odd WHERE id IN (1, 3, 4) ORDER BY id",
                 RowFormat::Markdown);
        QCOMPARE(content(), QByteArray("| id | t | x |\n| --: | --- | --- |\n| 1 |  |  |\n"
                                       "| 3 | a,b \"c\"<br>\td\\\\ | NULL |\n"
                                       "| 4 | \\\\N | ä\\|🌳\\`\\*\\_\\<x> |\n"));
    }

    void someColumnsOfSomeRows()
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        RecordedResult result;
        QueryRequest request;
        request.sql = QStringLiteral("SELECT g, g * 2 AS h, g * 3 AS i FROM generate_series(1, 9) "
                                     "g");
        runReadOnly(request, connection, result, context);
        const auto &statement = result.statements[0];
        const auto writer = RowWriter::make(RowFormat::Csv, statement.columns, {2, 0});
        QByteArray text;
        writer->begin(text);
        writer->addRow(*statement.chunks[0], 4, text);
        writer->addRow(*statement.chunks[0], 1, text);
        writer->end(text);
        QCOMPARE(text, QByteArray("i,g\n15,5\n6,2\n"));
    }

    void manyRowsToAFile()
    {
        const Exported done =
            exported("SELECT g, md5(g::text) FROM generate_series(1, 200000) g", RowFormat::Csv);
        QCOMPARE(done.rows, 200000);
        QCOMPARE(done.bytes, content().size());
        QCOMPARE(content().count('\n'), 200001);
        const QByteArray expected = psql("COPY (SELECT g, md5(g::text) FROM generate_series(1, "
                                         "200000) g) TO STDOUT (FORMAT csv, HEADER)");
        QVERIFY(content() == expected);
    }

    void aFailureLeavesWhatWasThere()
    {
        m_fixture->writeFile(QStringLiteral("out.csv"), "before");
        const auto attempt = [this](const char *sql) {
            return errorOf([&] { exported(sql, RowFormat::Csv); });
        };
        QCOMPARE(attempt("SELECT 1 / (g - 9999) FROM generate_series(1, 10000) g").sqlState(),
                 QStringLiteral("22012"));
        QCOMPARE(attempt("SELECT 1; SELECT 2").kind(), ErrorKind::Usage);
        QCOMPARE(attempt("SET work_mem = '5MB'").kind(), ErrorKind::Usage);
        QCOMPARE(attempt("DELETE FROM items").kind(), ErrorKind::Refused);
        QCOMPARE(content(), QByteArray("before"));
        QCOMPARE(files(), 1);
        m_file = m_fixture->path(QStringLiteral("missing/out.csv"));
        QVERIFY(!attempt("SELECT 1").hint().isEmpty());
        m_file = m_fixture->path(QStringLiteral("pipe"));
        QCOMPARE(mkfifo(QFile::encodeName(m_file).constData(), 0600), 0);
        QCOMPARE(attempt("SELECT 1").kind(), ErrorKind::Usage);
        QVERIFY(!QFileInfo(m_file).isFile());
        m_file.clear();
        exported("SET work_mem = '5MB'; SELECT 1 AS a", RowFormat::Csv);
        QCOMPARE(content(), QByteArray("a\n1\n"));
    }

    void aCancelLeavesWhatWasThere()
    {
        m_fixture->writeFile(QStringLiteral("out.csv"), "before");
        std::stop_source stop;
        postgres::Connection connection = postgres::Connection::open(
            m_fixture->cluster().info(QStringLiteral("local")), stop.get_token());
        OperationContext context = m_fixture->context();
        context.stop = stop.get_token();
        QueryRequest request;
        request.sql = QStringLiteral("SELECT generate_series(1, 2000000000)");
        std::thread stopper([&] {
            while (context.progress->sample().done < 10000)
                std::this_thread::yield();
            stop.request_stop();
        });
        const Error error =
            errorOf([&] { exportRows(request, RowFormat::Csv, file(), connection, context); });
        stopper.join();
        QCOMPARE(error.kind(), ErrorKind::Cancelled);
        QCOMPARE(content(), QByteArray("before"));
        QCOMPARE(files(), 1);
    }

private:
    QString file() const
    {
        return m_file.isEmpty() ? m_fixture->path(QStringLiteral("project/out.csv")) : m_file;
    }
    int files() const
    {
        return int(QFileInfo(file()).dir().entryList({QStringLiteral("out*")}, QDir::Files).size());
    }
    QByteArray content() const
    {
        QFile in(file());
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    QByteArray psql(const QByteArray &sql)
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql);
    }
    /// Rows that only one of the tables has.
    QByteArray difference()
    {
        return psql("(TABLE odd EXCEPT ALL TABLE back) UNION ALL "
                    "(TABLE back EXCEPT ALL TABLE odd)");
    }
    Exported exported(const char *sql, RowFormat format)
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        QueryRequest request;
        request.sql = QString::fromUtf8(sql);
        return exportRows(request, format, file(), connection, context);
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    QString m_file;
};

QTEST_GUILESS_MAIN(QueryFormatTest)
#include "query_format_test.moc"
