// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/stages/project.h"

using namespace arborist;

class StageDiscoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void environmentFilesAlone();
    void overrides();
    void templatesAreNoStages();
    void variableNames_data();
    void variableNames();
    void variableFamilies();
    void otherDatabasesAreNoStages();
    void subfolders();
    void stageNamedInTheFile();
    void processVariablesAlone();
    void processGoesBeforeTheFile();
    void fileRefinesWhatIsFound();
    void brokenEnvironmentFile();
    void sourceStage();
    void find();
};

void StageDiscoveryTest::init()
{
    clearEnvironment();
}

void StageDiscoveryTest::environmentFilesAlone()
{
    Project project;
    project.write(QStringLiteral(".env"), "DB_CONNECTION_STRING=postgresql://localhost/tracker\n");
    project.write(QStringLiteral(".env.production"), "DATABASE_URL=postgresql://p.example.com/t\n");
    project.write(QStringLiteral(".env.staging"), "DATABASE_URL=postgresql://s.example.com/t\n");
    project.write(QStringLiteral(".env.test"), "DATABASE_URL=postgresql://localhost/t_test\n");
    project.write(QStringLiteral(".env.development"),
                  "DATABASE_URL=postgresql://localhost/t_dev\n");
    project.write(QStringLiteral(".env.ci"), "LOG_LEVEL=debug\n");
    const Workspace workspace = project.open();
    QCOMPARE(names(workspace), QStringList({QStringLiteral("local"), QStringLiteral("development"),
                                            QStringLiteral("test"), QStringLiteral("staging"),
                                            QStringLiteral("production")}));
    QCOMPARE(workspace.defaultStage(), QStringLiteral("local"));
    QVERIFY(workspace.sourceStage().isEmpty());
    QVERIFY(workspace.hierarchies().empty());
    QStringList colours;
    for (const Stage &stage : workspace.stages()) {
        QVERIFY2(stage.problem.isEmpty(), qPrintable(stage.problem));
        QVERIFY(!stage.readOnly);
        colours.append(stage.colour);
    }
    QCOMPARE(colours.join(u' '), QStringLiteral("green teal amber violet red"));
    QVERIFY(!workspace.stages()[0].isProtected && !workspace.stages()[1].isProtected);
    QVERIFY(!workspace.stages()[2].isProtected);
    QVERIFY(workspace.stages()[3].isProtected && workspace.stages()[4].isProtected);
    QCOMPARE(workspace.stages()[4].urlReference,
             QStringLiteral("env:DATABASE_URL@.env.production"));
    QCOMPARE(workspace.stages()[4].origin,
             QStringLiteral("DATABASE_URL in .env.production, line 1"));
}

void StageDiscoveryTest::overrides()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://localhost/plain\n");
    project.write(QStringLiteral(".env.local"), "DATABASE_URL=postgresql://localhost/mine\n");
    project.write(QStringLiteral(".env.staging"), "DATABASE_URL=postgresql://s/plain\n");
    project.write(QStringLiteral(".env.staging.local"), "DATABASE_URL=postgresql://s/mine\n");
    const Workspace workspace = project.open();
    QCOMPARE(names(workspace), QStringList({QStringLiteral("local"), QStringLiteral("staging")}));
    for (const Stage &stage : workspace.stages())
        QCOMPARE(workspace.resolve(stage).database(), QStringLiteral("mine"));
}

void StageDiscoveryTest::templatesAreNoStages()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://localhost/db\n");
    for (const char *name : {".env.example", ".env.sample", ".env.production.example", ".env.bak",
                             ".env.vault", ".env.test~", ".env."})
        project.write(QString::fromUtf8(name), "DATABASE_URL=postgresql://h/db\n");
    QVERIFY(QDir(project.path()).mkdir(QStringLiteral(".env.venv")));
    QCOMPARE(names(project.open()), QStringList(QStringLiteral("local")));
}

void StageDiscoveryTest::variableNames_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reference");
    const auto row = [](const char *text, const char *reference) {
        QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(reference);
    };
    row("POSTGRES_URL=postgres://h/db", "env:POSTGRES_URL");
    row("DATABASE_URL='postgresql://h/db'", "env:DATABASE_URL");
    row("DB_URL=\"host=h dbname=db\"", "env:DB_URL");
    row("DATABASE_URL=postgres://h/b\nDB_CONNECTION_STRING=postgres://h/db",
        "env:DB_CONNECTION_STRING");
    row("DATABASE_URL=mysql://h/b\nPOSTGRES_URL=postgres://h/db", "env:POSTGRES_URL");
    row("DATABASE_URL=postgres://${H}/db\nH=h", "env:DATABASE_URL");
    row("DATABASE_URL=${UNSET_HERE:-postgres://h/db}", "env:DATABASE_URL");
    row("PGHOST=h\nPGDATABASE=db", "env:PG*");
    row("POSTGRES_HOST=h\nPOSTGRES_DB=db", "env:POSTGRES_*");
    row("DB_HOST=h\nDB_NAME=db\nDB_CONNECTION=pgsql", "env:DB_*");
    row("TYPEORM_HOST=h\nTYPEORM_DATABASE=db\nTYPEORM_CONNECTION=postgres", "env:TYPEORM_*");
}

void StageDiscoveryTest::variableNames()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, reference);
    Project project;
    project.write(QStringLiteral(".env"), text);
    const Workspace workspace = project.open();
    QCOMPARE(workspace.stages().size(), 1U);
    const Stage &stage = workspace.stages().front();
    QVERIFY2(stage.problem.isEmpty(), qPrintable(stage.problem));
    QCOMPARE(stage.urlReference, reference);
    QCOMPARE(workspace.resolve(stage).host(), QStringLiteral("h"));
    QCOMPARE(workspace.resolve(stage).database(), QStringLiteral("db"));
}

void StageDiscoveryTest::variableFamilies()
{
    Project project;
    project.write(QStringLiteral(".env"), "POSTGRES_USER=app\nPOSTGRES_PASSWORD='p w'\n"
                                          "POSTGRES_DB=lms\nPOSTGRES_PORT=5433\n");
    const Workspace workspace = project.open();
    const auto info = workspace.resolve(workspace.stages().front());
    QCOMPARE(info.host(), QStringLiteral("localhost"));
    QCOMPARE(info.port(), QStringLiteral("5433"));
    QCOMPARE(info.user(), QStringLiteral("app"));
    QCOMPARE(info.database(), QStringLiteral("lms"));
    QCOMPARE(info.value(QStringLiteral("password")), QStringLiteral("p w"));
    QVERIFY(workspace.stages().front().origin.contains(u".env, line"));
}

void StageDiscoveryTest::otherDatabasesAreNoStages()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=mysql://u:p@h/db\n");
    project.write(QStringLiteral(".env.test"), "DB_TYPE=mysql\nDB_HOST=h\nDB_NAME=db\n");
    project.write(QStringLiteral(".env.ci"), "DATABASE_URL=file:./dev.db\nPORT=80\n");
    QVERIFY2(failure(project).message().contains(u"names no database"), failure(project).what());
}

void StageDiscoveryTest::subfolders()
{
    Project project;
    project.write(QStringLiteral("database/.env"), "DATABASE_URL=postgresql://localhost/daadaar\n");
    const Workspace workspace = project.open();
    QCOMPARE(names(workspace), QStringList(QStringLiteral("local")));
    QCOMPARE(workspace.stages().front().urlReference,
             QStringLiteral("env:DATABASE_URL@database/.env"));
    QCOMPARE(workspace.resolve(workspace.stages().front()).database(), QStringLiteral("daadaar"));
}

void StageDiscoveryTest::stageNamedInTheFile()
{
    Project project;
    project.write(QStringLiteral(".env"),
                  "DEVSTRIDE_STAGE=dev-phil\nDB_CONNECTION_STRING=postgresql://localhost/x\n");
    QCOMPARE(names(project.open()), QStringList(QStringLiteral("dev-phil")));
    QCOMPARE(project.open().defaultStage(), QStringLiteral("dev-phil"));

    project.write(QStringLiteral(".env.dev-phil"), "DATABASE_URL=postgresql://localhost/y\n");
    QCOMPARE(names(project.open()),
             QStringList({QStringLiteral("local"), QStringLiteral("dev-phil")}));
    QCOMPARE(project.open().defaultStage(), QStringLiteral("dev-phil"));
}

void StageDiscoveryTest::processVariablesAlone()
{
    Project project;
    qputenv("DATABASE_URL", "postgresql://runner@h/ci");
    const Workspace plain = project.open();
    QCOMPARE(names(plain), QStringList(QStringLiteral("local")));
    QCOMPARE(plain.stages().front().origin, QStringLiteral("DATABASE_URL in the environment"));
    qputenv("DEVSTRIDE_STAGE", "staging");
    const Workspace named = project.open();
    QCOMPARE(names(named), QStringList(QStringLiteral("staging")));
    QVERIFY(named.stages().front().isProtected);
    QCOMPARE(named.defaultStage(), QStringLiteral("staging"));
}

void StageDiscoveryTest::processGoesBeforeTheFile()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://localhost/file\n");
    project.write(QStringLiteral(".env.test"), "DATABASE_URL=postgresql://localhost/test\n");
    qputenv("DATABASE_URL", "postgresql://localhost/process");
    const Workspace workspace = project.open();
    QCOMPARE(workspace.resolve(workspace.stages()[0]).database(), QStringLiteral("process"));
    QCOMPARE(workspace.stages()[0].origin, QStringLiteral("DATABASE_URL in the environment"));
    QCOMPARE(workspace.resolve(workspace.stages()[1]).database(), QStringLiteral("test"));
    qputenv("DATABASE_URL", "");
    QCOMPARE(workspace.resolve(workspace.stages()[0]).database(), QStringLiteral("file"));
}

void StageDiscoveryTest::fileRefinesWhatIsFound()
{
    Project project;
    project.write(QStringLiteral(".env"), "DB_CONNECTION_STRING=postgresql://localhost/x\n");
    project.write(QStringLiteral(".env.staging"), "DATABASE_URL=postgresql://s/x\n");
    project.write(QStringLiteral(".env.production"), "DATABASE_URL=postgresql://p/x\n");
    project.write(QStringLiteral(".env.test"), "DATABASE_URL=postgresql://localhost/t\n");
    project.write(QStringLiteral("arborist.toml"),
                  "[stages.staging]\nprotected = false\n"
                  "[stages.prod]\nurl = \"env:DATABASE_URL@./.env.production\"\n");
    const Workspace workspace = project.open();
    // production is prod: the same file.
    QCOMPARE(names(workspace), QStringList({QStringLiteral("staging"), QStringLiteral("prod"),
                                            QStringLiteral("local"), QStringLiteral("test")}));
    QVERIFY(!workspace.stages()[0].isProtected);
    QCOMPARE(workspace.resolve(workspace.stages()[0]).host(), QStringLiteral("s"));
    QCOMPARE(workspace.resolve(workspace.stages()[1]).host(), QStringLiteral("p"));
}

void StageDiscoveryTest::brokenEnvironmentFile()
{
    Project project;
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://localhost/x\n");
    project.write(QStringLiteral(".env.staging"), "A=1\nDATABASE_URL=\"postgresql://s/x\n");
    const Workspace workspace = project.open();
    QCOMPARE(workspace.stages().size(), 2U);
    QVERIFY(workspace.stages()[0].problem.isEmpty());
    const QString problem = workspace.stages()[1].problem;
    QVERIFY2(problem.startsWith(u".env.staging:2: "), qPrintable(problem));

    project.write(QStringLiteral(".env"), "what is this\n");
    QVERIFY(project.open().stages()[0].problem.startsWith(u".env:1: "));
}

void StageDiscoveryTest::sourceStage()
{
    Project project;
    project.write(QStringLiteral(".env"), "DB_CONNECTION_STRING=postgresql://t/x\n"
                                          "SOURCE_DB_CONNECTION_STRING=postgresql://s/x\n");
    const Workspace own = project.open();
    QCOMPARE(names(own), QStringList({QStringLiteral("local"), QStringLiteral("source")}));
    QCOMPARE(own.sourceStage(), QStringLiteral("source"));
    QVERIFY(own.stages()[1].readOnly);
    QCOMPARE(own.resolve(own.stages()[1]).host(), QStringLiteral("s"));

    project.write(QStringLiteral(".env.staging"), "DATABASE_URL=postgresql://s/x\n");
    const Workspace same = project.open();
    QCOMPARE(names(same), QStringList({QStringLiteral("local"), QStringLiteral("staging")}));
    QCOMPARE(same.sourceStage(), QStringLiteral("staging"));
}

void StageDiscoveryTest::find()
{
    Project project;
    project.write(QStringLiteral("a/b/c/notes.txt"), "");
    QVERIFY(Workspace::find(project.path(QStringLiteral("missing"))).isEmpty());
    project.write(QStringLiteral(".env"), "LOG_LEVEL=debug\n");
    const QString deep = project.path(QStringLiteral("a/b/c"));
    // Above the temporary folder nothing looks like a project either.
    QVERIFY(Workspace::find(deep).isEmpty());
    project.write(QStringLiteral(".env"), "DATABASE_URL=postgresql://h/db\n");
    QCOMPARE(Workspace::find(deep), project.path());
    QCOMPARE(Workspace::find(project.path(QStringLiteral("a/b/c/notes.txt"))), project.path());
    project.write(QStringLiteral("a/drizzle.config.ts"), "");
    QCOMPARE(Workspace::find(deep), project.path(QStringLiteral("a")));
    project.write(QStringLiteral("a/b/arborist.toml"), "broken");
    QCOMPARE(Workspace::find(deep), project.path(QStringLiteral("a/b")));
}

QTEST_GUILESS_MAIN(StageDiscoveryTest)
#include "stage_discovery_test.moc"
