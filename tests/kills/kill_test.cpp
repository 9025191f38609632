// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/kills/killed_shop.h"
#include "tests/kills/victim.h"
#include "tests/support/run_program.h"
#include <QDir>
#include <QElapsedTimer>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

using namespace arborist;
using namespace arborist::testing;

namespace {

/// What an operation makes.
enum class Makes { Rows, Backup, Export };

QByteArray firstDifference(const QByteArray &found, const QByteArray &wanted)
{
    const QByteArrayList left = found.split('\n'), right = wanted.split('\n');
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        if (left.value(i) != right.value(i))
            return "found: " + left.value(i).left(300) + "\nwanted: " + right.value(i).left(300);
    }
    return {};
}

} // namespace

/// SIGKILL at random moments, for arboristctl, its children, a session of the server, the server:
/// what was there before is complete or what was to come is, the next start says which, and nothing
/// else is left. ARBORIST_KILLS sets at how many moments of each (default 1).
class KillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void oldOrNew_data();
    void oldOrNew();

private:
    struct Moment {
        Ended ended;
        qint64 at = -1; ///< ms after the start, or after the first child's
    };

    void beKnown();
    Moment killAtRandom(const QStringList &words, Victim victim, int round);
    static void waitForChild(QProcess &program);
    void letServerAnswer(Victim victim);
    QByteArray startNext();
    QByteArray problems(Makes makes, const Ended &ended, const QString &lastRun, bool &isNew);
    void takeBack();
    bool foundNew(Makes makes, QByteArray &wrong);

    std::unique_ptr<KilledShop> m_shop;
    QByteArray m_old, m_after, m_exportBefore, m_exportAfter;
    qint64 m_usual = 0; ///< ms that the whole operation takes
    int m_count = 2;
};

void KillTest::initTestCase()
{
    m_count = std::max(1, qEnvironmentVariableIntValue("ARBORIST_KILLS"));
    m_shop = std::make_unique<KilledShop>();
    m_shop->cluster().psql(QStringLiteral("local"),
                           "DELETE FROM big WHERE id % 3 = 0; UPDATE users SET email = 'new' || id;"
                           "SELECT lo_put(4711, 0, 'other')");
    const QString dump = m_shop->path(QStringLiteral("new.dump"));
    const Ended saved = m_shop->run({QStringLiteral("backup"), QStringLiteral("--output"), dump});
    QVERIFY2(saved.code == 0, saved.said.constData());
    const QString archive = m_shop->path(QStringLiteral("archive"));
    QVERIFY(m_shop->run({QStringLiteral("export"), archive}).code == 0);
    QVERIFY(m_shop->run({QStringLiteral("export"), m_shop->exportFolder()}).code == 0);
    m_exportBefore = m_shop->exported();
    QVERIFY(!m_exportBefore.isEmpty());
    m_shop->makeOld();
    m_old = m_shop->state();
    adoptOrphans();
}

void KillTest::cleanupTestCase()
{
    m_shop.reset();
}

void KillTest::oldOrNew_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("makes");
    QTest::addColumn<int>("victim");
    struct Row {
        const char *name;
        QStringList words;
        Makes makes;
        bool hasChildren;
    };
    const QString dump = m_shop->path(QStringLiteral("new.dump"));
    const QString archive = m_shop->path(QStringLiteral("archive"));
    const Row rows[] = {
        {"backup", {QStringLiteral("backup")}, Makes::Backup, true},
        {"backup by jobs",
         {QStringLiteral("backup"), QStringLiteral("--jobs"), QStringLiteral("2")},
         Makes::Backup,
         true},
        {"backup as script",
         {QStringLiteral("backup"), QStringLiteral("--compress")},
         Makes::Backup,
         true},
        {"export", {QStringLiteral("export"), m_shop->exportFolder()}, Makes::Export, false},
        {"restore", {QStringLiteral("restore"), dump}, Makes::Rows, true},
        {"restore in place",
         {QStringLiteral("restore"), QStringLiteral("--in-place"), dump},
         Makes::Rows,
         true},
        {"import", {QStringLiteral("import"), archive}, Makes::Rows, false},
        {"wipe", {QStringLiteral("wipe")}, Makes::Rows, false},
        {"seed", {QStringLiteral("seed")}, Makes::Rows, false},
        {"reset",
         {QStringLiteral("reset"), QStringLiteral("--data"), QStringLiteral("seed")},
         Makes::Rows,
         false},
    };
    for (const Row &row : rows) {
        const auto add = [&](const char *name, Victim victim) {
            QTest::addRow("%s, %s", row.name, name) << row.words << int(row.makes) << int(victim);
        };
        add("program", Victim::Program);
        if (row.hasChildren)
            add("child", Victim::Child);
        add("session", Victim::Backend);
        add("server", Victim::Server);
    }
}

void KillTest::oldOrNew()
{
    QFETCH(QStringList, words);
    QFETCH(int, makes);
    QFETCH(int, victim);
    const Makes made = Makes(makes);
    beKnown();
    QElapsedTimer timer;
    timer.start();
    const Ended whole = m_shop->run(words);
    m_usual = timer.elapsed();
    QVERIFY2(whole.code == 0, whole.said.constData());
    m_after = m_shop->state();
    m_exportAfter = m_shop->exported();
    QCOMPARE(m_after != m_old, made == Makes::Rows);
    int complete = 0;
    for (int round = 0; round < m_count; ++round) {
        beKnown();
        const QString last = m_shop->lastRun()[u"run"].toString();
        const Moment moment = killAtRandom(words, Victim(victim), round);
        letServerAnswer(Victim(victim));
        const QByteArray told = startNext();
        bool isNew = false;
        QByteArray wrong = problems(made, moment.ended, last, isNew);
        if (told.startsWith("no start"))
            wrong += "it is not cleared up\n";
        QVERIFY2(wrong.isEmpty(),
                 (wrong + "\nround " + QByteArray::number(round) + ", at " +
                  QByteArray::number(moment.at) + " of " + QByteArray::number(m_usual) +
                  " ms; it said: " + moment.ended.said + "\nthe next start said: " + told)
                     .constData());
        complete += isNew;
        if (isNew && made == Makes::Rows)
            takeBack();
        if (QTest::currentTestFailed())
            return;
    }
    qInfo("%d of %d were complete", complete, m_count);
}

/// Everything as it is before each operation.
void KillTest::beKnown()
{
    if (m_shop->state() != m_old)
        m_shop->makeOld();
    m_shop->removeBackups();
    if (m_shop->exported() != m_exportBefore) {
        QDir(m_shop->exportFolder()).removeRecursively();
        const RanProgram copied =
            runProgram(QStringLiteral("/tmp"), QStringLiteral("cp"),
                       {QStringLiteral("-a"), m_shop->path(QStringLiteral("archive")),
                        m_shop->exportFolder()});
        QVERIFY2(copied.fine, copied.output.constData());
    }
}

KillTest::Moment KillTest::killAtRandom(const QStringList &words, Victim victim, int round)
{
    QProcess program;
    m_shop->start(program, words);
    if (victim == Victim::Child)
        waitForChild(program);
    // Half of them late, where the new takes the place of the old.
    Moment moment;
    const qint64 span = std::max<qint64>(20, m_usual);
    moment.at = round % 2 == 0 ? QRandomGenerator::global()->bounded(span)
                               : span / 2 + QRandomGenerator::global()->bounded(span * 6 / 10);
    if (victim == Victim::Child)
        moment.at /= 2;
    QThread::msleep(quint64(moment.at));
    if (victim == Victim::Child)
        waitForChild(program);
    killVictim(victim, program.processId(), m_shop->cluster());
    if (!program.waitForFinished(120'000))
        qFatal("arboristctl does not end");
    moment.ended = {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1,
                    program.readAll()};
    return moment;
}

void KillTest::waitForChild(QProcess &program)
{
    while (descendants(program.processId()).isEmpty() && !program.waitForFinished(1)) {
    }
}

void KillTest::letServerAnswer(Victim victim)
{
    if (victim == Victim::Server)
        m_shop->cluster().start();
    const auto answers = [this] {
        try {
            m_shop->cluster().psql(QStringLiteral("postgres"), "SELECT 1");
            return true;
        } catch (const std::exception &) {
            return false;
        }
    };
    QTRY_VERIFY_WITH_TIMEOUT(answers(), 60'000);
}

/// As a person does it who wants to know where things stand.
QByteArray KillTest::startNext()
{
    QByteArray told;
    const auto knows = [&] {
        const Ended next = m_shop->run({QStringLiteral("status")});
        told += next.said;
        const QString state = m_shop->lastRun()[u"state"].toString();
        return next.code == 0 && state != u"cut_off" && state != u"under_way";
    };
    // The server needs a moment to notice that its client is gone.
    for (int i = 0; i < 100; ++i) {
        if (knows())
            return told;
        QThread::msleep(200);
    }
    return "no start clears it up\n" + told;
}

/// What is not as it must be; nothing where all is.
QByteArray KillTest::problems(Makes makes, const Ended &ended, const QString &lastRun, bool &isNew)
{
    QByteArray wrong;
    isNew = foundNew(makes, wrong);
    if (ended.code == 0 && !isNew)
        wrong += "it said that it succeeded\n";
    const QJsonObject run = m_shop->lastRun();
    const QString state = run[u"state"].toString();
    const bool isSaid = run[u"run"].toString() != lastRun;
    if (isSaid && (state == u"succeeded") != isNew)
        wrong += "the history says " + state.toUtf8() + '\n';
    if (!isSaid && isNew)
        wrong += "the history does not know the run\n";
    if (const QByteArray left = m_shop->leftovers(); !left.isEmpty())
        wrong += "left: " + left + '\n';
    for (int i = 0; i < 100 && !orphans().isEmpty(); ++i)
        QThread::msleep(50);
    if (!orphans().isEmpty())
        wrong += "a child is still running\n";
    return wrong;
}

bool KillTest::foundNew(Makes makes, QByteArray &wrong)
{
    const QByteArray now = m_shop->state();
    const bool isAfter = isSameState(now, m_after);
    if (!isSameState(now, m_old) && !isAfter)
        wrong += "the database is neither: " + firstDifference(now, m_old) + "\n or " +
                 firstDifference(now, m_after) + '\n';
    if (makes == Makes::Rows)
        return isAfter;
    if (makes == Makes::Export) {
        const QByteArray sums = m_shop->exported();
        if (sums != m_exportBefore && sums != m_exportAfter)
            wrong += "the export is neither: " + sums + '\n';
        return sums == m_exportAfter;
    }
    const QStringList files = m_shop->backups();
    if (files.isEmpty())
        return false;
    const QString folder = m_shop->path(QStringLiteral("project/backups/db/"));
    if (files.size() != 2 || files.at(1) != files.at(0) + QStringLiteral(".manifest.json"))
        wrong += "the folder of backups holds " + files.join(u' ').toUtf8() + '\n';
    QByteArray whole = m_old;
    whole.replace("DATABASE local", "DATABASE looked_at");
    const QByteArray brought = m_shop->stateOfBackup(folder + files.at(0));
    // The database's own comment and settings are no part of it.
    const auto rows = [](const QByteArray &text) {
        return text.mid(text.indexOf("-- Name: SCHEMA public"));
    };
    if (const QByteArray other = firstDifference(rows(brought), rows(whole)); !other.isEmpty())
        wrong += "the backup is not the database: " + other + '\n';
    return true;
}

/// By what the run itself had noted before it changed anything.
void KillTest::takeBack()
{
    const QJsonObject run = m_shop->lastRun();
    if (run[u"operation"].toString() == u"restore --in-place")
        return; // the backup before it is what leads back
    QVERIFY(run[u"can_undo"].toBool());
    const Ended back = m_shop->run({QStringLiteral("undo"), run[u"run"].toString()});
    QVERIFY2(back.code == 0, back.said.constData());
    const QByteArray now = m_shop->state();
    QVERIFY2(isSameState(now, m_old), (firstDifference(now, m_old) + '\n' + back.said).constData());
}

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
