// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/terminal_program.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/update_operation.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;

/// undo, history and audit of the command line, and what every operation has in common there:
/// plan, consent, report, exit code.
class CliOperationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void thePlanIsShown();
    void withoutConsentItIsRefused();
    void onlyThatPlan();
    void aProtectedStageWantsItsName();
    void undoLastGoesBackRunByRun();
    void fromElsewhere();
    void historyTellsAll();
    void historyTellsWhatWasCutOff();
    void theAuditIsVerified();
    void theAuditIsExported();
    void thePolicyIsTold();
    void aNewDatabaseIsTrustedOnRequest();
    void theJournalFolder();
    void onATerminalItAsks();
    void onATerminalTheNameIsTyped();

private:
    QString update(int rows, const QString &stage = QStringLiteral("local"));
    CliRun run(const char *line) const { return run(words(line)); }
    CliRun run(const QStringList &line) const
    {
        return runInProcess(
            QStringList{QStringLiteral("--workspace"), m_fixture->workspace().folder()} + line);
    }
    CliRun onTerminal(const QStringList &line, const Answers &answers) const
    {
        return runOnTerminal(
            QStringLiteral(ARBORISTCTL),
            QStringList{QStringLiteral("--workspace"), m_fixture->workspace().folder()} + line,
            answers);
    }
    QByteArray renewed(const QString &database = QStringLiteral("local")) const
    {
        return m_fixture->cluster()
            .psql(database, "SELECT count(*) FROM items WHERE value LIKE 'new-%'")
            .trimmed();
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QString CliOperationsTest::update(int rows, const QString &stage)
{
    postgres::Connection connection = m_fixture->connect(stage);
    UpdateOperation operation(connection, rows);
    operations::Order order = m_fixture->order(stage);
    order.consent.typedName = stage;
    OperationContext context = m_fixture->context(stage);
    return execute(operation, order, context).run;
}

void CliOperationsTest::thePlanIsShown()
{
    const QString id = update(20);
    const CliRun text = run({QStringLiteral("undo"), id, QStringLiteral("--dry-run")});
    QCOMPARE(text.exitCode, 0);
    for (const char *part :
         {"undo renew items on local", "Restore the former values in public.items", "20",
          "ROW EXCLUSIVE on public.items", "UPDATE", "--plan "})
        QVERIFY2(text.out.contains(part), text.out.constData());
    const CliRun json =
        run({QStringLiteral("undo"), id, QStringLiteral("--dry-run"), QStringLiteral("--json")});
    QCOMPARE(json.exitCode, 0);
    const QJsonObject plan = json.json();
    QCOMPARE(plan[u"operation"].toString(), QStringLiteral("undo renew items"));
    QCOMPARE(plan[u"target"][u"stage"].toString(), QStringLiteral("local"));
    QCOMPARE(plan[u"verdict"].toString(), QStringLiteral("confirm"));
    QCOMPARE(plan[u"steps"][0][u"rows"].toInt(), 20);
    QVERIFY(text.out.contains(plan[u"hash"].toString().toLatin1()));
    QCOMPARE(renewed(), QByteArray("20"));
    QCOMPARE(m_fixture->auditRows(), 2); // looking leaves no trace
}

void CliOperationsTest::withoutConsentItIsRefused()
{
    const QString id = update(20);
    const CliRun refused = run({QStringLiteral("undo"), id, QStringLiteral("--json")});
    QCOMPARE(refused.exitCode, 3);
    QVERIFY(refused.err.contains("--yes"));
    const QJsonObject report = refused.json();
    QCOMPARE(report[u"outcome"].toString(), QStringLiteral("refused"));
    QVERIFY(report[u"error"][u"hint"].toString().contains(u"--yes"));
    QCOMPARE(renewed(), QByteArray("20"));
    QCOMPARE(RunLog().runs().front().id, report[u"run"].toString());

    const CliRun done = run({QStringLiteral("undo"), id, QStringLiteral("--force")});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY(done.out.contains("undo renew items: done."));
    QCOMPARE(done.err, QByteArray());
    QCOMPARE(renewed(), QByteArray("0"));
    const CliRun twice = run({QStringLiteral("undo"), id, QStringLiteral("--yes")});
    QCOMPARE(twice.exitCode, 3);
    QVERIFY(twice.err.contains("taken back already"));
}

void CliOperationsTest::onlyThatPlan()
{
    const QString id = update(20);
    const QStringList undo{QStringLiteral("undo"), id, QStringLiteral("--json")};
    const QString hash = run(undo + words("--dry-run")).json()[u"hash"].toString();
    const CliRun wrong = run(undo + words("--yes --plan 0123456789abcdef"));
    QCOMPARE(wrong.exitCode, 3);
    QVERIFY(wrong.err.contains("0123456789abcdef"));
    QCOMPARE(renewed(), QByteArray("20"));
    const CliRun right = run(undo + words("--yes --plan") + QStringList(hash));
    QVERIFY2(right.exitCode == 0, right.err.constData());
    const QJsonObject report = right.json();
    QCOMPARE(report[u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(report[u"steps"][0][u"rows"].toInt(), 20);
    QVERIFY(report[u"error"].isNull());
}

void CliOperationsTest::aProtectedStageWantsItsName()
{
    const QString production = QStringLiteral("production");
    const QStringList undo{QStringLiteral("undo"), update(10, production)};
    const CliRun yes = run(undo + words("--yes"));
    QCOMPARE(yes.exitCode, 3);
    QVERIFY(yes.err.contains("--confirm production"));
    QCOMPARE(run(undo + words("--confirm local")).exitCode, 3);
    QCOMPARE(renewed(production), QByteArray("10"));
    const CliRun named = run(undo + words("--confirm production"));
    QVERIFY2(named.exitCode == 0, named.err.constData());
    QCOMPARE(renewed(production), QByteArray("0"));
}

void CliOperationsTest::undoLastGoesBackRunByRun()
{
    update(10);
    m_fixture->cluster().psql(QStringLiteral("local"),
                              "UPDATE items SET value = 'old-' || id WHERE id > 5");
    update(30); // five are new already: left as they are
    QCOMPARE(run("undo last --yes").exitCode, 0);
    QCOMPARE(renewed(), QByteArray("5"));
    QCOMPARE(run("undo last --yes").exitCode, 0);
    QCOMPARE(renewed(), QByteArray("0"));
    const CliRun none = run("undo last --yes");
    QCOMPARE(none.exitCode, 1);
    QVERIFY(none.err.contains("no run that could be taken back"));
}

void CliOperationsTest::fromElsewhere()
{
    // A run knows its project and its stage.
    const QString id = update(10);
    const CliRun undone = runInProcess({QStringLiteral("undo"), id, QStringLiteral("--yes")});
    QVERIFY2(undone.exitCode == 0, undone.err.constData());
    QCOMPARE(renewed(), QByteArray("0"));
    const CliRun elsewhere =
        run({QStringLiteral("undo"), update(10, QStringLiteral("production")),
             QStringLiteral("--target"), QStringLiteral("local"), QStringLiteral("--yes")});
    QCOMPARE(elsewhere.exitCode, 3);
    QVERIFY(elsewhere.err.contains("another database"));
}

void CliOperationsTest::historyTellsAll()
{
    const CliRun none = run("history");
    QCOMPARE(none.exitCode, 0);
    QVERIFY(none.out.contains("no runs yet"));
    const QString first = update(10);
    const QString second = update(0);
    const CliRun undone =
        run({QStringLiteral("undo"), first, QStringLiteral("--yes"), QStringLiteral("--json")});
    const CliRun text = run("history");
    for (const char *part : {"renew items", "undo renew items", "succeeded, taken back", "local"})
        QVERIFY2(text.out.contains(part), text.out.constData());
    const QJsonArray runs = run("history --json").json()[u"runs"].toArray();
    QCOMPARE(runs.size(), 3);
    QCOMPARE(runs[0][u"undoes"].toString(), first);
    QCOMPARE(runs[0][u"run"], undone.json()[u"run"]);
    QCOMPARE(runs[0][u"can_undo"], QJsonValue(true));
    QCOMPARE(runs[1][u"run"].toString(), second);
    QCOMPARE(runs[1][u"can_undo"], QJsonValue(false));
    QCOMPARE(runs[2][u"undone_by"], runs[0][u"run"]);
    QCOMPARE(runs[2][u"outcome"].toString(), QStringLiteral("succeeded"));
    QCOMPARE(runs[2][u"rows"].toInt(), 10);
    QVERIFY(runs[2][u"report"].isObject());
    QCOMPARE(run("history --json --limit 1").json()[u"runs"].toArray().size(), 1);
    QCOMPARE(run("history --json --target production").json()[u"runs"].toArray().size(), 0);
}

void CliOperationsTest::historyTellsWhatWasCutOff()
{
    QProcess child;
    child.start(QStringLiteral(INTERRUPTED_RUN),
                {m_fixture->workspace().folder(), m_fixture->url(QStringLiteral("local")),
                 QStringLiteral("50"), QStringLiteral("30")});
    while (child.state() != QProcess::NotRunning && !child.peek(100).contains("waiting"))
        child.waitForReadyRead(1000);
    QVERIFY(run("history").out.contains("under way"));
    child.kill();
    QVERIFY(child.waitForFinished());
    const QString id = RunLog().runs().front().id;
    const CliRun text = run("history");
    QVERIFY2(text.out.contains("cut off"), text.out.constData());
    QVERIFY2(text.out.contains("arboristctl undo " + id.toLatin1()), text.out.constData());
    const QJsonValue entry = run("history --json").json()[u"runs"][0];
    QCOMPARE(entry[u"state"].toString(), QStringLiteral("cut_off"));
    QVERIFY(entry[u"outcome"].isNull());
    QCOMPARE(run({QStringLiteral("undo"), id, QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(renewed(), QByteArray("0"));
    QVERIFY(!run("history").out.contains("arboristctl undo"));
}

void CliOperationsTest::theAuditIsVerified()
{
    update(10);
    const CliRun intact = run("audit verify");
    QCOMPARE(intact.exitCode, 0);
    QVERIFY(intact.out.contains("intact"));
    QCOMPARE(run("audit verify --json").json()[u"rows"].toInt(), 2);
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("by"));
        database.setDatabaseName(m_fixture->path(QStringLiteral("data/history.sqlite")));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(
            QStringLiteral("UPDATE audit SET data = replace(data, '10', '11') WHERE number = 2")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("by"));
    const CliRun broken = run("audit verify");
    QCOMPARE(broken.exitCode, 4);
    QVERIFY(broken.out.contains("broken at row 2"));
    const QJsonObject json = run("audit verify --json").json();
    QCOMPARE(json[u"intact"], QJsonValue(false));
    QCOMPARE(json[u"broken_at"].toInt(), 2);
}

void CliOperationsTest::theAuditIsExported()
{
    update(10);
    QCOMPARE(run({QStringLiteral("undo"), update(20)}).exitCode, 3);
    const auto rowsOf = [](const QByteArray &text) {
        std::vector<QJsonObject> rows;
        for (const QByteArray &line : text.split('\n')) {
            if (!line.isEmpty())
                rows.push_back(QJsonDocument::fromJson(line).object());
        }
        return rows;
    };
    const CliRun out = run("audit export");
    QCOMPARE(out.exitCode, 0);
    const auto rows = rowsOf(out.out);
    QCOMPARE(rows.size(), size_t(5));
    QCOMPARE(rows[4][u"event"].toString(), QStringLiteral("refused"));
    const QJsonObject refused = rows[4][u"data"].toObject();
    QCOMPARE(refused[u"operation"].toString(), QStringLiteral("undo renew items"));
    QCOMPARE(refused[u"stage"].toString(), QStringLiteral("local"));
    QCOMPARE(refused[u"caller"].toString(), QStringLiteral("desk"));
    QCOMPARE(refused[u"outcome"].toString(), QStringLiteral("refused"));

    const QString file = m_fixture->path(QStringLiteral("audit.jsonl"));
    const CliRun written =
        run({QStringLiteral("audit"), QStringLiteral("export"), file, QStringLiteral("--since"),
             QStringLiteral("2020-01-01"), QStringLiteral("--json")});
    QVERIFY2(written.exitCode == 0, written.err.constData());
    QCOMPARE(written.json()[u"rows"].toInt(), 5);
    QFile read(file);
    QVERIFY(read.open(QIODevice::ReadOnly));
    QCOMPARE(read.readAll(), out.out);
    QCOMPARE(read.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(run("audit export --since 2999-01-01").out, QByteArray());
    QCOMPARE(run("audit export --since yesterday").exitCode, 2);
    QCOMPARE(run("audit forget").exitCode, 2);
    QCOMPARE(run("audit").exitCode, 2);
    const CliRun nowhere = run("audit export /nowhere/at/all.jsonl");
    QCOMPARE(nowhere.exitCode, 1);
    QVERIFY(nowhere.err.contains("/nowhere/at/all.jsonl"));
    QCOMPARE(run("audit verify").exitCode, 0);
}

void CliOperationsTest::thePolicyIsTold()
{
    const CliRun text = run("stages --policy");
    QCOMPARE(text.exitCode, 0);
    for (const char *part :
         {"local (Development)", "production (Production, protected)", "Delete rows",
          "Confirmed, backup automatic", "Name typed, backup mandatory", "nobody resets one"})
        QVERIFY2(text.out.contains(part), text.out.constData());
    const QJsonArray stages = run("stages --policy --json").json()[u"policy"].toArray();
    QCOMPARE(stages.size(), 2);
    const QJsonArray operations = stages[1][u"operations"].toArray();
    const auto operation = [&operations](const QString &name) {
        for (const QJsonValue &each : operations) {
            if (each[u"operation"].toString() == name)
                return each;
        }
        return QJsonValue();
    };
    const QJsonValue wipe = operation(QStringLiteral("wipe"));
    QCOMPARE(wipe[u"risk"].toString(), QStringLiteral("destructive"));
    QCOMPARE(wipe[u"desk"][u"confirmation"].toString(), QStringLiteral("refused"));
    QCOMPARE(wipe[u"desk"][u"refusal"].toString(), QStringLiteral("desk"));
    // As a run would find it.
    QCOMPARE(wipe[u"pipeline"][u"confirmation"].toString(), QStringLiteral("name"));
    QCOMPARE(wipe[u"pipeline"][u"backup"].toString(), QStringLiteral("mandatory"));
    QVERIFY(wipe[u"pipeline"][u"refusal"].isNull());
    const QJsonValue deletes = operation(QStringLiteral("repair orphans --orphans delete"));
    QCOMPARE(deletes[u"pipeline"][u"confirmation"].toString(), QStringLiteral("name"));
    QVERIFY(deletes[u"pipeline"][u"refusal"].isNull());
    QCOMPARE(operation(QStringLiteral("reset"))[u"pipeline"][u"refusal"].toString(),
             QStringLiteral("reset"));
    const CliRun one = run("stages --policy --target local");
    QVERIFY2(!one.out.contains("production"), one.out.constData());
}

void CliOperationsTest::aNewDatabaseIsTrustedOnRequest()
{
    const QString id = update(10);
    // Another database takes the place of that of local, as production's does below.
    for (const char *name : {"local", "production"}) {
        m_fixture->cluster().psql(
            QStringLiteral("postgres"),
            QByteArray("DROP DATABASE ") + name + " WITH (FORCE); CREATE DATABASE " + name +
                (qstrcmp(name, "local") == 0 ? " TEMPLATE production" : " TEMPLATE local"));
    }
    const CliRun refused = run({QStringLiteral("undo"), id, QStringLiteral("--yes")});
    QCOMPARE(refused.exitCode, 3);
    // A clone by its looks: told wherever somebody asks where the stage leads.
    const CliRun current = run("current --target local");
    QVERIFY2(current.out.contains("another database than on record"), current.out.constData());
    QVERIFY(run("current --target local --json")
                .json()[u"target"]
                .toObject()[u"stops_writes"]
                .toBool());
    QCOMPARE(run("stages trust local").exitCode, 3);
    QCOMPARE(run("stages trust nowhere --yes").exitCode, 2);
    postgres::Connection connection = m_fixture->connect();
    UpdateOperation operation(connection, 10);
    OperationContext context = m_fixture->context();
    const Report stranger = execute(operation, m_fixture->order(), context);
    QVERIFY2(stranger.error && stranger.error->hint().contains(u"stages trust local"),
             told(stranger));
    const CliRun trusted = run("stages trust local --yes");
    QVERIFY2(trusted.exitCode == 0, trusted.err.constData());
    // The history keeps that, and what was not accepted.
    const std::vector<RunRecord> runs = RunLog().runs({{}, {}, 10});
    const auto kept = [&runs](Report::Result outcome) {
        return std::any_of(runs.begin(), runs.end(), [outcome](const RunRecord &record) {
            return record.operation == u"stages trust" && record.outcome == outcome &&
                   record.stage == u"local" && !record.fingerprint.isEmpty();
        });
    };
    QVERIFY(kept(Report::Result::Succeeded));
    QVERIFY(kept(Report::Result::Refused));
    QVERIFY(m_fixture->auditRows() > 0);
    const Report done = execute(operation, m_fixture->order(), context);
    QVERIFY2(done.outcome == Report::Result::Succeeded, told(done));

    QCOMPARE(run("stages trust production --yes").exitCode, 3);
    QCOMPARE(run("stages trust production --confirm production --json").exitCode, 0);
    m_fixture->writeFile(QStringLiteral("arborist.lock"),
                         "[stages.production]\nsystem_identifier = \"7\"\ndatabase_oid = 1\n");
    const CliRun committed = run("stages trust production --confirm production");
    QVERIFY2(committed.exitCode == 0, committed.err.constData());
    QVERIFY2(committed.out.contains("Commit arborist.lock"), committed.out.constData());
    QFile lock(m_fixture->path(QStringLiteral("project/arborist.lock")));
    QVERIFY(lock.open(QIODevice::ReadOnly));
    const QByteArray text = lock.readAll();
    QVERIFY2(!text.contains("\"7\"") && text.contains("database = \"production\""),
             text.constData());
    QCOMPARE(RunLog().runs().front().operation, QStringLiteral("stages trust"));
    // Once more: there is nothing to do.
    QVERIFY(run("stages trust production --confirm production").out.contains("nothing to do"));
}

void CliOperationsTest::theJournalFolder()
{
    const QString id = update(10);
    const QString folder = m_fixture->path(QStringLiteral("artifacts"));
    QCOMPARE(run({QStringLiteral("undo"), id, QStringLiteral("--yes"), QStringLiteral("--journal"),
                  folder})
                 .exitCode,
             0);
    const QString journal = RunLog().runs().front().journal;
    QVERIFY2(journal.startsWith(folder + u'/'), qPrintable(journal));
    QVERIFY(QFile::exists(journal));
}

void CliOperationsTest::onATerminalItAsks()
{
    const QStringList undo{QStringLiteral("undo"), update(10)};
    const CliRun no = onTerminal(undo, {{"[y/N]", "\n"}});
    QVERIFY2(no.exitCode == 5, no.out.constData());
    QVERIFY2(no.out.contains("Restore the former values in public.items"), no.out.constData());
    QCOMPARE(renewed(), QByteArray("10"));
    QCOMPARE(m_fixture->auditRows(), 2);
    const CliRun interrupted = onTerminal(undo, {{"[y/N]", "\x03"}});
    QVERIFY2(interrupted.exitCode == 5, interrupted.out.constData());
    const CliRun yes = onTerminal(undo, {{"[y/N]", "y\n"}});
    QVERIFY2(yes.exitCode == 0, yes.out.constData());
    QVERIFY(yes.out.contains("undo renew items: done."));
    QCOMPARE(renewed(), QByteArray("0"));
}

void CliOperationsTest::onATerminalTheNameIsTyped()
{
    const QString production = QStringLiteral("production");
    const QStringList undo{QStringLiteral("undo"), update(10, production), QStringLiteral("--yes")};
    const CliRun wrong = onTerminal(undo, {{"Type the name", "prod\n"}});
    QVERIFY2(wrong.exitCode == 3, wrong.out.constData());
    QCOMPARE(renewed(production), QByteArray("10"));
    const CliRun right = onTerminal(undo, {{"Type the name", "production\n"}});
    QVERIFY2(right.exitCode == 0, right.out.constData());
    QCOMPARE(renewed(production), QByteArray("0"));
}

QTEST_GUILESS_MAIN(CliOperationsTest)
#include "cli_operations_test.moc"
