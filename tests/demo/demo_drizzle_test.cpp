// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/migration_applier.h"
#include "tests/support/run_program.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <optional>

using namespace arborist;

/// The real drizzle-orm reads the ledger that the demo leaves: nothing to do where all is applied,
/// and what is pending elsewhere fits what is there.
class DemoDrizzleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void drizzleAgrees_data();
    void drizzleAgrees();

private:
    std::optional<TestCluster> m_cluster;
    QTemporaryDir m_project;
};

void DemoDrizzleTest::initTestCase()
{
    QFile package(m_project.filePath(QStringLiteral("package.json")));
    QVERIFY(package.open(QIODevice::WriteOnly));
    package.write(R"({"private": true, "type": "module"})");
    package.close();
    QVERIFY(
        QFile::copy(QFINDTESTDATA("migrate.js"), m_project.filePath(QStringLiteral("migrate.js"))));
    const RanProgram install =
        runProgram(m_project.path(), QStringLiteral("npm"),
                   {QStringLiteral("install"), QStringLiteral("--no-audit"),
                    QStringLiteral("--no-fund"), QStringLiteral("--ignore-scripts"),
                    QStringLiteral("drizzle-orm@0.45.4"), QStringLiteral("pg@8")});
    if (!install.fine)
        QSKIP("npm or its registry cannot be reached: drizzle-orm is not at hand");
    m_cluster.emplace();
}

void DemoDrizzleTest::drizzleAgrees_data()
{
    QTest::addColumn<int>("pending");
    QTest::addColumn<QByteArray>("ledger");
    QTest::newRow("local") << 0 << QByteArray("16 16");
    QTest::newRow("staging") << 1 << QByteArray("15 16");
    QTest::newRow("production") << 2 << QByteArray("14 16");
}

void DemoDrizzleTest::drizzleAgrees()
{
    QFETCH(int, pending);
    QFETCH(QByteArray, ledger);
    const QString database = QStringLiteral("pending_%1").arg(pending);
    const auto info = m_cluster->createDatabase(database);
    {
        auto connection = postgres::Connection::open(info);
        demo::MigrationApplier(connection).apply(pending);
    }
    const QString folder = QFINDTESTDATA("../../resources/demo/acme-tracker/drizzle");
    const RanProgram migrate =
        runProgram(m_project.path(), QStringLiteral("node"),
                   {QStringLiteral("migrate.js"), info.host(), info.user(), database, folder});
    QCOMPARE(migrate.output, ledger);
}

QTEST_GUILESS_MAIN(DemoDrizzleTest)
#include "demo_drizzle_test.moc"
