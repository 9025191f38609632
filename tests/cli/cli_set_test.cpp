// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/terminal_program.h"
#include "tests/stages/project.h"
#include "tests/support/test_cluster.h"
#include <QDirIterator>
#include <QJsonArray>
#include <QProcess>
#include <QTest>
#include <sys/stat.h>

using namespace arborist;
using namespace arborist::testing;

/// `set target-db` and `set source-db`, from the command line to the file and back.
class CliSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void pointsTheTargetToAStageAndBack();
    void pointsTheSource();
    void planFirst();
    void refusesTheDatabaseOfAProtectedStage();
    void aProtectedStageNeedsItsName();
    void changesNothingWhereItCannotConnect();
    void saysWhatIsWrong();
    void readsTheAddressFromStandardInput();
    void asksOnATerminal();
    void writesTheFileThatTheStageReads();
    void whatWasChangedSinceIsNotUndone();

private:
    QString url(const QString &database) const
    {
        auto info = m_cluster->info(database);
        info.setValue(QStringLiteral("password"), QStringLiteral("hush"));
        return info.toUrlWithPassword();
    }
    CliRun run(const char *line) const
    {
        return runInProcess(QStringList{QStringLiteral("--workspace"), m_project->path()} +
                            words(line));
    }
    QByteArray file(const QString &name = QStringLiteral(".env")) const
    {
        QFile file(m_project->path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString targetDatabase() const
    {
        return run("current --json").json()[u"target"].toObject()[u"database"].toString();
    }
    /// The password is in no file of the data folder but those that keep the files as they were.
    void secretIsNowhere() const;

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<QTemporaryDir> m_data;
    QByteArray m_env;
};

void CliSetTest::initTestCase()
{
    clearEnvironment();
    m_cluster = std::make_unique<TestCluster>();
    for (const char *name : {"one", "two", "live"})
        m_cluster->createDatabase(QString::fromLatin1(name));
}

void CliSetTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    m_project = std::make_unique<Project>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    m_env = "# mine\r\nexport DB_CONNECTION_STRING='" + url(QStringLiteral("one")).toUtf8() +
            "' # local\r\nOTHER=x";
    m_project->write(QStringLiteral(".env"), m_env);
    m_project->write(QStringLiteral(".env.review"),
                     "DATABASE_URL=" + url(QStringLiteral("two")).toUtf8() + '\n');
    m_project->write(QStringLiteral(".env.production"),
                     "DATABASE_URL=" + url(QStringLiteral("live")).toUtf8() + '\n');
    m_project->write(QStringLiteral(".env.gone"),
                     "DATABASE_URL=postgresql://u:hush@localhost/gone?host=/nowhere\n");
    ::chmod(m_project->path(QStringLiteral(".env")).toUtf8().constData(), 0640);
}

void CliSetTest::secretIsNowhere() const
{
    QDirIterator files(m_data->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const bool keeps =
            file.fileName().contains(u"/journals/") || file.fileName().contains(u"/file-backups/");
        QVERIFY2(keeps || !file.readAll().contains("hush"), qPrintable(file.fileName()));
        if (keeps) {
            struct stat status {
            };
            QCOMPARE(::stat(file.fileName().toUtf8().constData(), &status), 0);
            QCOMPARE(status.st_mode & 0077, mode_t(0));
        }
    }
}

void CliSetTest::pointsTheTargetToAStageAndBack()
{
    QCOMPARE(targetDatabase(), QStringLiteral("one"));
    const CliRun set = run("set target-db review --yes --json");
    QVERIFY2(set.exitCode == 0, set.all().constData());
    QVERIFY2(!set.all().contains("hush"), set.all().constData());
    QCOMPARE(set.json()[u"outcome"].toString(), QStringLiteral("succeeded"));
    QVERIFY(set.json()[u"notes"].toArray().at(0).toString().contains(u"DB_CONNECTION_STRING"));
    QByteArray expected = m_env;
    expected.replace(url(QStringLiteral("one")).toUtf8(), url(QStringLiteral("two")).toUtf8());
    QCOMPARE(file(), expected);
    struct stat status {
    };
    ::stat(m_project->path(QStringLiteral(".env")).toUtf8().constData(), &status);
    QCOMPARE(status.st_mode & 0777, mode_t(0640));
    QCOMPARE(targetDatabase(), QStringLiteral("two"));
    // The stage's record has followed: it is not taken for another database.
    const CliRun stages = run("stages --json");
    QVERIFY2(stages.exitCode == 0, stages.all().constData());

    QCOMPARE(run("set target-db review --yes").exitCode, 0); // nothing to do any more
    QCOMPARE(file(), expected);
    const CliRun undo = run("undo last --yes");
    QVERIFY2(undo.exitCode == 0, undo.all().constData());
    QCOMPARE(file(), m_env);
    QCOMPARE(targetDatabase(), QStringLiteral("one"));
    const CliRun again =
        run(("undo " + set.json()[u"run"].toString().toUtf8() + " --yes").constData());
    QCOMPARE(again.exitCode, 3);
    const CliRun history = run("history");
    QVERIFY2(history.out.contains("set target-db"), history.out.constData());
    QVERIFY2(!history.all().contains("hush"), history.all().constData());
    QCOMPARE(run("audit verify").exitCode, 0);
    secretIsNowhere();
}

void CliSetTest::pointsTheSource()
{
    const CliRun set = run("set source-db production --yes");
    QVERIFY2(set.exitCode == 0, set.all().constData());
    QCOMPARE(file(), m_env + "\r\nSOURCE_DB_CONNECTION_STRING=" +
                         url(QStringLiteral("live")).toUtf8() + "\r\n");
    const CliRun current = run("current");
    QVERIFY2(current.out.contains("Source") && current.out.contains("live"),
             current.out.constData());
    QVERIFY(current.out.contains("PostgreSQL"));
    QVERIFY(!current.out.contains("hush"));
    QCOMPARE(run("undo last --yes").exitCode, 0);
    QCOMPARE(file(), m_env);
}

void CliSetTest::planFirst()
{
    const CliRun plan = run("set target-db review --dry-run --json");
    QVERIFY2(plan.exitCode == 0, plan.all().constData());
    QVERIFY2(!plan.all().contains("hush"), plan.all().constData());
    const QByteArray hash = plan.json()[u"hash"].toString().toUtf8();
    QVERIFY(!hash.isEmpty());
    QVERIFY(!plan.json()[u"way_back"].toString().isEmpty());
    QCOMPARE(file(), m_env);
    const CliRun text = run("set target-db review --dry-run");
    QVERIFY2(text.out.contains("DB_CONNECTION_STRING"), text.out.constData());
    QVERIFY(!text.all().contains("hush"));
    QCOMPARE(run("set target-db review --yes --plan 0123").exitCode, 3);
    QCOMPARE(run("set target-db review").exitCode, 3); // nobody has agreed
    QCOMPARE(file(), m_env);
    QCOMPARE(run(("set target-db review --yes --plan " + hash).constData()).exitCode, 0);
    QVERIFY(file() != m_env);
    secretIsNowhere();
}

void CliSetTest::refusesTheDatabaseOfAProtectedStage()
{
    const CliRun byName = run("set target-db production --yes");
    QCOMPARE(byName.exitCode, 3);
    QVERIFY2(byName.err.contains("production"), byName.err.constData());
    QCOMPARE(run("set target-db production --confirm local").exitCode, 3);
    const auto runs = run("history --json").json()[u"runs"].toArray();
    QCOMPARE(runs.size(), 2);
    QCOMPARE(runs.at(0)[u"operation"].toString(), QStringLiteral("set target-db"));
    QCOMPARE(runs.at(0)[u"outcome"].toString(), QStringLiteral("refused"));
    QCOMPARE(run("audit verify").exitCode, 0);
    // Known by its fingerprint, whatever the address says.
    QCOMPARE(run("--target production scan").exitCode == 2, false);
    QCOMPARE(run("stages trust production --confirm production").exitCode, 0);
    auto info = m_cluster->info(QStringLiteral("live"));
    info.setValue(QStringLiteral("application_name"), QStringLiteral("other"));
    const CliRun byAddress = run(("set target-db " + info.toUrl().toUtf8() + " --yes").constData());
    QCOMPARE(byAddress.exitCode, 3);
    QCOMPARE(file(), m_env);
}

void CliSetTest::aProtectedStageNeedsItsName()
{
    m_project->write(QStringLiteral("arborist.toml"),
                     "[stages.local]\nurl = 'env:DB_CONNECTION_STRING'\nprotected = true\n");
    QCOMPARE(run("set target-db review --yes").exitCode, 3);
    QCOMPARE(run("set target-db review --confirm review").exitCode, 3);
    QCOMPARE(file(), m_env);
    QCOMPARE(run("set target-db review --confirm local").exitCode, 0);
    QCOMPARE(targetDatabase(), QStringLiteral("two"));
}

void CliSetTest::changesNothingWhereItCannotConnect()
{
    const CliRun set = run("set target-db gone --yes");
    QCOMPARE(set.exitCode, 1);
    QVERIFY2(set.err.contains("gone"), set.err.constData());
    QVERIFY(!set.all().contains("hush"));
    QCOMPARE(file(), m_env);
}

void CliSetTest::saysWhatIsWrong()
{
    QCOMPARE(run("set").exitCode, 2);
    QCOMPARE(run("set other-db review").exitCode, 2);
    const CliRun unknown = run("set target-db reviw --yes");
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY2(unknown.err.contains("review"), unknown.err.constData());
    const CliRun unasked = run("set target-db");
    QCOMPARE(unasked.exitCode, 3);
    QVERIFY2(unasked.err.contains("standard input"), unasked.err.constData());
    QCOMPARE(run("set target-db - --yes").exitCode, 2);
    qputenv("DB_CONNECTION_STRING", url(QStringLiteral("one")).toUtf8());
    const CliRun hidden = run("set target-db review --yes");
    qunsetenv("DB_CONNECTION_STRING");
    QCOMPARE(hidden.exitCode, 1);
    QVERIFY2(hidden.err.contains("environment"), hidden.err.constData());
    m_project->write(QStringLiteral(".env"), "DB_CONNECTION_STRING=\"open\n");
    QVERIFY(run("set target-db review --yes").exitCode != 0);
    QCOMPARE(file(), QByteArray("DB_CONNECTION_STRING=\"open\n"));
}

void CliSetTest::readsTheAddressFromStandardInput()
{
    QProcess program;
    program.start(QStringLiteral(ARBORISTCTL),
                  QStringList{QStringLiteral("--workspace"), m_project->path()} +
                      words("set target-db - --yes"));
    QVERIFY(program.waitForStarted());
    program.write(url(QStringLiteral("two")).toUtf8());
    program.closeWriteChannel();
    QVERIFY(program.waitForFinished(60'000));
    const QByteArray all = program.readAllStandardOutput() + program.readAllStandardError();
    QVERIFY2(program.exitCode() == 0, all.constData());
    QVERIFY(!all.contains("hush"));
    QVERIFY(file().contains(url(QStringLiteral("two")).toUtf8()));
}

void CliSetTest::asksOnATerminal()
{
    const QString workspace = m_project->path();
    CliRun set = runOnTerminal(QStringLiteral(ARBORISTCTL),
                               QStringList{QStringLiteral("--workspace"), workspace} +
                                   words("set target-db"),
                               {{"or an address: ", "review\n"}, {"[y/N]", "y\n"}});
    QVERIFY2(set.exitCode == 0, set.out.constData());
    QVERIFY(!set.out.contains("hush"));
    QVERIFY(file().contains(url(QStringLiteral("two")).toUtf8()));
    // An address, and a password that does not show.
    set = runOnTerminal(
        QStringLiteral(ARBORISTCTL),
        QStringList{QStringLiteral("--workspace"), workspace} + words("set target-db"),
        {{"or an address: ", m_cluster->info(QStringLiteral("one")).toUrl().toUtf8() + '\n'},
         {"none): ", "hush\n"},
         {"[y/N]", "y\n"}});
    QVERIFY2(set.exitCode == 0, set.out.constData());
    QVERIFY2(!set.out.contains("hush"), set.out.constData());
    QCOMPARE(targetDatabase(), QStringLiteral("one"));
    QVERIFY(file().contains("hush"));
}

void CliSetTest::writesTheFileThatTheStageReads()
{
    m_project->write(QStringLiteral("arborist.toml"),
                     "[stages.here]\nurl = 'env:MY_URL@.env.mine'\n");
    m_project->write(QStringLiteral(".env.mine"),
                     "MY_URL=" + url(QStringLiteral("one")).toUtf8() + '\n');
    QCOMPARE(run("set target-db review --yes").exitCode, 0);
    QCOMPARE(file(), m_env);
    QCOMPARE(file(QStringLiteral(".env.mine")),
             "MY_URL=" + url(QStringLiteral("two")).toUtf8() + '\n');
    m_project->write(QStringLiteral("arborist.toml"),
                     "[stages.here]\nurl = 'postgresql://localhost/x'\n");
    const CliRun noVariable = run("set target-db review --yes");
    QCOMPARE(noVariable.exitCode, 1);
    QVERIFY2(noVariable.err.contains("variable"), noVariable.err.constData());
}

void CliSetTest::whatWasChangedSinceIsNotUndone()
{
    QCOMPARE(run("set target-db review --yes").exitCode, 0);
    const QByteArray mine = file() + "\r\nMORE=1";
    m_project->write(QStringLiteral(".env"), mine);
    const CliRun undo = run("undo last --yes");
    QCOMPARE(undo.exitCode, 3);
    QVERIFY2(undo.err.contains(".env"), undo.err.constData());
    QCOMPARE(file(), mine);
}

QTEST_GUILESS_MAIN(CliSetTest)
#include "cli_set_test.moc"
