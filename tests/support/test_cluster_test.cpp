// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_cluster.h"

#include <QDir>
#include <QTest>

using arborist::TestCluster;

/// The helper itself: if it misbehaves, every other test's result means nothing.
class TestClusterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsSurvivesAndLeavesNothing();
    void reportsWhyTheServerDoesNotStart();
};

void TestClusterTest::runsSurvivesAndLeavesNothing()
{
    QString folder;
    {
        TestCluster cluster;
        folder = cluster.socketFolder();
        QVERIFY(cluster.socketFolder().size() + int(sizeof("/.s.PGSQL.5432.lock")) < 107);
        const auto info = cluster.createDatabase(QStringLiteral("My \"db\""));
        const QString name = info.values().value(QStringLiteral("dbname"));
        cluster.psql(name, "create table t as select generate_series(1, 3) as n");
        QCOMPARE(cluster.psql(name, "show listen_addresses"), QByteArray("\n"));
        cluster.psql(name, "checkpoint");
        cluster.kill9();
        QVERIFY(!cluster.isRunning());
        cluster.start();
        QCOMPARE(cluster.psql(name, "select n, n * 2 from t order by n limit 2"),
                 QByteArray("1|2\n2|4\n"));
        cluster.stop();
        QVERIFY(!cluster.isRunning());
        cluster.start();
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, cluster.psql(name, "select nothing"));
    }
    QVERIFY(!QDir(folder).exists());
}

void TestClusterTest::reportsWhyTheServerDoesNotStart()
{
    TestCluster::Options options;
    options.settings << QStringLiteral("no_such_setting = 1");
    try {
        TestCluster cluster(options);
        QFAIL("started");
    } catch (const std::exception &error) {
        QVERIFY(QByteArray(error.what()).contains("no_such_setting"));
    }
}

QTEST_GUILESS_MAIN(TestClusterTest)
#include "test_cluster_test.moc"
