// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore_marks.h"
#include "services/core/run_log.h"
#include "tests/backup/rich_database.h"
#include "tests/operations/operations_fixture.h"
#include <QDir>
#include <QRandomGenerator>
#include <QTest>
#include <csignal>

using namespace arborist;
using namespace arborist::testing;

/// Restores that are cut off at random moments: of the program, of pg_restore, of the server.
/// Either the old database is complete or the new one, and the next command says which and clears
/// up. ARBORIST_KILLS sets how many of each (default 3).
class RestoreKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void killed_data();
    void killed();

private:
    enum class Victim { Program, Child, Server };

    QByteArray ask(const QByteArray &sql, const QString &database = QStringLiteral("postgres"))
    {
        return m_fixture->cluster().psql(database, sql).trimmed();
    }
    QByteArray state() { return dumpText(m_fixture->cluster(), QStringLiteral("local")); }
    void start(QProcess &program, const QStringList &arguments) const;
    static QList<qint64> childrenOf(qint64 pid);
    void makeOther();

    std::unique_ptr<OperationsFixture> m_fixture;
    QString m_dump;
    QByteArray m_dumped;
    qint64 m_duration = 0;
};

void RestoreKillTest::initTestCase()
{
    m_fixture = std::make_unique<OperationsFixture>();
    m_fixture->reset();
    ask("CREATE TABLE big AS SELECT g, repeat(md5(g::text), 8) AS t FROM generate_series(1, 20000) "
        "g;"
        "ALTER TABLE big ADD PRIMARY KEY (g); CREATE INDEX ON big (t)",
        QStringLiteral("local"));
    m_dump = m_fixture->path(QStringLiteral("local.dump"));
    dumpInto(m_fixture->cluster(), QStringLiteral("local"), m_dump, {QStringLiteral("-Fc")});
    m_dumped = state();
    makeOther();
    QElapsedTimer timer;
    timer.start();
    QProcess program;
    start(program, {m_dump});
    QVERIFY(program.waitForFinished(120'000));
    m_duration = timer.elapsed();
    QVERIFY2(program.exitCode() == 0, program.readAllStandardOutput().constData());
    QVERIFY(state() == m_dumped);
}

/// What a restore is to be seen by.
void RestoreKillTest::makeOther()
{
    ask("DELETE FROM big WHERE g % 3 = 0; UPDATE items SET value = 'changed'",
        QStringLiteral("local"));
}

void RestoreKillTest::start(QProcess &program, const QStringList &arguments) const
{
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral(RESTORE_PROGRAM),
                  QStringList{m_fixture->path(QStringLiteral("project"))} + arguments);
    if (!program.waitForStarted())
        qFatal("cannot start the program");
}

QList<qint64> RestoreKillTest::childrenOf(qint64 pid)
{
    QList<qint64> all;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(pid));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + QStringLiteral("/children")));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &child : file.readAll().split(' ')) {
            if (!child.trimmed().isEmpty())
                all << child.trimmed().toLongLong();
        }
    }
    return all;
}

void RestoreKillTest::killed_data()
{
    QTest::addColumn<int>("victim");
    QTest::newRow("program") << int(Victim::Program);
    QTest::newRow("child") << int(Victim::Child);
    QTest::newRow("server") << int(Victim::Server);
}

void RestoreKillTest::killed()
{
    QFETCH(int, victim);
    const int asked = qEnvironmentVariableIntValue("ARBORIST_KILLS");
    const int kills = asked > 0 ? asked : 3;
    auto *random = QRandomGenerator::global();
    int replaced = 0;
    for (int i = 0; i < kills; ++i) {
        if (state() == m_dumped)
            makeOther();
        const QByteArray before = state();
        QVERIFY(before != m_dumped);
        const QString last = RunLog().runs({{}, {}, 1}).at(0).id;
        QProcess program;
        start(program, {m_dump});
        // More of them late, where the names are swapped.
        const qint64 moment = i % 2 == 0 ? random->bounded(m_duration)
                                         : m_duration * 7 / 10 + random->bounded(m_duration / 2);
        program.waitForFinished(int(moment));
        if (Victim(victim) == Victim::Program) {
            if (program.state() != QProcess::NotRunning)
                ::kill(pid_t(program.processId()), SIGKILL);
        } else if (Victim(victim) == Victim::Child) {
            for (const qint64 child : childrenOf(program.processId()))
                ::kill(pid_t(child), SIGKILL);
        } else {
            m_fixture->cluster().kill9();
        }
        QVERIFY(program.state() == QProcess::NotRunning || program.waitForFinished(120'000));
        const QByteArray said = program.readAll();
        if (Victim(victim) == Victim::Server)
            m_fixture->cluster().start();

        QProcess next;
        start(next, {});
        QVERIFY(next.waitForFinished(120'000));
        const QByteArray answer = next.readAll();
        QVERIFY2(next.exitCode() == 0, answer.constData());
        QVERIFY2(backup::RestoreMark::all().isEmpty(), (said + answer).constData());
        QCOMPARE(ask("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_restore\\_%'"),
                 QByteArray("0"));
        const QByteArray now = state();
        QVERIFY2(now == before || now == m_dumped, (said + answer).constData());
        replaced += now == m_dumped;
        // What the history says is what is there.
        const RunRecord run = RunLog().runs({{}, {}, 1}).at(0);
        if (run.id != last) {
            QVERIFY2(run.outcome, (said + answer).constData());
            QVERIFY2(run.outcome != Report::Result::Succeeded || now == m_dumped,
                     (said + answer).constData());
        }
    }
    qInfo("%d of %d had replaced the database", replaced, kills);
    // The stage is as usable as before: its database is the one on record.
    QProcess final;
    start(final, {m_dump});
    QVERIFY(final.waitForFinished(120'000));
    QVERIFY2(final.exitCode() == 0, final.readAll().constData());
    QVERIFY(state() == m_dumped);
}

QTEST_GUILESS_MAIN(RestoreKillTest)
#include "restore_kill_test.moc"
