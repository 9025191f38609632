// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/backup/rich_database.h"
#include "tests/cli/cli_runner.h"
#include "tests/operations/operations_fixture.h"
#include <QJsonArray>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// `restore` as it is typed.
class CliRestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        leavePipeline();
        m_fixture = std::make_unique<OperationsFixture>();
        m_fixture->reset();
        m_dump = m_fixture->path(QStringLiteral("a.dump"));
        dumpInto(m_fixture->cluster(), QStringLiteral("local"), m_dump, {QStringLiteral("-Fc")});
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void plansAsksAndRestores();
    void into();
    void inPlaceAndBack();
    void wrongUsage_data();
    void wrongUsage();
    void protectedStage();

private:
    CliRun run(const QByteArray &line, const char *stage = "local") const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"),
                                        m_fixture->path(QStringLiteral("project")),
                                        QStringLiteral("--target"), QString::fromLatin1(stage)} +
                            words(line.constData()));
    }
    QByteArray ask(const QByteArray &sql, const QString &database = QStringLiteral("local"))
    {
        return m_fixture->cluster().psql(database, sql).trimmed();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
    QString m_dump;
};

void CliRestoreTest::plansAsksAndRestores()
{
    const QByteArray restore = "restore " + m_dump.toUtf8();
    ask("DELETE FROM items WHERE id > 10");
    const CliRun dry = run(restore + " --dry-run --json");
    QVERIFY2(dry.exitCode == 0, dry.all().constData());
    QCOMPARE(dry.json()[u"steps"].toArray().size(), 4);
    QCOMPARE(dry.json()[u"confirmation"].toString(), QStringLiteral("name"));
    QCOMPARE(run(restore + " --yes").exitCode, 3);
    QCOMPARE(ask("SELECT count(*) FROM items"), QByteArray("10"));
    const CliRun done = run(restore + " --confirm local --json");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM items"), QByteArray("100"));
    const QString id = done.json()[u"run"].toString();
    const auto kept = [this] {
        return ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'local\\_before%'");
    };
    const CliRun listed = run("backups kept --json");
    QCOMPARE(listed.json()[u"databases"].toArray().size(), 1);
    QCOMPARE(listed.json()[u"databases"][0][u"run"].toString(), id);
    QVERIFY(run("backups kept").out.contains("restore --drop-old " + id.toUtf8()));
    // It is too young to go by itself.
    const CliRun tooYoung = run("restore --confirm local --drop-old expired");
    QVERIFY2(tooYoung.exitCode == 0, tooYoung.all().constData());
    QCOMPARE(kept(), QByteArray("1"));
    QFile::remove(m_fixture->path(QStringLiteral("data/journals/") + id +
                                  QStringLiteral(".journal"))); // the mark on the server is enough
    const CliRun dropped = run("restore --confirm local --drop-old " + id.toUtf8());
    QVERIFY2(dropped.exitCode == 0, dropped.all().constData());
    QCOMPARE(kept(), QByteArray("0"));
}

void CliRestoreTest::into()
{
    const CliRun done = run("restore " + m_dump.toUtf8() + " --into beside --yes --jobs 2");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QVERIFY2(!done.all().contains("undo"), done.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM items", QStringLiteral("beside")), QByteArray("100"));
}

void CliRestoreTest::inPlaceAndBack()
{
    ask("DELETE FROM items WHERE id > 10; CREATE VIEW later AS SELECT * FROM items");
    const QByteArray restore = "restore --in-place --confirm local " + m_dump.toUtf8();
    const CliRun refused = run(restore);
    QVERIFY2(refused.exitCode == 3 && refused.all().contains("view public.later") &&
                 refused.all().contains("--cascade"),
             refused.all().constData());
    const CliRun done = run(restore + " --cascade");
    QVERIFY2(done.exitCode == 0, done.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM items"), QByteArray("100"));
    QVERIFY2(done.out.contains("to take it back: arboristctl undo "), done.all().constData());
    const QByteArray id = done.out.trimmed().split(' ').last();
    const CliRun plan = run("undo " + id + " --dry-run");
    QVERIFY2(plan.exitCode == 0 && plan.out.contains("Make a backup"), plan.all().constData());
    // The rows of today would be lost: a yes is not enough.
    QCOMPARE(run("undo " + id + " --yes").exitCode, 3);
    const CliRun back = run("undo " + id + " --confirm local");
    QVERIFY2(back.exitCode == 0, back.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM later"), QByteArray("10"));
    QCOMPARE(run("undo " + id + " --confirm local").exitCode, 3);
    ask("DROP VIEW later");
}

void CliRestoreTest::wrongUsage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::newRow("nothing") << QByteArray("restore") << 2;
    QTest::newRow("both") << QByteArray("restore a --drop-old b") << 2;
    QTest::newRow("no such run") << QByteArray("restore --drop-old b") << 2;
    QTest::newRow("in place into") << QByteArray("restore a --in-place --into b") << 2;
    QTest::newRow("no such file") << QByteArray("restore /nowhere/a.dump") << 2;
}

void CliRestoreTest::wrongUsage()
{
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    const CliRun wrong = run(line);
    QVERIFY2(wrong.exitCode == code, wrong.all().constData());
}

void CliRestoreTest::protectedStage()
{
    const CliRun refused =
        run("restore " + m_dump.toUtf8() + " --confirm production", "production");
    QVERIFY2(refused.exitCode == 3, refused.all().constData());
    QCOMPARE(ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'production\\_before%'"),
             QByteArray("0"));
}

QTEST_GUILESS_MAIN(CliRestoreTest)
#include "cli_restore_test.moc"
