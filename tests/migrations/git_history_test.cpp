// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/git_history.h"
#include "tests/migrations/project.h"
#include "tests/support/run_program.h"
#include <QStandardPaths>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

/// What git says of migrations; the real git, in repositories that the test makes.
class GitHistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void filesHaveAuthors();
    void editsAreDated();
    void missingFilesAreFound();
    void strangeNamesAreRead();
    void nothingWithoutRepository();
    void hostileRepositoriesRunNothing();

private:
    static void git(const Project &project, const QStringList &arguments)
    {
        const RanProgram ran = runProgram(
            project.path(), QStringLiteral("git"),
            QStringList{QStringLiteral("-c"), QStringLiteral("user.name=Ana Gómez"),
                        QStringLiteral("-c"), QStringLiteral("user.email=ana@example.org"),
                        QStringLiteral("-c"), QStringLiteral("commit.gpgsign=false")} +
                arguments);
        if (!ran.fine)
            throw std::runtime_error(ran.output.toStdString());
    }
    static void commit(const Project &project, const QString &subject)
    {
        git(project, {QStringLiteral("add"), QStringLiteral("-A")});
        git(project, {QStringLiteral("commit"), QStringLiteral("-qm"), subject});
    }
    static void init(const Project &project)
    {
        git(project, {QStringLiteral("init"), QStringLiteral("-q")});
    }
    /// As if all of the set had been applied as it was then.
    static LedgerState ledgerOf(const MigrationSet &set)
    {
        LedgerState state;
        state.exists = true;
        for (const Migration &each : set.migrations)
            state.rows.push_back({{}, each.hash, each.order, {}, false, 1});
        return state;
    }
    static SetStatus hinted(const Project &project, const LedgerState &ledger)
    {
        const MigrationSet set = project.set();
        SetStatus status = statusOf(set, ledger);
        addGitHints(status, set);
        return status;
    }
};

void GitHistoryTest::initTestCase()
{
    if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
        QSKIP("git is not installed");
}

void GitHistoryTest::filesHaveAuthors()
{
    Project project;
    init(project);
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    commit(project, QStringLiteral("One"));
    writeDrizzle(project, {{"0000_a", 1000, "select 2"}, {"0001_b", 2000, "select 1"}});
    commit(project, QStringLiteral("Two"));
    const MigrationSet set = project.set();
    const auto history = gitHistory(set.folder);
    QCOMPARE(history[QStringLiteral("0000_a.sql")].changes.size(), 2U);
    const auto made = madeBy(set, set.migrations[0], history);
    QVERIFY(made);
    QCOMPARE(made->author, QStringLiteral("Ana Gómez"));
    QCOMPARE(made->subject, QStringLiteral("One"));
    QVERIFY(made->at.isValid());
    QCOMPARE(made->hash.size(), 40);
    QCOMPARE(madeBy(set, set.migrations[1], history)->subject, QStringLiteral("Two"));
}

void GitHistoryTest::editsAreDated()
{
    Project project;
    init(project);
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    commit(project, QStringLiteral("As applied"));
    const LedgerState ledger = ledgerOf(project.set());
    project.write(QStringLiteral("drizzle/0000_a.sql"), "select 2");
    SetStatus status = hinted(project, ledger);
    QVERIFY(status.migrations[0].text.contains(QStringLiteral("not committed")));

    commit(project, QStringLiteral("The edit"));
    const QString edit =
        gitHistory(project.path(QStringLiteral("drizzle")))[QStringLiteral("0000_a.sql")]
            .changes.front()
            .shortHash();
    project.write(QStringLiteral("drizzle/0000_a.sql"), "select 3");
    commit(project, QStringLiteral("One more"));
    status = hinted(project, ledger);
    QVERIFY2(status.migrations[0].text.contains(edit), qPrintable(status.migrations[0].text));
    QCOMPARE(codes(status.problems), QStringList(QStringLiteral("edited 0000_a")));
    QCOMPARE(status.problems[0].text, status.migrations[0].text);
}

void GitHistoryTest::missingFilesAreFound()
{
    Project project;
    init(project);
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b c", 2000, "select 1"}});
    commit(project, QStringLiteral("Both"));
    project.remove(QStringLiteral("drizzle/0000_a.sql"));
    SetStatus status = hinted(project, {});
    QVERIFY2(status.problems[0].remedy.contains(QStringLiteral("-- drizzle/0000_a.sql")),
             qPrintable(status.problems[0].remedy));

    project.remove(QStringLiteral("drizzle/0001_b c.sql"));
    commit(project, QStringLiteral("Away"));
    const MigrationSet set = project.set();
    status = hinted(project, {});
    const QString away =
        gitHistory(set.folder)[QStringLiteral("0001_b c.sql")].removed->shortHash();
    const QString remedy = status.migrations[1].remedy;
    QVERIFY2(remedy.contains(away + QStringLiteral("^ -- 'drizzle/0001_b c.sql'")),
             qPrintable(remedy));
    // It does what it says.
    const QString command = remedy.mid(remedy.indexOf(QStringLiteral("git checkout")));
    QVERIFY(runProgram(project.path(), QStringLiteral("sh"), {QStringLiteral("-c"), command}).fine);
    QVERIFY(project.set().migrations[1].up);
}

void GitHistoryTest::strangeNamesAreRead()
{
    Project project;
    init(project);
    const QByteArray tag = "0000_\"it's\" ✨\n\x02x";
    project.write(QStringLiteral("drizzle/") + QString::fromUtf8(tag) + QStringLiteral(".sql"), "");
    commit(project, QStringLiteral("Strange \"name\""));
    const auto history = gitHistory(project.path(QStringLiteral("drizzle")));
    QVERIFY(history.contains(QString::fromUtf8(tag) + QStringLiteral(".sql")));
}

void GitHistoryTest::nothingWithoutRepository()
{
    Project project;
    project.write(QStringLiteral("drizzle/a.sql"), "");
    QVERIFY(gitHistory(project.path(QStringLiteral("drizzle"))).isEmpty());
    QVERIFY(gitHistory(project.path(QStringLiteral("nowhere"))).isEmpty());
    // A repository named by a variable is not that of the folder.
    Project other;
    init(other);
    writeDrizzle(other, {{"0000_a", 1000, "select 1"}});
    commit(other, QStringLiteral("Other"));
    qputenv("GIT_DIR", other.path(QStringLiteral(".git")).toUtf8());
    const bool isEmpty = gitHistory(project.path(QStringLiteral("drizzle"))).isEmpty();
    qunsetenv("GIT_DIR");
    QVERIFY(isEmpty);
    // No commit yet.
    Project fresh;
    init(fresh);
    fresh.write(QStringLiteral("drizzle/a.sql"), "");
    QVERIFY(gitHistory(fresh.path(QStringLiteral("drizzle"))).isEmpty());
}

void GitHistoryTest::hostileRepositoriesRunNothing()
{
    Project project;
    init(project);
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}});
    project.write(QStringLiteral(".gitattributes"), "*.sql diff=evil filter=evil\n");
    commit(project, QStringLiteral("One"));
    const LedgerState ledger = ledgerOf(project.set());
    project.write(QStringLiteral("drizzle/0000_a.sql"), "select 2");
    commit(project, QStringLiteral("Two"));
    const QString trap = project.path(QStringLiteral("trap"));
    const QString command = QStringLiteral("touch '%1' #").arg(trap);
    for (const char *key : {"core.pager", "core.fsmonitor", "diff.external", "diff.evil.textconv",
                            "diff.evil.command", "filter.evil.smudge", "gpg.program", "pager.log",
                            "alias.log", "core.sshCommand"})
        git(project, {QStringLiteral("config"), QString::fromLatin1(key), command});
    git(project,
        {QStringLiteral("config"), QStringLiteral("log.showSignature"), QStringLiteral("true")});
    QFile::remove(trap);
    const SetStatus status = hinted(project, ledger);
    QVERIFY(status.migrations[0].text.contains(QStringLiteral("commit")));
    QVERIFY(!QFile::exists(trap));
}

QTEST_GUILESS_MAIN(GitHistoryTest)
#include "git_history_test.moc"
