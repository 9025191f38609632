// SPDX-License-Identifier: GPL-3.0-or-later
// Names that are the same once they are cut to 63 bytes: found in one file, over files, and against
// what the stage has; the server itself says whether that is so.
#include "services/core/error.h"
#include "services/migrations/lint/hazard.h"
#include "services/postgres/connection.h"
#include "tests/migrations/scripts.h"
#include "tests/support/test_cluster.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

namespace {

const QByteArray kCut(63, 'n');
const QByteArray kOne = kCut + "_one";
const QByteArray kTwo = kCut + "_two";

} // namespace

class NameCollisionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<TestCluster>();
        m_cluster->createDatabase(QStringLiteral("stage"));
        m_connection.emplace(postgres::Connection::open(m_cluster->info(QStringLiteral("stage"))));
        m_connection->execScript("SET client_min_messages = warning");
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_cluster.reset();
    }

    void theServerAgrees_data()
    {
        QTest::addColumn<QByteArray>("stage"); // what is there before
        QTest::addColumn<QByteArrayList>("files");
        QTest::addColumn<int>("at"); // the file that fails; negative: none
        const QByteArray table = "CREATE TABLE t (a int, b int); CREATE TABLE u (a int, b int);"
                                 "CREATE SCHEMA other; CREATE TABLE other.t (a int)";
        const auto row = [&](const char *name, const QByteArrayList &files, int at,
                             const QByteArray &stage = {}) {
            QTest::newRow(name) << table + ";" + stage << files << at;
        };
        const QByteArray one = kOne, two = kTwo;
        row("tables", {"CREATE TABLE " + one + " (a int)", "CREATE TABLE " + two + " (a int)"}, 1);
        row("tables of one file",
            {"CREATE TABLE " + one + " (a int); CREATE TABLE " + two + " (a int)"}, 0);
        row("a name of just that length",
            {"CREATE TABLE " + kCut + " (a int)", "CREATE TABLE " + two + " (a int)"}, 1);
        row("schemas apart",
            {"CREATE TABLE " + one + " (a int)", "CREATE TABLE other." + two + " (a int)"}, -1);
        row("an index and a table",
            {"CREATE INDEX " + one + " ON t (a)", "CREATE TABLE " + two + " (a int)"}, 1);
        row("an index and a type",
            {"CREATE INDEX " + one + " ON t (a)", "CREATE TYPE " + two + " AS ENUM ('x')"}, -1);
        row("a table and a type",
            {"CREATE TABLE " + one + " (a int)", "CREATE TYPE " + two + " AS ENUM ('x')"}, 1);
        row("indexes", {"CREATE INDEX " + one + " ON t (a)", "CREATE INDEX " + two + " ON u (a)"},
            1);
        row("indexes of two schemas",
            {"CREATE INDEX " + one + " ON t (a)", "CREATE INDEX " + two + " ON other.t (a)"}, -1);
        row("columns", {"ALTER TABLE t ADD " + one + " int", "ALTER TABLE t ADD " + two + " int"},
            1);
        row("columns of one table", {"CREATE TABLE v (" + one + " int, " + two + " int)"}, 0);
        row("columns of two tables",
            {"ALTER TABLE t ADD " + one + " int", "ALTER TABLE u ADD " + two + " int"}, -1);
        row("checks of one table",
            {"ALTER TABLE t ADD CONSTRAINT " + one + " CHECK (a > 0)",
             "ALTER TABLE t ADD CONSTRAINT " + two + " CHECK (b > 0)"},
            1);
        row("checks of two tables",
            {"ALTER TABLE t ADD CONSTRAINT " + one + " CHECK (a > 0)",
             "ALTER TABLE u ADD CONSTRAINT " + two + " CHECK (b > 0)"},
            -1);
        row("keys of two tables",
            {"ALTER TABLE t ADD CONSTRAINT " + one + " UNIQUE (a)",
             "ALTER TABLE u ADD CONSTRAINT " + two + " UNIQUE (b)"},
            1);
        row("dropped between",
            {"CREATE INDEX " + one + " ON t (a)",
             "DROP INDEX " + one + "; CREATE INDEX " + two + " ON t (a)"},
            -1);
        row("gone with its table",
            {"ALTER TABLE t ADD CONSTRAINT " + one + " CHECK (a > 0)", "DROP TABLE t",
             "CREATE TABLE t (a int, CONSTRAINT " + two + " CHECK (a > 1))"},
            -1);
        row("renamed to it",
            {"CREATE INDEX " + one + " ON t (a)",
             "CREATE INDEX x ON t (b); ALTER INDEX x RENAME TO " + two},
            1);
        row("renamed away",
            {"CREATE INDEX " + one + " ON t (a); ALTER INDEX " + one + " RENAME TO x",
             "CREATE INDEX " + two + " ON t (b)"},
            -1);
        row("enums",
            {"CREATE TYPE " + one + " AS ENUM ('x')", "CREATE TYPE " + two + " AS ENUM ('y')"}, 1);
        row("policies", {"CREATE POLICY " + one + " ON t", "CREATE POLICY " + two + " ON t"}, 1);
        // Against what the stage has.
        row("the stage's index", {"CREATE INDEX " + two + " ON t (b)"}, 0,
            "CREATE INDEX " + kOne + " ON u (a)");
        row("the stage's column", {"ALTER TABLE t ADD " + two + " int"}, 0,
            "ALTER TABLE t ADD " + kOne + " int");
        row("another table's column", {"ALTER TABLE t ADD " + two + " int"}, -1,
            "ALTER TABLE u ADD " + kOne + " int");
        row("the stage's constraint", {"ALTER TABLE t ADD CONSTRAINT " + two + " CHECK (b > 0)"}, 0,
            "ALTER TABLE t ADD CONSTRAINT " + kOne + " CHECK (a > 0)");
        row("the stage's type", {"CREATE TYPE " + two + " AS ENUM ('x')"}, 0,
            "CREATE TYPE " + kOne + " AS ENUM ('x')");
        row("dropped from the stage", {"DROP INDEX " + one + "; CREATE INDEX " + two + " ON t (b)"},
            -1, "CREATE INDEX " + kOne + " ON u (a)");
        row("within a character",
            {"CREATE TABLE \"" + QByteArray(62, 'n') + "ä1\" (a int)",
             "CREATE TABLE \"" + QByteArray(62, 'n') + "ö2\" (a int)"},
            1);
    }

    void theServerAgrees()
    {
        QFETCH(QByteArray, stage);
        QFETCH(QByteArrayList, files);
        QFETCH(int, at);
        reset();
        m_connection->execScript(stage);
        std::vector<QByteArray> texts(files.begin(), files.end());
        const MigrationSet set = setOf(texts);
        LintRequest request{&set, {}, {}};
        for (qsizetype i = 0; i < files.size(); ++i)
            request.migrations.push_back(i);
        int found = -1;
        for (const Hazard &hazard : lint(request, &*m_connection)) {
            if (hazard.rule == u"name-collides" && found < 0) {
                found = hazard.migration.left(4).toInt();
                QVERIFY(hazard.severity == Severity::Error);
                QVERIFY2(hazard.detail.contains(QString::fromUtf8(QByteArray(62, 'n'))),
                         qPrintable(hazard.detail));
            }
        }
        int failed = -1;
        for (int i = 0; i < int(files.size()) && failed < 0; ++i) {
            try {
                m_connection->execScript(files[i]);
            } catch (const Error &error) {
                QVERIFY2(error.sqlState() == u"42P07" || error.sqlState() == u"42710" ||
                             error.sqlState() == u"42701",
                         qPrintable(error.message()));
                failed = i;
            }
        }
        QCOMPARE(failed, at); // the example is what it says
        QCOMPARE(found, at);
    }

    void whichOneIsTold()
    {
        const MigrationSet set = setOf({"CREATE TABLE " + kOne + " (a int)",
                                        "CREATE TABLE IF NOT EXISTS " + kTwo + " (a int)"});
        // Files that stand for themselves come to the same database all the same.
        const auto hazards = lint({&set, {0, 1}, {}, false}, nullptr);
        const auto found =
            std::ranges::find(hazards, QStringLiteral("name-collides"), &Hazard::rule);
        QVERIFY(found != hazards.end());
        QCOMPARE(found->migration, QStringLiteral("0001_m"));
        QCOMPARE(found->detail,
                 QString::fromUtf8(kTwo + " and " + kOne + " of 0000_m both become " + kCut + "."));
        QVERIFY(found->severity == Severity::Warning); // the server only passes it over
    }

private:
    void reset()
    {
        m_connection->execScript("DROP SCHEMA IF EXISTS other CASCADE; DROP SCHEMA public CASCADE;"
                                 "CREATE SCHEMA public");
    }

    std::unique_ptr<TestCluster> m_cluster;
    std::optional<postgres::Connection> m_connection;
};

QTEST_GUILESS_MAIN(NameCollisionsTest)
#include "name_collisions_test.moc"
