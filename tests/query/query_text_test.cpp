// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/parameters.h"
#include "services/query/saved_query.h"
#include "services/query/sql_effect.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;

/// What is said of SQL by its text: its effect, its parameters; the queries that a project keeps.
class QueryTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void effects_data()
    {
        QTest::addColumn<int>("effect");
        const auto row = [](const char *sql, SqlEffect effect) {
            QTest::newRow(sql) << int(effect);
        };
        for (const char *sql : {"SELECT 1", "TABLE items;", "VALUES (1); SHOW work_mem",
                                "EXPLAIN SELECT 1", "WITH x AS (SELECT 1) SELECT * FROM x",
                                "SET work_mem = '5MB'; SELECT 1", "SELECT 'DELETE FROM items'",
                                "SELECT * FROM items WHERE id = :id", "BEGIN; SELECT 1; COMMIT"})
            row(sql, SqlEffect::Reads);
        for (const char *sql :
             {"DELETE FROM items", "SELECT 1; UPDATE items SET value = ''",
              "WITH x AS (DELETE FROM items RETURNING 1) SELECT * FROM x",
              "SELECT * INTO x FROM items", "CREATE TABLE x (id int)", "TRUNCATE items",
              "EXPLAIN ANALYZE DELETE FROM items", "INSERT INTO items VALUES (:id)",
              "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE", "VACUUM",
              "COPY items FROM STDIN"})
            row(sql, SqlEffect::Writes);
        for (const char *sql : {"", "-- nothing", "SELEKT", "CALL p()", "DO $$BEGIN END$$",
                                "SELECT 1; DELETE FROM ("})
            row(sql, SqlEffect::Unclear);
    }

    void effects()
    {
        QFETCH(int, effect);
        QCOMPARE(int(sqlEffect(QString::fromUtf8(QTest::currentDataTag()))), effect);
    }

    void names_data()
    {
        QTest::addColumn<QString>("found");
        const auto row = [](const char *sql, const char *found) {
            QTest::newRow(sql) << QString::fromUtf8(found);
        };
        row("SELECT :a, :b_2, :a", "a b_2 a");
        row("SELECT 1::int, x::text[], ':no', E'\\':no', \":no\", $$ :no $$, $x$ $$ :no $x$", "");
        row("-- :no\n/* :no /* :no */ :no */ SELECT :yes", "yes");
        row("SELECT a[1:n], a[:i], a[ :i ], (a)[x:y]", "i i");
        row("SELECT :a::int, f(x := 1), f(x => :c), $1, a$b$ :d $b$", "a c d");
        row("SELECT 'it''s :no' || :ü", "ü");
        row("SELECT ':no", "");
        row("SELECT $$ :no", "");
        row(":", "");
    }

    void names()
    {
        QFETCH(QString, found);
        const QString sql = QString::fromUtf8(QTest::currentDataTag());
        QStringList names;
        for (const Placeholder &place : placeholders(sql)) {
            names << place.name;
            QCOMPARE(sql.mid(place.begin, place.end() - place.begin), u':' + place.name);
        }
        QCOMPARE(names.join(u' '), found);
    }

    void namesKeepTheirPlace()
    {
        postgres::Params values;
        const QString bound = bindNames(QStringLiteral("SELECT :b, :name, :b FROM x"),
                                        {{QStringLiteral("b"), QStringLiteral("1")},
                                         {QStringLiteral("name"), QStringLiteral("2")}},
                                        values);
        QCOMPARE(bound, QStringLiteral("SELECT $1, $2   , $1 FROM x"));
        QCOMPARE(values.size(), size_t(2));
        QCOMPARE(*values[1], QStringLiteral("2"));
        QMap<QString, QString> many;
        QString sql = QStringLiteral("SELECT 1");
        for (char16_t name = u'a'; name < u'k'; ++name) {
            many.insert(QString(QChar(name)), QString());
            sql += QStringLiteral(", :") + QChar(name);
        }
        values.clear();
        QVERIFY(!errorOf([&] { bindNames(sql, many, values); }).hint().isEmpty());
    }

    void queriesOfAProject()
    {
        OperationsFixture fixture;
        fixture.reset();
        fixture.writeFile(QStringLiteral("queries/one.sql"),
                          "-- What it says,\n--   in two lines.\n\n-- and more\nSELECT :a, :b, :a");
        fixture.writeProject(fixture.url(QStringLiteral("local")).toUtf8(),
                             fixture.url(QStringLiteral("production")).toUtf8(),
                             "[queries]\none = \"queries/one.sql\"\n\"the other\" = \"no.sql\"\n");
        const auto queries = savedQueries(fixture.workspace());
        QCOMPARE(queries.size(), size_t(2));
        QCOMPARE(queries[0].name, QStringLiteral("one"));
        QCOMPARE(queries[0].description, QStringLiteral("What it says, in two lines."));
        QCOMPARE(queries[0].parameters, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
        QVERIFY(queries[0].sql.endsWith(QStringLiteral(":b, :a")));
        QVERIFY(queries[0].problem.isEmpty());
        QCOMPARE(queries[1].name, QStringLiteral("the other"));
        QVERIFY(queries[1].problem.contains(QStringLiteral("no.sql")));
    }
};

QTEST_GUILESS_MAIN(QueryTextTest)
#include "query_text_test.moc"
