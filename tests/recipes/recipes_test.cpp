// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/operations/plan_target.h"
#include "services/operations/undo.h"
#include "services/recipes/recipe_plan.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::recipes;
using Result = Report::Result;

namespace {

constexpr const char *kGood = R"(-- title: Rename the old ones
-- description: Rows from before the rename keep their old prefix;
-- description: nobody reads it.
-- section: check
SELECT id, value FROM items WHERE value LIKE 'old-%'
  AND (coalesce(current_setting('arborist.organization', true), '') = ''
       OR id::text = current_setting('arborist.organization', true));
-- section: fix
INSERT INTO renames (id, was) SELECT id, value FROM items WHERE value LIKE 'old-%'
  AND (coalesce(current_setting('arborist.organization', true), '') = ''
       OR id::text = current_setting('arborist.organization', true));
UPDATE items SET value = 'new-' || id WHERE id IN (SELECT id FROM renames);
DELETE FROM doomed WHERE id = 1;
)";

} // namespace

/// Repairs that a team declares: read, planned, run, idempotent, taken back.
class RecipesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_fixture->reset();
        m_fixture->cluster().psql(QStringLiteral("local"),
                                  "CREATE TABLE renames (id int PRIMARY KEY, was text);"
                                  "CREATE TABLE doomed (id int PRIMARY KEY, note text);"
                                  "INSERT INTO doomed VALUES (1, E'gone\\tsoon'), (2, 'stays')");
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void runsOnceAndIsTakenBack()
    {
        const QByteArray before = tables();
        const RecipePlanPtr plan = planIt(kGood);
        QCOMPARE(plan->found(), 100);
        QCOMPARE(plan->columns(), (QStringList{QStringLiteral("id"), QStringLiteral("value")}));
        QCOMPARE(plan->rows().size(), size_t(100));
        QCOMPARE(plan->plan().operation, QStringLiteral("repair renamer"));
        QCOMPARE(plan->plan().steps.size(), size_t(3));
        QCOMPARE(tables(), before);

        const Report report = execute(*plan);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(report.steps[0].rows, 201);
        const RecipePlanPtr again = planIt(kGood);
        QCOMPARE(again->found(), 0);
        QVERIFY(!again->hasWork());

        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        const auto undo = operations::planUndo(*RunLog().run(report.run), connection, context);
        operations::Order order = m_fixture->order();
        order.undoes = report.run;
        order.consent.typedName = QStringLiteral("local");
        const Report undone = operations::execute(*undo, order, context);
        QVERIFY2(undone.outcome == Result::Succeeded, told(undone).constData());
        QCOMPARE(tables(), before);
    }

    void oneOrganization()
    {
        const RecipePlanPtr plan = planIt(kGood, QStringLiteral("7"));
        QCOMPARE(plan->found(), 1);
        QVERIFY(execute(*plan).outcome == Result::Succeeded);
        QCOMPARE(planIt(kGood)->found(), 99);
    }

    void aFixThatDoesNotFixIsRolledBack()
    {
        const QByteArray before = tables();
        const RecipePlanPtr plan =
            planIt("-- section: check\nSELECT id FROM items WHERE value <> 'x'\n"
                   "-- section: fix\nUPDATE items SET value = 'x' WHERE id < 50");
        const Report report = execute(*plan);
        QVERIFY(report.outcome == Result::Failed);
        QVERIFY(report.error->message().contains(QStringLiteral("51")));
        QCOMPARE(tables(), before);
    }

    void anErrorNamesFileAndLine()
    {
        const QByteArray before = tables();
        const RecipePlanPtr plan = planIt("-- section: check\nSELECT id FROM items WHERE id < 3\n"
                                          "-- section: fix\nUPDATE items SET value = 'x';\n"
                                          "UPDATE items SET no_such = 1");
        const Report report = execute(*plan);
        QVERIFY(report.outcome == Result::Failed);
        QCOMPARE(report.error->sqlState(), QStringLiteral("42703"));
        QVERIFY(report.error->where().endsWith(QStringLiteral("renamer.sql:5")));
        QCOMPARE(tables(), before);
    }

    void whatIsNoRecipeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const char *text, const char *where,
                            const char *message) {
            QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(where)
                                << QString::fromLatin1(message);
        };
        row("empty", "", "renamer.sql", "check must be one SELECT");
        row("two checks", "-- section: check\nSELECT 1;\nSELECT 2\n-- section: fix\nSELECT 1",
            "renamer.sql:2", "check must be one SELECT");
        row("check that writes", "-- section: check\nDELETE FROM items\n-- section: fix\nSELECT 1",
            "renamer.sql:2", "check must be one SELECT");
        row("no fix", "-- section: check\nSELECT 1\n", "renamer.sql", "fix is empty");
        row("commit", "-- section: check\nSELECT 1\n-- section: fix\nSELECT 1;\n\nCOMMIT",
            "renamer.sql:6", "nothing else");
        row("truncate", "-- section: check\nSELECT 1\n-- section: fix\nTRUNCATE items",
            "renamer.sql:4", "nothing else");
        row("odd section", "-- section: undo\nSELECT 1", "renamer.sql:1", "no section");
        row("syntax", "-- section: check\nSELECT 1\n-- section: fix\nUPDAT items", "renamer.sql:4",
            "does not read");
    }

    void whatIsNoRecipeIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, where);
        QFETCH(QString, message);
        const Error error = errorOf([&] { planIt(text); });
        QVERIFY2(error.where().endsWith(where), qPrintable(error.where()));
        QVERIFY2(error.message().contains(message), qPrintable(error.message()));
        QVERIFY(!error.hint().isEmpty());
    }

private:
    RecipePlanPtr planIt(const QByteArray &text, const QString &organization = {})
    {
        m_fixture->writeFile(QStringLiteral("renamer.sql"), text);
        const Recipe recipe = readRecipe(QStringLiteral("renamer"),
                                         m_fixture->path(QStringLiteral("project/renamer.sql")));
        postgres::Connection connection = m_fixture->connect();
        OperationContext context = m_fixture->context();
        const PlanTarget target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("local")), connection);
        return planRecipe({recipe, organization, target}, connection, context);
    }

    Report execute(operations::PlannedOperation &operation)
    {
        OperationContext context = m_fixture->context();
        return operations::execute(operation, m_fixture->order(), context);
    }

    QByteArray tables()
    {
        return m_fixture->cluster().psql(QStringLiteral("local"),
                                         "TABLE items ORDER BY id; TABLE renames ORDER BY id;"
                                         "TABLE doomed ORDER BY id");
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(RecipesTest)
#include "recipes_test.moc"
