// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/query/catalog_words.h"
#include "services/query/explain.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>
#include <algorithm>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::query;

/// EXPLAIN as a tree, and the names for completion.
class QueryPlanTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<OperationsFixture>();
        m_fixture->reset();
        m_fixture->cluster().psql(
            QStringLiteral("local"),
            "ANALYZE items; CREATE SCHEMA other; CREATE TABLE other.\"Odd Name\" (\"A b\" "
            "numeric(8,2), z text); CREATE VIEW shown AS SELECT id AS number FROM items;"
            "CREATE FUNCTION other.twice(n int, t text DEFAULT '') RETURNS bigint LANGUAGE sql AS "
            "'SELECT 2::bigint * n'; CREATE FUNCTION on_change() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void estimates()
    {
        const PlanNode node = plan("SELECT value FROM items i WHERE value LIKE 'old-1%'", false);
        QCOMPARE(node.type, QStringLiteral("Seq Scan"));
        QCOMPARE(node.relation, QStringLiteral("public.items"));
        QCOMPARE(node.alias, QStringLiteral("i"));
        QVERIFY(node.totalCost > 0 && node.estimatedRows > 0);
        QCOMPARE(node.conditions.size(), size_t(1));
        QCOMPARE(node.conditions[0].first, QStringLiteral("Filter"));
        QVERIFY(node.conditions[0].second.contains(QStringLiteral("old-1%")));
        QVERIFY(node.actualRows < 0 && node.totalMs < 0 && node.ownMs < 0 && node.loops < 0);
        QVERIFY(node.planningMs < 0 && node.executionMs < 0);
        QCOMPARE(node.misestimate(), 0.0);
        QVERIFY(node.children.empty());
        const auto output = std::find_if(node.details.begin(), node.details.end(),
                                         [](const auto &each) { return each.first == u"Output"; });
        QVERIFY(output != node.details.end());
        QCOMPARE(output->second, QStringLiteral("value"));
    }

    void measurements()
    {
        const PlanNode root = plan(
            "SELECT a.value, count(b.value) FROM items a LEFT JOIN items b ON b.id = a.id + 50 "
            "WHERE a.id > 10 GROUP BY a.value ORDER BY 2",
            true);
        QCOMPARE(root.type, QStringLiteral("Sort"));
        QCOMPARE(root.actualRows, 90.0);
        QCOMPARE(root.loops, 1.0);
        QVERIFY(root.totalMs >= 0 && root.ownMs >= 0 && root.ownMs <= root.totalMs);
        QVERIFY(root.planningMs >= 0 && root.executionMs >= 0);
        QVERIFY(root.misestimate() >= 1);
        QVERIFY(root.buffers.sharedHit + root.buffers.sharedRead > 0);
        double removed = 0;
        int scans = 0;
        bool outer = false;
        walk(root, [&](const PlanNode &node) {
            scans += node.relation == u"public.items";
            removed += std::max(0.0, node.removedRows);
            outer |= node.detail.contains(QStringLiteral("Left")) ||
                     node.detail.contains(QStringLiteral("Right"));
            double below = 0;
            for (const PlanNode &child : node.children)
                below += child.totalMs;
            QVERIFY(node.ownMs <= node.totalMs && node.ownMs + below >= node.totalMs - 0.001);
        });
        QCOMPARE(scans, 2);
        QCOMPARE(removed, 10.0);
        QVERIFY(outer);
    }

    void anIndexAndAWrite()
    {
        const PlanNode found = plan("SELECT * FROM items WHERE id = :id", false,
                                    {{QStringLiteral("id"), QStringLiteral("7")}});
        bool named = false;
        walk(found, [&](const PlanNode &node) { named |= node.index == u"items_pkey"; });
        QVERIFY(named || found.type == u"Seq Scan");
        const PlanNode write = plan("DELETE FROM items WHERE id < 5", false);
        QCOMPARE(write.type, QStringLiteral("ModifyTable"));
        QCOMPARE(write.detail, QStringLiteral("Delete"));
    }

    void whatCannotBeExplained()
    {
        const auto error = [this](const char *sql, bool analyze) {
            return errorOf([&] { plan(sql, analyze); });
        };
        QCOMPARE(error("SELECT 1; SELECT 2", false).kind(), ErrorKind::Usage);
        QCOMPARE(error("DELETE FROM items", true).kind(), ErrorKind::Refused);
        const Error missing = error("SELECT 1 +\n nope FROM items", false);
        QCOMPARE(missing.where(), QStringLiteral("line 2, column 2"));
        QCOMPARE(missing.position(), 13);
        QVERIFY(!errorOf([] { planFromJson("[]"); }).message().isEmpty());
    }

    void wordsOfTheCatalog()
    {
        postgres::Connection connection = m_fixture->connect();
        const CatalogWords words = catalogWords(connection);
        QVERIFY(words.schemas.contains(QStringLiteral("other")));
        QVERIFY(!words.schemas.contains(QStringLiteral("pg_catalog")));
        QVERIFY(words.keywords.contains(QStringLiteral("select")));
        const auto relation = [&](const char *name) {
            return *std::find_if(
                words.relations.begin(), words.relations.end(),
                [&](const auto &each) { return each.name == QLatin1String(name); });
        };
        const auto odd = relation("Odd Name");
        QCOMPARE(odd.schema, QStringLiteral("other"));
        QVERIFY(!odd.onSearchPath);
        QCOMPARE(odd.columns.size(), size_t(2));
        QCOMPARE(odd.columns[0].name, QStringLiteral("A b"));
        QCOMPARE(odd.columns[0].type, QStringLiteral("numeric(8,2)"));
        QVERIFY(relation("items").onSearchPath);
        QVERIFY(relation("shown").kind == CatalogWords::Relation::Kind::View);
        QVERIFY(relation("pg_stat_activity").onSearchPath);
        const auto count = [&](const char *name) {
            return std::count_if(
                words.functions.begin(), words.functions.end(),
                [&](const auto &each) { return each.name == QLatin1String(name); });
        };
        QCOMPARE(count("on_change"), 0);
        QCOMPARE(count("lower"), 1);
        const auto twice = std::find_if(words.functions.begin(), words.functions.end(),
                                        [](const auto &each) { return each.name == u"twice"; });
        QCOMPARE(twice->arguments, QStringLiteral("n integer, t text"));
        QCOMPARE(twice->result, QStringLiteral("bigint"));
    }

private:
    PlanNode plan(const char *sql, bool analyze, const QMap<QString, QString> &parameters = {})
    {
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        QueryRequest request;
        request.sql = QString::fromUtf8(sql);
        request.parameters = parameters;
        return query::explain(request, analyze, connection, context);
    }
    template <typename See> void walk(const PlanNode &node, See see)
    {
        see(node);
        for (const PlanNode &child : node.children)
            walk(child, see);
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(QueryPlanTest)
#include "query_plan_test.moc"
