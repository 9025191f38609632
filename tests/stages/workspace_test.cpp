// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/stages/project.h"

using namespace arborist;
using stages::Environment;

namespace {

/// The example of the documentation.
QByteArray example()
{
    QFile file(QFINDTESTDATA("example.toml"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class WorkspaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void folders();
    void filesThatCannotBeRead();
    void exampleFile();
    void documentedExampleFile();
    void protectionAndEnvironment();
    void problems();
    void defaultStage();
    void resolve();
    void knownAddressHasNoPassword();
    void ofUrl();
};

void WorkspaceTest::init()
{
    clearEnvironment();
}

void WorkspaceTest::folders()
{
    QVERIFY_THROWS_EXCEPTION(Error, Workspace::open(QStringLiteral("/does/not/exist")));
    Project project;
    const Error nothing = failure(project);
    QVERIFY2(nothing.message().contains(project.path()), nothing.what());
    QVERIFY(!nothing.hint().isEmpty());

    project.write(QStringLiteral("notes.txt"), "x");
    QVERIFY_THROWS_EXCEPTION(Error, Workspace::open(project.path(QStringLiteral("notes.txt"))));

    project.write(QStringLiteral("arborist.toml"), "[stages.a]\nurl = \"postgresql://h/db\"\n");
    const Workspace workspace = Workspace::open(project.path(QStringLiteral("arborist.toml")));
    QCOMPARE(workspace.folder(), project.path());
    QCOMPARE(workspace.name(), QDir(project.path()).dirName());
    QCOMPARE(names(workspace), QStringList(QStringLiteral("a")));
    QVERIFY(!workspace.stage(QStringLiteral("b")));
}

void WorkspaceTest::filesThatCannotBeRead()
{
    Project project;
    const QString name = QStringLiteral("arborist.toml");
    project.write(name, "[stages.a]\r\nurl = \"postgresql://h/db\"\r\n\r\nfoo = 1\r\n");
    const Error unknown = failure(project);
    QVERIFY2(unknown.message().startsWith(u"arborist.toml:4: "), unknown.what());
    QCOMPARE(unknown.where(), QStringLiteral("arborist.toml:4"));

    project.write(name, "[workspace]\n[stage.a]\n");
    QVERIFY2(failure(project).message().startsWith(u"arborist.toml:2: "), failure(project).what());
    QVERIFY2(failure(project).hint().contains(u"stages"), qPrintable(failure(project).hint()));

    project.write(name, "[workspace]\ndefault_stage = \"b\"\n[stages.a]\nurl = \"env:A\"\n");
    QVERIFY2(failure(project).message().startsWith(u"arborist.toml:2: "), failure(project).what());

    project.write(name, QByteArray(2 * 1024 * 1024, '#'));
    QVERIFY2(failure(project).message().contains(u"larger"), failure(project).what());

    QVERIFY(QFile::remove(project.path(name)));
    QVERIFY(QDir(project.path()).mkdir(name));
    QVERIFY2(failure(project).message().contains(u"regular file"), failure(project).what());

    QVERIFY(QDir(project.path()).rmdir(name));
    QVERIFY(QFile::link(project.path(QStringLiteral("gone.toml")), project.path(name)));
    QVERIFY2(failure(project).message().contains(u"does not exist"), failure(project).what());
}

void WorkspaceTest::exampleFile()
{
    Project project;
    const QByteArray text = example();
    QVERIFY(!text.isEmpty());
    project.write(QStringLiteral("arborist.toml"), text);
    project.write(QStringLiteral(".env"),
                  "DB_CONNECTION_STRING=postgresql://phil:geheim@localhost:5432/tracker\n");
    project.write(QStringLiteral(".env.production"),
                  "# generated\nDATABASE_URL=\"postgresql://app:geheim@db.example.com/tracker\"\n");
    const Workspace workspace = project.open();
    QCOMPARE(workspace.name(), QStringLiteral("acme-tracker"));
    QCOMPARE(names(workspace), QStringList({QStringLiteral("local"), QStringLiteral("staging"),
                                            QStringLiteral("prod")}));
    QCOMPARE(workspace.defaultStage(), QStringLiteral("local"));
    QCOMPARE(workspace.sourceStage(), QStringLiteral("prod-replica"));

    const Stage &local = workspace.stages()[0];
    QVERIFY(local.environment == Environment::Development && !local.isProtected);
    QCOMPARE(local.colour, QStringLiteral("green"));
    QCOMPARE(local.urlReference, QStringLiteral("env:DB_CONNECTION_STRING"));
    QCOMPARE(local.origin, QStringLiteral("DB_CONNECTION_STRING in .env, line 1"));
    QVERIFY(local.problem.isEmpty());
    QCOMPARE(workspace.resolve(local).value(QStringLiteral("password")), QStringLiteral("geheim"));

    const Stage &staging = workspace.stages()[1];
    QVERIFY(staging.environment == Environment::Staging && staging.isProtected);
    QCOMPARE(staging.colour, QStringLiteral("violet"));
    QCOMPARE(staging.addresses, QStringList(QStringLiteral("10.2.4.18")));
    QCOMPARE(staging.origin, QStringLiteral("secret acme/staging/database-url in AWS Secrets "
                                            "Manager (profile acme, eu-central-1)"));
    QVERIFY2(!staging.problem.contains(u"aws-secret"), qPrintable(staging.problem));
    QCOMPARE(staging.awsProfile, QStringLiteral("acme"));
    QCOMPARE(staging.awsRegion, QStringLiteral("eu-central-1"));
    QVERIFY(!workspace.knownAddress(staging));

    const Stage &prod = workspace.stages()[2];
    QVERIFY(prod.environment == Environment::Production && prod.isProtected);
    QCOMPARE(prod.colour, QStringLiteral("red"));
    QCOMPARE(prod.origin, QStringLiteral("DATABASE_URL in .env.production, line 2"));
    QCOMPARE(workspace.resolve(prod).host(), QStringLiteral("db.example.com"));

    QCOMPARE(workspace.hierarchies().size(), 1U);
    const hierarchy::Mapping &items = workspace.hierarchies().front();
    QCOMPARE(items.quotedName(), QStringLiteral("\"public\".\"items\""));
    QCOMPARE(items.done, QStringList({QStringLiteral("done"), QStringLiteral("closed")}));
    QCOMPARE(items.ownProgress, QStringLiteral("percent_done"));
    QCOMPARE(items.maxEnd, QStringLiteral("max_end"));
    QCOMPARE(items.rules.depthBase, std::optional<int>(0));
    QVERIFY(items.rules.path == hierarchy::PathRule());
    QCOMPARE(items.rules.progressScale, std::optional<int>(100));
    QCOMPARE(items.rules.progressDigits, std::optional<int>(2));
    QCOMPARE(items.rules.graceSeconds, 300);
    QCOMPARE(items.rules.declared.size(), 11);
}

void WorkspaceTest::documentedExampleFile()
{
    QFile document(QStringLiteral("/work/shared/workspace.md"));
    if (!document.open(QIODevice::ReadOnly))
        QSKIP("the document of the format is not at hand here; its example is in example.toml");
    const QString text = QString::fromUtf8(document.readAll());
    const qsizetype start = text.indexOf(u"```toml\n") + 8;
    const qsizetype end = text.indexOf(u"```", start);
    QVERIFY(start >= 8 && end > start);
    Project project;
    project.write(QStringLiteral("arborist.toml"), text.mid(start, end - start).toUtf8());
    const Workspace workspace = project.open();
    QVERIFY(!workspace.stages().empty());
    QVERIFY(!workspace.hierarchies().empty());
}

void WorkspaceTest::protectionAndEnvironment()
{
    Project project;
    project.write(QStringLiteral("arborist.toml"), R"(
[stages.dev]
url = "postgresql://h/a"
[stages.Prod]
url = "postgresql://h/b"
environment = "development"
[stages.live]
url = "postgresql://h/c"
environment = "production"
[stages.staging]
url = "postgresql://h/d"
protected = false
[stages.mine]
url = "postgresql://h/e"
protected = true
[stages.acme]
url = "postgresql://h/f"
)");
    const Workspace workspace = project.open();
    QStringList told;
    for (const Stage &stage : workspace.stages())
        told.append(stage.name + u' ' + toString(stage.environment) +
                    (stage.isProtected ? u'+' : u'-'));
    QCOMPARE(told,
             QStringList({QStringLiteral("dev Development+"), QStringLiteral("Prod Development+"),
                          QStringLiteral("live Production+"), QStringLiteral("staging Staging-"),
                          QStringLiteral("mine Unknown+"), QStringLiteral("acme Unknown-")}));
    QCOMPARE(workspace.stages()[0].origin, QStringLiteral("the url in arborist.toml"));
}

void WorkspaceTest::problems()
{
    Project project;
    project.write(QStringLiteral(".env"), "OTHER=postgresql://h/x\nWORD=geheim\n");
    project.write(QStringLiteral("arborist.toml"), R"(
[stages.a]
url = "env:MISSING"
[stages.b]
url = "env:MISSING@.env"
[stages.c]
url = "env:MISSING@.env.c"
[stages.d]
url = "env:WORD"
[stages.e]
[stages.g]
url = "neon:acme/main"
[stages.i]
url = "env:DB_*"
)");
    const Workspace workspace = project.open();
    const auto part = [&workspace](const char *name) {
        return workspace.stage(QString::fromUtf8(name))->problem;
    };
    QVERIFY2(part("a").contains(u"MISSING is set neither"), qPrintable(part("a")));
    QVERIFY2(part("b").contains(u"MISSING is not set in .env"), qPrintable(part("b")));
    QVERIFY2(part("c").contains(u".env.c, which should hold MISSING"), qPrintable(part("c")));
    QVERIFY2(part("d").contains(u"WORD in .env, line 2 does not hold"), qPrintable(part("d")));
    QVERIFY2(!part("d").contains(u"geheim"), qPrintable(part("d")));
    QVERIFY2(part("e").contains(u".env.e"), qPrintable(part("e")));
    QVERIFY2(part("g").contains(u"env:NAME"), qPrintable(part("g")));
    QVERIFY2(part("i").contains(u"DB_"), qPrintable(part("i")));
    for (const Stage &stage : workspace.stages()) {
        QVERIFY_THROWS_EXCEPTION(Error, workspace.resolve(stage));
        QVERIFY(!workspace.knownAddress(stage));
    }
    // The address is read when it is needed: what was missing may be there now.
    project.write(QStringLiteral(".env.c"), "MISSING=postgresql://h/now\n");
    QCOMPARE(workspace.resolve(*workspace.stage(QStringLiteral("c"))).database(),
             QStringLiteral("now"));
}

void WorkspaceTest::defaultStage()
{
    Project project;
    project.write(QStringLiteral("arborist.toml"),
                  "[workspace]\ndefault_stage = \"c\"\n"
                  "[stages.b]\nurl = \"postgresql://h/b\"\n[stages.c]\nurl = \"postgresql://h/c\"\n"
                  "[stages.a]\nurl = \"postgresql://h/a\"\n");
    QCOMPARE(project.open().defaultStage(), QStringLiteral("c"));
    // In .env it is what other tools' stages are called: followed only where it is one of ours.
    project.write(QStringLiteral(".env"), "DEVSTRIDE_STAGE=dev-phil-local\n");
    QCOMPARE(project.open().defaultStage(), QStringLiteral("c"));
    project.write(QStringLiteral(".env"), "DEVSTRIDE_STAGE=b\n");
    QCOMPARE(project.open().defaultStage(), QStringLiteral("b"));
    qputenv("DEVSTRIDE_STAGE", "a");
    QCOMPARE(project.open().defaultStage(), QStringLiteral("a"));
    // Asked for and not there: never another one in its place.
    qputenv("ARBORIST_STAGE", "prod");
    QCOMPARE(project.open().defaultStage(), QStringLiteral("prod"));
}

void WorkspaceTest::resolve()
{
    Project project;
    project.write(QStringLiteral(".env"),
                  "DATABASE_URL=postgresql://u:p%40ss@h:5433/db?sslmode=require\n");
    const Workspace workspace = project.open();
    const auto info = workspace.resolve(workspace.stages().front());
    QCOMPARE(info.port(), QStringLiteral("5433"));
    QCOMPARE(info.value(QStringLiteral("password")), QStringLiteral("p@ss"));
    QCOMPARE(info.value(QStringLiteral("sslmode")), QStringLiteral("require"));

    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://u:p@h:notaport/db%zz\n");
    try {
        workspace.resolve(workspace.stages().front());
        QFAIL("no error");
    } catch (const Error &error) {
        QCOMPARE(error.where(), QStringLiteral("DATABASE_URL in .env, line 1"));
    }
}

void WorkspaceTest::knownAddressHasNoPassword()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://u:geheim@h/db\n");
    const Workspace workspace = project.open();
    const auto info = workspace.knownAddress(workspace.stages().front());
    QVERIFY(info);
    QCOMPARE(info->host(), QStringLiteral("h"));
    QCOMPARE(info->database(), QStringLiteral("db"));
    QVERIFY(!info->toUrlWithPassword().contains(u"geheim"));
}

void WorkspaceTest::ofUrl()
{
    const Workspace workspace =
        Workspace::ofUrl(QStringLiteral(" postgresql://u:geheim@db.example.com/production "));
    QCOMPARE(workspace.name(), QStringLiteral("production"));
    QVERIFY(workspace.folder().isEmpty());
    QCOMPARE(names(workspace), QStringList(QStringLiteral("production")));
    QCOMPARE(workspace.defaultStage(), QStringLiteral("production"));
    const Stage &stage = workspace.stages().front();
    QVERIFY(stage.environment == Environment::Unknown);
    QCOMPARE(stage.colour, QStringLiteral("grey"));
    QVERIFY(!stage.urlReference.contains(u"geheim"));
    QCOMPARE(workspace.resolve(stage).value(QStringLiteral("password")), QStringLiteral("geheim"));
    QVERIFY(!workspace.knownAddress(stage)->toUrlWithPassword().contains(u"geheim"));
    QVERIFY_THROWS_EXCEPTION(Error, Workspace::ofUrl(QStringLiteral("mysql://h/db")));
}

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "workspace_test.moc"
