// SPDX-License-Identifier: GPL-3.0-or-later
// Three runs of ours and three of the real drizzle-orm, all at once on one database.
#include "tests/migrations/run_fixture.h"
#include "tests/support/run_program.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

class ConcurrentRunsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachMigrationIsAppliedOnce_data();
    void eachMigrationIsAppliedOnce();

private:
    std::unique_ptr<RunFixture> m_fixture;
    QTemporaryDir m_peers;
};

void ConcurrentRunsTest::initTestCase()
{
    QFile package(m_peers.filePath(QStringLiteral("package.json")));
    QVERIFY(package.open(QIODevice::WriteOnly));
    package.write(R"({"private": true, "type": "module"})");
    package.close();
    QVERIFY(QFile::copy(QFINDTESTDATA("../demo/migrate.js"),
                        m_peers.filePath(QStringLiteral("migrate.js"))));
    const RanProgram install =
        runProgram(m_peers.path(), QStringLiteral("npm"),
                   {QStringLiteral("install"), QStringLiteral("--no-audit"),
                    QStringLiteral("--no-fund"), QStringLiteral("--ignore-scripts"),
                    QStringLiteral("drizzle-orm@0.45.4"), QStringLiteral("pg@8")});
    if (!install.fine)
        QSKIP("npm or its registry cannot be reached: drizzle-orm is not at hand");
    m_fixture = std::make_unique<RunFixture>();
}

void ConcurrentRunsTest::eachMigrationIsAppliedOnce_data()
{
    QTest::addColumn<bool>("changesTables");
    QTest::newRow("tables and rows") << true;
    QTest::newRow("rows alone") << false; // nothing but the ledger keeps these from running twice
}

void ConcurrentRunsTest::eachMigrationIsAppliedOnce()
{
    QFETCH(bool, changesTables);
    m_fixture->reset();
    m_fixture->add(QStringLiteral("0000_log"), "CREATE TABLE log (what text);");
    QVERIFY(m_fixture->migrate().outcome == Report::Result::Succeeded);
    constexpr int kMigrations = 12;
    QByteArray expected;
    for (int i = 1; i <= kMigrations; ++i) {
        const QByteArray n = QByteArray::number(100 + i);
        m_fixture->add(QStringLiteral("0%1_more").arg(100 + i),
                       (changesTables ? "CREATE TABLE t" + n + " ();\n--> statement-breakpoint\n"
                                      : QByteArray()) +
                           "INSERT INTO log VALUES ('" + n +
                           "');\n--> statement-breakpoint\nSELECT pg_sleep(0.05);");
        expected += n + "|1\n";
    }
    std::vector<std::unique_ptr<QProcess>> programs;
    const auto info = m_fixture->cluster().info(QStringLiteral("tracker"));
    for (int i = 0; i < 6; ++i) {
        auto program = std::make_unique<QProcess>();
        program->setProcessChannelMode(QProcess::MergedChannels);
        program->setWorkingDirectory(m_peers.path());
        if (i % 2 == 0)
            program->start(QStringLiteral(ARBORISTCTL),
                           {QStringLiteral("--workspace"), m_fixture->project(),
                            QStringLiteral("--confirm"), QStringLiteral("local"),
                            QStringLiteral("migrate")});
        else
            program->start(QStringLiteral("node"),
                           {QStringLiteral("migrate.js"), info.host(), info.user(),
                            QStringLiteral("tracker"), m_fixture->folder()});
        programs.push_back(std::move(program));
    }
    for (const auto &program : programs) {
        QVERIFY(program->waitForFinished(120'000));
        const QByteArray output = program->readAll();
        QVERIFY2(program->exitCode() == 0, output.constData());
    }
    QCOMPARE(m_fixture->sql("SELECT what, count(*) FROM log GROUP BY what ORDER BY what"),
             expected);
    QCOMPARE(m_fixture->sql("SELECT count(*), count(DISTINCT created_at) FROM "
                            "drizzle.__drizzle_migrations"),
             QByteArray("13|13\n"));
}

QTEST_GUILESS_MAIN(ConcurrentRunsTest)
#include "concurrent_runs_test.moc"
