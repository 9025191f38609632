// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/policy.h"

#include "services/stages/caller.h"
#include "services/stages/policy_summary.h"
#include "services/stages/policy_words.h"
#include "tests/stages/project.h"
#include <QTest>
#include <set>

using namespace arborist;
using namespace arborist::stages;

namespace {

/// Every operation x environment x protection x caller, written out. A cell is what is asked for
/// (- nothing, y a yes, n the name, D refused from a desk, X never reset, S never seeded) and the
/// backup that comes first (- none, a automatic, m mandatory). A group of four cells is an
/// environment: open stage from a desk, from a pipeline; protected stage from a desk, from a
/// pipeline.
constexpr char kExpected[] = R"(
operation                       develop. test     staging  product. unknown
stages                          -------- -------- -------- -------- --------
current                         -------- -------- -------- -------- --------
status                          -------- -------- -------- -------- --------
scan                            -------- -------- -------- -------- --------
history                         -------- -------- -------- -------- --------
audit verify                    -------- -------- -------- -------- --------
audit export                    -------- -------- -------- -------- --------
lint                            -------- -------- -------- -------- --------
validate                        -------- -------- -------- -------- --------
compare                         -------- -------- -------- -------- --------
export                          -------- -------- -------- -------- --------
backup                          -------- -------- -------- -------- --------
backups list                    -------- -------- -------- -------- --------
backups verify                  -------- -------- -------- -------- --------
branches                        -------- -------- -------- -------- --------
list-projects                   -------- -------- -------- -------- --------
query                           -------- -------- -------- -------- --------
create                          -------- -------- -------- -------- --------
generate                        -------- -------- -------- -------- --------
rehearse                        -------- -------- -------- -------- --------
demo                            -------- -------- -------- -------- --------
stages trust                    y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
edit stage                      y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
set target-db                   y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
set source-db                   y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
undo (of files)                 y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
create-branch                   y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
setup                           y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
backups clean                   y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
restore --into                  y-y-n-n- y-y-n-n- y-y-n-n- n-n-n-n- y-y-n-n-
repair hierarchy                yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
repair aggregations             yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
repair dates                    yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
repair orphans                  yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
repair all                      yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
repair RECIPE                   yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
undo                            yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
migrate                         yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
baseline                        yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
push                            yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
copy-org                        yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
query --write                   yayanana y-y-nana ymymnmnm nmnmnmnm yayanana
seed                            yayanana y-y-nana ymymnmnm S-S-S-S- yayanana
repair orphans --orphans delete nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
undo (of an undo)               nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
rollback                        nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
wipe                            nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
purge-org                       nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
import                          nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
restore                         nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
restore --in-place              nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
undo restore --in-place         nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
delete-branch                   nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
refresh-staging                 nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
query --write (deleting)        nanaD-na nanaD-na nmnmD-nm nmnmD-nm nanaD-na
seed --fresh                    nanaD-na nanaD-na nmnmD-nm S-S-S-S- nanaD-na
reset                           nanaD-na nanaD-na nmnmD-nm X-X-X-X- nanaD-na
)";

struct Row {
    QString operation;
    QString cells; ///< forty letters
};

std::vector<Row> expectedRows()
{
    std::vector<Row> rows;
    const QStringList lines = QString::fromLatin1(kExpected).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines.mid(1))
        rows.push_back({line.left(31).trimmed(), line.mid(31).remove(u' ')});
    return rows;
}

constexpr Environment kEnvironments[] = {Environment::Development, Environment::Test,
                                         Environment::Staging, Environment::Production,
                                         Environment::Unknown};

Stage stageOf(Environment environment, bool isProtected, bool readOnly = false)
{
    Stage stage;
    stage.name = QStringLiteral("harbour");
    stage.environment = environment;
    stage.isProtected = isProtected;
    stage.readOnly = readOnly;
    return stage;
}

QString cellOf(const Verdict &verdict)
{
    static const QMap<Refusal, QChar> refusals{
        {Refusal::ReadOnly, u'R'}, {Refusal::Desk, u'D'},    {Refusal::Reset, u'X'},
        {Refusal::Seeding, u'S'},  {Refusal::FarAway, u'F'}, {Refusal::Workspace, u'W'}};
    static const QMap<Requirement, QChar> requirements{
        {Requirement::Nothing, u'-'}, {Requirement::Yes, u'y'}, {Requirement::TypeName, u'n'}};
    static const QMap<Backup, QChar> backups{
        {Backup::None, u'-'}, {Backup::Automatic, u'a'}, {Backup::Mandatory, u'm'}};
    const bool refused = verdict.requirement == Requirement::Refused;
    const QChar first = refused ? refusals.value(verdict.refusal, u'?')
                        : verdict.refusal == Refusal::None
                            ? requirements.value(verdict.requirement, u'?')
                            : QChar(u'?');
    return QString(first) + backups.value(verdict.backup);
}

/// The forty letters of an operation.
QString cellsOf(const OperationKind &kind)
{
    QString cells;
    for (const Environment environment : kEnvironments) {
        for (const bool isProtected : {false, true}) {
            for (const Caller caller : {Caller::Desk, Caller::Pipeline})
                cells += cellOf(verdictOn(kind, stageOf(environment, isProtected), caller));
        }
    }
    return cells;
}

const OperationKind &kindNamed(const QString &name)
{
    for (const OperationKind &kind : operationKinds()) {
        if (name == QLatin1String(kind.name))
            return kind;
    }
    qFatal("no such operation: %s", qPrintable(name));
}

} // namespace

class PolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { clearEnvironment(); }
    void everyCell_data();
    void everyCell();
    void everyOperationIsInTheTable();
    void readOnlyStagesTakeNothing();
    void farAwayAndUnknown();
    void lossesCountAsDestructive();
    void wordsSayWhatToDo();
    void rulesOfTheWorkspace_data();
    void rulesOfTheWorkspace();
    void badRulesNameTheLine_data();
    void badRulesNameTheLine();
    void laxerRulesSpareProtectedStages();
    void everyStageHasItsRules();
    void aPipelineIsTold_data();
    void aPipelineIsTold();

private:
    Project m_project;
};

void PolicyTest::everyCell_data()
{
    QTest::addColumn<QString>("cells");
    for (const Row &row : expectedRows())
        QTest::newRow(qPrintable(row.operation)) << row.cells;
}

void PolicyTest::everyCell()
{
    QFETCH(QString, cells);
    const OperationKind &kind = kindNamed(QString::fromLatin1(QTest::currentDataTag()));
    QCOMPARE(cells.size(), 40);
    QCOMPARE(cellsOf(kind), cells);
}

void PolicyTest::everyOperationIsInTheTable()
{
    std::set<QString> expected;
    for (const Row &row : expectedRows())
        expected.insert(row.operation);
    std::set<QString> found;
    for (const OperationKind &kind : operationKinds())
        found.insert(QString::fromLatin1(kind.name));
    QVERIFY(found == expected);
    QCOMPARE(found.size(), operationKinds().size()); // each once
    // What deletes by a journal that keeps it, and no more.
    for (const char *name : {"repair orphans --orphans delete", "undo (of an undo)",
                             "query --write (deleting)", "undo", "repair RECIPE"})
        QVERIFY(kindNamed(QString::fromLatin1(name)).wayBack == WayBack::Journal);
    for (const char *name : {"purge-org", "migrate", "rollback", "push"})
        QVERIFY(kindNamed(QString::fromLatin1(name)).wayBack == WayBack::Dump);
    for (const char *name : {"reset", "wipe", "restore", "import", "seed", "seed --fresh"})
        QVERIFY(kindNamed(QString::fromLatin1(name)).wayBack == WayBack::Own);
}

void PolicyTest::readOnlyStagesTakeNothing()
{
    const QStringList beside{QStringLiteral("stages trust"),    QStringLiteral("edit stage"),
                             QStringLiteral("set target-db"),   QStringLiteral("set source-db"),
                             QStringLiteral("undo (of files)"), QStringLiteral("create-branch"),
                             QStringLiteral("setup"),           QStringLiteral("backups clean"),
                             QStringLiteral("restore --into")};
    for (const Row &row : expectedRows()) {
        const OperationKind &kind = kindNamed(row.operation);
        // Reading is free, and what happens beside the database goes by its own rules.
        const bool spared = row.cells == QString(40, u'-') || beside.contains(row.operation);
        for (const Environment environment : kEnvironments) {
            for (const bool isProtected : {false, true}) {
                for (const Caller caller : {Caller::Desk, Caller::Pipeline}) {
                    const Stage stage = stageOf(environment, isProtected, true);
                    const QString cell = cellOf(verdictOn(kind, stage, caller));
                    const QString open =
                        cellOf(verdictOn(kind, stageOf(environment, isProtected), caller));
                    QCOMPARE(cell, spared ? open : QStringLiteral("R-"));
                }
            }
        }
    }
}

void PolicyTest::farAwayAndUnknown()
{
    const auto cell = [](const char *name, Environment environment, bool isProtected,
                         Caller caller) {
        return cellOf(verdictOn(kindNamed(QString::fromLatin1(name)),
                                stageOf(environment, isProtected), caller, false, Reach::Far));
    };
    using enum Environment;
    for (const char *name :
         {"reset", "wipe", "seed --fresh", "repair orphans --orphans delete", "restore"}) {
        QCOMPARE(cell(name, Unknown, false, Caller::Desk), QStringLiteral("F-"));
        QCOMPARE(cell(name, Unknown, false, Caller::Pipeline), QStringLiteral("F-"));
        QCOMPARE(cell(name, Unknown, true, Caller::Pipeline), QStringLiteral("F-"));
        QCOMPARE(cell(name, Development, false, Caller::Desk), QStringLiteral("na"));
    }
    QCOMPARE(cell("repair all", Unknown, false, Caller::Desk), QStringLiteral("ya"));
    QCOMPARE(cell("scan", Unknown, false, Caller::Desk), QStringLiteral("--"));
}

void PolicyTest::lossesCountAsDestructive()
{
    const auto cell = [](const char *name, Environment environment, bool isProtected,
                         Caller caller) {
        return cellOf(verdictOn(kindNamed(QString::fromLatin1(name)),
                                stageOf(environment, isProtected), caller, true));
    };
    using enum Environment;
    QCOMPARE(cell("migrate", Development, false, Caller::Desk), QStringLiteral("na"));
    QCOMPARE(cell("migrate", Staging, true, Caller::Desk), QStringLiteral("D-"));
    QCOMPARE(cell("migrate", Staging, true, Caller::Pipeline), QStringLiteral("nm"));
    QCOMPARE(cell("repair RECIPE", Production, true, Caller::Desk), QStringLiteral("D-"));
    QCOMPARE(cell("scan", Production, true, Caller::Desk), QStringLiteral("--"));
}

void PolicyTest::wordsSayWhatToDo()
{
    const Stage production = stageOf(Environment::Production, true);
    const QString what = QStringLiteral("wipe");
    QVERIFY(refusalText(Refusal::ReadOnly, production, what).contains(u"read_only"));
    QVERIFY(refusalText(Refusal::Desk, production, what).contains(u"--confirm harbour"));
    QVERIFY(refusalText(Refusal::FarAway, production, what).contains(u"arborist.toml"));
    QVERIFY(refusalText(Refusal::Workspace, production, what).contains(u"[policy]"));
    for (const Refusal refusal : {Refusal::ReadOnly, Refusal::Desk, Refusal::Reset,
                                  Refusal::Seeding, Refusal::FarAway, Refusal::Workspace})
        QVERIFY(refusalText(refusal, production, what).contains(u"harbour"));
    const Verdict yes{Requirement::Yes, Backup::Automatic, Refusal::None};
    const Verdict name{Requirement::TypeName, Backup::Mandatory, Refusal::None};
    const Stage open = stageOf(Environment::Development, false);
    QVERIFY(askText(yes, open, false).contains(u"warning"));
    QVERIFY(!askText(yes, stageOf(Environment::Staging, false), false).contains(u"warning"));
    QVERIFY(askText(name, production, false).contains(u"production"));
    QVERIFY(askText(name, stageOf(Environment::Staging, true), false).contains(u"protected"));
    QVERIFY(askText(name, open, true).contains(u"lost"));
    QVERIFY(backupText(yes, operationKind(Verb::DeleteOrphans)).contains(u"journal"));
    QVERIFY(backupText(name, operationKind(Verb::PurgeOrg)).contains(u"cannot be left out"));
    QVERIFY(backupText(yes, operationKind(Verb::PurgeOrg)).contains(u"first"));
    QVERIFY(backupText(yes, operationKind(Verb::Wipe)).contains(u"keeps what it replaces"));
    for (const PolicyLine &line : policySummary(production))
        QVERIFY(!line.title.isEmpty());
    const QString remarks = policyRemarks(production).join(u'\n');
    QVERIFY(remarks.contains(u"nobody resets"));
    QVERIFY(remarks.contains(u"nobody seeds"));
    QVERIFY(remarks.contains(u"from a desk"));
    QVERIFY(remarks.contains(u"cannot be left out"));
    QVERIFY(policyRemarks(stageOf(Environment::Production, true, true))
                .join(u'\n')
                .contains(u"read only"));
}

void PolicyTest::rulesOfTheWorkspace_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("desk");
    QTest::addColumn<QString>("pipeline");
    const auto row = [](const char *name, const char *rules, const char *stage,
                        const char *operation, const char *desk, const char *pipeline) {
        QTest::newRow(name) << QByteArray(rules) << QString::fromLatin1(stage)
                            << QString::fromLatin1(operation) << QString::fromLatin1(desk)
                            << QString::fromLatin1(pipeline);
    };
    const char *refuse = "\"destructive.staging.pipeline\" = \"refuse\"\n";
    row("refused to a pipeline", refuse, "staging", "wipe", "D-", "W-");
    row("reset with it", refuse, "staging", "reset", "D-", "W-");
    row("writes as before", refuse, "staging", "migrate", "nm", "nm");
    row("other environments as before", refuse, "local", "wipe", "na", "na");
    const char *resetOnly = "\"reset.staging.pipeline\" = \"refuse\"\n";
    row("reset alone", resetOnly, "staging", "reset", "D-", "W-");
    row("reset alone, wiped", resetOnly, "staging", "wipe", "D-", "nm");
    row("reset before destructive",
        "\"destructive.staging.pipeline\" = \"refuse\"\n"
        "\"reset.staging.pipeline\" = \"type-name\"\n",
        "staging", "reset", "D-", "nm");
    row("stricter on an open stage", "\"write.development.desk\" = \"type-name\"\n", "local",
        "repair all", "na", "ya");
    row("refused on an open stage", "\"write.development.desk\" = \"refuse\"\n", "local",
        "repair all", "W-", "ya");
    row("laxer on an open stage", "\"write.development.pipeline\" = \"allow\"\n", "local",
        "repair all", "ya", "-a");
    row("laxer on an open stage, losing", "\"destructive.development.desk\" = \"confirm\"\n",
        "local", "reset", "ya", "na");
    row("seeding", "\"seed.development.desk\" = \"refuse\"\n", "local", "seed", "W-", "ya");
    row("seeding afresh", "\"seed.development.desk\" = \"refuse\"\n", "local", "seed --fresh", "W-",
        "na");
    row("production, stricter", "\"write.production.desk\" = \"refuse\"\n", "prod", "repair all",
        "W-", "nm");
    row("production, said again", "\"reset.production.desk\" = \"refuse\"\n", "prod", "reset", "X-",
        "X-");
    row("not what happens beside it", "\"write.production.desk\" = \"refuse\"\n", "prod",
        "stages trust", "n-", "n-");
    row("read only stays", "\"write.development.desk\" = \"allow\"\n", "mirror", "repair all", "R-",
        "R-");
}

void PolicyTest::rulesOfTheWorkspace()
{
    QFETCH(QByteArray, rules);
    QFETCH(QString, stage);
    QFETCH(QString, operation);
    m_project.write(QStringLiteral("arborist.toml"),
                    "[stages.local]\nurl = \"postgresql://h/a\"\nenvironment = \"development\"\n"
                    "[stages.staging]\nurl = \"postgresql://h/b\"\n"
                    "[stages.prod]\nurl = \"postgresql://h/c\"\n"
                    "[stages.mirror]\nurl = \"postgresql://h/d\"\nenvironment = \"development\"\n"
                    "read_only = true\n[policy]\n" +
                        rules);
    const Workspace workspace = m_project.open();
    const Stage &found = *workspace.stage(stage);
    QTEST(cellOf(verdictOn(kindNamed(operation), found, Caller::Desk)), "desk");
    QTEST(cellOf(verdictOn(kindNamed(operation), found, Caller::Pipeline)), "pipeline");
}

void PolicyTest::badRulesNameTheLine_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const char *rule, const char *part) {
        QTest::newRow(name) << QByteArray(rule) << QString::fromLatin1(part);
    };
    row("subject", "\"erase.staging.desk\" = \"refuse\"", "erase");
    row("reading has no rules", "\"read.staging.desk\" = \"refuse\"", "read");
    row("environment", "\"write.stage.desk\" = \"refuse\"", "stage");
    row("caller", "\"write.staging.cron\" = \"refuse\"", "cron");
    row("too short", "\"write.staging\" = \"refuse\"", "write.staging");
    row("too long", "\"write.staging.desk.now\" = \"refuse\"", "write.staging.desk.now");
    row("value", "\"write.staging.desk\" = \"maybe\"", "maybe");
    row("laxer on staging", "\"write.staging.desk\" = \"confirm\"", "laxer");
    row("laxer on staging, pipeline", "\"destructive.staging.pipeline\" = \"confirm\"", "laxer");
    row("allowed from a desk", "\"destructive.staging.desk\" = \"type-name\"", "laxer");
    row("laxer on production", "\"write.production.pipeline\" = \"allow\"", "laxer");
    row("production reset", "\"reset.production.pipeline\" = \"type-name\"", "laxer");
    row("production seeded", "\"seed.production.desk\" = \"type-name\"", "laxer");
}

void PolicyTest::badRulesNameTheLine()
{
    QFETCH(QByteArray, rule);
    QFETCH(QString, part);
    m_project.write(QStringLiteral("arborist.toml"),
                    "[stages.local]\nurl = \"postgresql://h/a\"\n[policy]\n\n" + rule + '\n');
    const Error error = failure(m_project);
    const QString all = error.message() + error.where();
    QVERIFY2(all.contains(u":5") || all.contains(u"line 5"), qPrintable(all));
    QVERIFY2(error.message().contains(part), qPrintable(error.message()));
    QVERIFY(!error.hint().isEmpty());
}

void PolicyTest::laxerRulesSpareProtectedStages()
{
    m_project.write(QStringLiteral("arborist.toml"),
                    "[stages.local]\nurl = \"postgresql://h/a\"\nenvironment = \"development\"\n"
                    "[stages.dev]\nurl = \"postgresql://h/b\"\nenvironment = \"development\"\n"
                    "[policy]\n\"write.development.desk\" = \"allow\"\n"
                    "\"destructive.development.desk\" = \"confirm\"\n"
                    "\"destructive.development.pipeline\" = \"confirm\"\n");
    const Workspace workspace = m_project.open();
    const auto cells = [&workspace](const char *name) {
        const Stage &stage = *workspace.stage(QString::fromLatin1(name));
        QString found;
        for (const Verb verb : {Verb::RepairAll, Verb::DeleteOrphans}) {
            for (const Caller caller : {Caller::Desk, Caller::Pipeline})
                found += cellOf(verdictOn(operationKind(verb), stage, caller));
        }
        return found;
    };
    QCOMPARE(cells("local"), QStringLiteral("-ayayaya"));
    QCOMPARE(cells("dev"), QStringLiteral("nanaD-na"));
}

void PolicyTest::everyStageHasItsRules()
{
    // Found by itself, and the source that no section declares.
    m_project.write(QStringLiteral(".env.staging"), "DATABASE_URL=postgresql://h/a\n");
    m_project.write(QStringLiteral(".env"), "DB_CONNECTION_STRING=postgresql://h/b\n"
                                            "SOURCE_DB_CONNECTION_STRING=postgresql://h/c\n");
    m_project.write(QStringLiteral("arborist.toml"),
                    "[policy]\n\"destructive.staging.pipeline\" = \"refuse\"\n"
                    "\"write.unknown.desk\" = \"refuse\"\n");
    const Workspace workspace = m_project.open();
    QVERIFY(workspace.stage(QStringLiteral("staging")));
    for (const Stage &stage : workspace.stages()) {
        const bool hasRules =
            stage.environment == Environment::Staging || stage.environment == Environment::Unknown;
        QCOMPARE(stage.policy.size(), size_t(hasRules ? 1 : 0));
    }
}

void PolicyTest::aPipelineIsTold_data()
{
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("pipeline");
    const auto row = [](const char *variable, const char *value, bool pipeline) {
        QTest::addRow("%s=%s", variable, value)
            << QByteArray(variable) << QByteArray(value) << pipeline;
    };
    for (const char *name : {"CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI"})
        row(name, "true", true);
    row("CODEBUILD_BUILD_ID", "tracker:8f1c", true);
    row("JENKINS_URL", "https://jenkins.example/", true);
    row("TF_BUILD", "True", true);
    row("CI", "1", true);
    row("CI", "woodpecker", true);
    row("CI", "false", false);
    row("CI", "0", false);
    row("CI", "", false);
    row("CIRCUS", "true", false);
    row("CRON", "1", false);
}

void PolicyTest::aPipelineIsTold()
{
    QFETCH(QByteArray, variable);
    QFETCH(QByteArray, value);
    QFETCH(bool, pipeline);
    QMap<QByteArray, QByteArray> before; // the test itself may run in a pipeline
    for (const QString &name : pipelineVariables()) {
        const QByteArray key = name.toLatin1();
        if (qEnvironmentVariableIsSet(key.constData()))
            before.insert(key, qgetenv(key.constData()));
        qunsetenv(key.constData());
    }
    QVERIFY(callerOfProcess() == Caller::Desk);
    qputenv(variable.constData(), value);
    const Caller caller = callerOfProcess();
    qunsetenv(variable.constData());
    for (auto it = before.cbegin(); it != before.cend(); ++it)
        qputenv(it.key().constData(), it.value());
    QCOMPARE(caller == Caller::Pipeline, pipeline);
}

QTEST_GUILESS_MAIN(PolicyTest)
#include "policy_test.moc"
