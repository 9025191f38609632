// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/generate.h"

#include "services/migrations/author/rename_choice.h"

#include "tests/migrations/drizzle_project.h"
#include <QJsonDocument>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;
using Console = ConsoleCommand::Console;
using Outcome = GenerateResult::Outcome;

namespace {

const QByteArray kFirst =
    "export const t = pgTable('t', { id: integer('id').primaryKey(), b: text('b') });\n";
const QByteArray kRenamed =
    "export const t = pgTable('t', { id: integer('id').primaryKey(), b2: text('b2') });\n";

QByteArray models(const QByteArray &text)
{
    return "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n" + text;
}

/// What stands in for a project's command, where no drizzle-kit is needed.
GenerateRequest scripted(const Project &project, const QByteArray &script)
{
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    project.write(QStringLiteral("arborist.toml"),
                  "[migrations]\ngenerate = '''sh -c \"" + script + "\"'''\n");
    GenerateRequest request;
    request.set = project.set();
    request.command = generateCommand(project.workspace(), request.set);
    request.console = Console::Pipe;
    return request;
}

GenerateResult run(const GenerateRequest &request)
{
    const auto console = generateConsole(request);
    return generate(request, *console, [](const QByteArray &) {}, {});
}

} // namespace

class GenerateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void findsTheCommand_data();
    void findsTheCommand();
    void handsArgumentsOn();
    void keepsSecretsBack();
    void judgesByWhatAppeared_data();
    void judgesByWhatAppeared();
    void readsHints();
    void drizzleKit_data();
    void drizzleKit();
    void anAnswerAtTheTerminalRenames();
    void hintsAnswerV1();

private:
    std::unique_ptr<QTemporaryDir> m_data;
};

void GenerateTest::initTestCase()
{
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
}

void GenerateTest::findsTheCommand_data()
{
    QTest::addColumn<QList<QByteArray>>("files"); // name, text, name, text
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("folder");
    QTest::newRow("none") << QList<QByteArray>{} << QString() << QString();
    QTest::newRow("declared") << QList<QByteArray>{"arborist.toml",
                                                   "[migrations]\nfolder='backend/drizzle'\n"
                                                   "generate='pnpm -C backend \"x y\"'\n"}
                              << QStringLiteral("pnpm -C backend 'x y'") << QStringLiteral(".");
    QTest::newRow("a line of shell")
        << QList<QByteArray>{"arborist.toml", "[migrations]\nfolder='backend/drizzle'\n"
                                              "generate='cd backend && npm run gen'\n"}
        << QStringLiteral("cd backend && npm run gen") << QStringLiteral(".");
    QTest::newRow("script") << QList<QByteArray>{"backend/package.json",
                                                 R"({"scripts":{"db:generate":"drizzle-kit x"}})"}
                            << QStringLiteral("npm run db:generate") << QStringLiteral("backend");
    QTest::newRow("script of the top, pnpm")
        << QList<QByteArray>{"backend/package.json", "{}",
                             "package.json",         R"({"scripts":{"generate-sql":"turbo x"}})",
                             "pnpm-lock.yaml",       ""}
        << QStringLiteral("pnpm run generate-sql") << QStringLiteral(".");
    QTest::newRow("bun") << QList<QByteArray>{"backend/package.json",
                                              R"({"scripts":{"db:generate":"x"}})",
                                              "backend/bun.lockb", ""}
                         << QStringLiteral("bun run db:generate") << QStringLiteral("backend");
    QTest::newRow("installed") << QList<QByteArray>{"backend/drizzle.config.ts", "",
                                                    "node_modules/.bin/drizzle-kit", ""}
                               << QStringLiteral("npx drizzle-kit generate")
                               << QStringLiteral("backend");
}

void GenerateTest::findsTheCommand()
{
    QFETCH(QList<QByteArray>, files);
    QFETCH(QString, shown);
    QFETCH(QString, folder);
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}}, QStringLiteral("backend/drizzle"));
    for (qsizetype i = 0; i + 1 < files.size(); i += 2)
        project.write(QString::fromUtf8(files[i]), files[i + 1]);
    const ProjectCommand command = generateCommand(project.workspace(), project.set());
    QCOMPARE(command.shown(), shown);
    if (!shown.isEmpty())
        QCOMPARE(QDir(project.path()).relativeFilePath(command.folder), folder);
}

void GenerateTest::handsArgumentsOn()
{
    const QStringList more{QStringLiteral("--name"), QStringLiteral("it's")};
    ProjectCommand command;
    command.words = {QStringLiteral("npm"), QStringLiteral("run"), QStringLiteral("x")};
    QCOMPARE(command.with(more).shown(), QStringLiteral("npm run x -- --name 'it'\\''s'"));
    command.words[0] = QStringLiteral("pnpm");
    QCOMPARE(command.with(more).shown(), QStringLiteral("pnpm run x --name 'it'\\''s'"));
    command.words = {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("cd a && b")};
    QCOMPARE(command.with(more).shown(), QStringLiteral("cd a && b --name 'it'\\''s'"));
}

void GenerateTest::keepsSecretsBack()
{
    const QList<QByteArray> kept{"NVM_DIR", "npm_config_cache", "NODE_EXTRA_CA_CERTS", "PATH"};
    const QList<QByteArray> secret{
        "DATABASE_URL",    "PGPASSWORD",           "NPM_TOKEN",
        "NODE_AUTH_TOKEN", "DB_CONNECTION_STRING", "AWS_SECRET_ACCESS_KEY"};
    const QByteArray path = qgetenv("PATH");
    for (const QByteArray &name : kept + secret)
        qputenv(name, name == "PATH" ? path : QByteArray("value"));
    const QProcessEnvironment environment = projectEnvironment();
    for (const QByteArray &name : kept)
        QVERIFY2(environment.contains(QString::fromUtf8(name)), name);
    for (const QByteArray &name : secret)
        QVERIFY2(!environment.contains(QString::fromUtf8(name)), name);
    for (const QByteArray &name : kept.mid(0, 3) + secret)
        qunsetenv(name);
}

void GenerateTest::judgesByWhatAppeared_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("message");
    const QByteArray entry = "cat > drizzle/meta/_journal.json <<E\n"
                             R"({\"entries\":[{\"idx\":0,\"when\":1000,\"tag\":\"0000_a\"},)"
                             R"({\"idx\":1,\"when\":2000,\"tag\":\"0001_b\"}]})"
                             "\nE\necho 'SELECT 1;' > drizzle/0001_b.sql; ";
    QTest::newRow("made") << entry + "exit 0" << Outcome::Made << QStringLiteral("0001_b");
    QTest::newRow("made, and failed")
        << entry + "exit 1" << Outcome::Made << QStringLiteral("0001_b");
    QTest::newRow("nothing") << QByteArray("echo No schema changes, nothing to migrate")
                             << Outcome::NothingToDo << QStringLiteral("Nothing to do");
    QTest::newRow("said it was fine")
        << QByteArray("echo fine; exit 0") << Outcome::Failed << QStringLiteral("fine");
    QTest::newRow("failed") << QByteArray("echo TypeError: no bigint; echo at line; exit 0")
                            << Outcome::Failed << QStringLiteral("TypeError: no bigint");
    QTest::newRow("half") << QByteArray("echo x > drizzle/0001_b.sql") << Outcome::Failed
                          << QStringLiteral("drizzle/0001_b.sql");
    QTest::newRow("wants a terminal")
        << QByteArray("echo Error: Interactive prompts require a TTY terminal")
        << Outcome::NeedsTerminal << QStringLiteral("terminal");
    QTest::newRow("secret") << QByteArray("echo Error: postgres://me:hush@host/db")
                            << Outcome::Failed << QStringLiteral("***");
}

void GenerateTest::judgesByWhatAppeared()
{
    QFETCH(QByteArray, script);
    QFETCH(Outcome, outcome);
    QFETCH(QString, message);
    const Project project;
    project.write(QStringLiteral("do.sh"), script.trimmed().replace("\\\"", "\""));
    GenerateRequest request = scripted(project, ". ./do.sh");
    const GenerateResult result = run(request);
    QVERIFY2(result.outcome == outcome, qPrintable(result.message + result.output));
    QVERIFY2(result.message.contains(message), qPrintable(result.message));
    QVERIFY(!result.message.contains(QStringLiteral("hush")));
    QVERIFY(!result.output.contains(QStringLiteral("hush")));
    QCOMPARE(result.hint.isEmpty(), outcome == Outcome::NothingToDo);
}

void GenerateTest::readsHints()
{
    const auto json = [](const char *text) {
        return hintsJson({RenameHint::parse(QString::fromUtf8(text))});
    };
    QCOMPARE(json("public.t.b2=new"),
             QByteArray(R"([{"entity":["public","t","b2"],"kind":"column","type":"create"}])"));
    QCOMPARE(
        json("public.t.b2=b"),
        QByteArray(
            R"([{"from":["public","t","b"],"kind":"column","to":["public","t","b2"],"type":"rename"}])"));
    QCOMPARE(
        json("public.t2=public.t"),
        QByteArray(
            R"([{"from":["public","t"],"kind":"table","to":["public","t2"],"type":"rename"}])"));
    QCOMPARE(json("enum:public.e=new"),
             QByteArray(R"([{"entity":["public","e"],"kind":"enum","type":"create"}])"));
    QCOMPARE(json(R"({"type":"create","kind":"column","entity":["public","t","a.b"]})"),
             QByteArray(R"([{"entity":["public","t","a.b"],"kind":"column","type":"create"}])"));
    for (const char *bad : {"", "x", "x=", "=y", "a.b.c=x.y", "a..c=new", "{}", "a.b.c.d=new"})
        QVERIFY_THROWS_EXCEPTION(Error, json(bad));
}

void GenerateTest::drizzleKit_data()
{
    QTest::addColumn<bool>("isV1");
    QTest::newRow("0.31") << false;
    QTest::newRow("1.0") << true;
}

void GenerateTest::drizzleKit()
{
    QFETCH(bool, isV1);
    const QString packages = drizzlePackages(isV1);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project;
    fillDrizzleProject(project, packages, kFirst);
    migrations::drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=first")});
    GenerateRequest request;
    request.set = project.set();
    request.command = generateCommand(project.workspace(), request.set);
    request.console = Console::Pipe;
    QCOMPARE(request.command.shown(), QStringLiteral("npx drizzle-kit generate"));
    GenerateResult result = run(request);
    QVERIFY2(result.outcome == Outcome::NothingToDo, qPrintable(result.message + result.output));

    project.write(QStringLiteral("schema.ts"), models(kRenamed));
    result = run(request);
    if (isV1) {
        QVERIFY2(result.outcome == Outcome::Questions, qPrintable(result.message + result.output));
        QCOMPARE(result.questions.size(), 1U);
        QCOMPARE(result.questions[0].shown(), QStringLiteral("column public.t.b2"));
        QVERIFY(result.hint.contains(QStringLiteral("public.t.b2=new")));
    } else {
        QVERIFY2(result.outcome == Outcome::NeedsTerminal,
                 qPrintable(result.message + result.output));
    }
}

void GenerateTest::anAnswerAtTheTerminalRenames()
{
    const QString packages = drizzlePackages(false);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project;
    fillDrizzleProject(project, packages, kFirst);
    migrations::drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=first")});
    project.write(QStringLiteral("schema.ts"), models(kRenamed));
    GenerateRequest request;
    request.set = project.set();
    request.command = generateCommand(project.workspace(), request.set);
    request.name = QStringLiteral("rename it");
    const auto console = generateConsole(request);
    QByteArray written;
    int moved = 0;
    const GenerateResult result =
        generate(request, *console,
                 [&](const QByteArray &bytes) {
                     written += bytes;
                     const QString text = plainText(written);
                     if (moved == 0 && text.contains(QStringLiteral("rename column"))) {
                         ++moved;
                         console->write("\x1b[B"); // down to "rename"
                     } else if (moved == 1 && text.contains(QStringLiteral("❯ ~ b › b2"))) {
                         ++moved;
                         console->write("\r");
                     }
                 },
                 {});
    QVERIFY2(result.outcome == Outcome::Made, qPrintable(result.message + result.output));
    QCOMPARE(result.migrations, QStringList(QStringLiteral("0001_rename it")));
    const MigrationSet set = project.set();
    QVERIFY2(set.migrations[1].text.contains("RENAME COLUMN \"b\" TO \"b2\""),
             set.migrations[1].text);
    QVERIFY(result.files.contains(QStringLiteral("drizzle/meta/_journal.json")));
    QCOMPARE(codes(result.problems), QStringList());
}

void GenerateTest::hintsAnswerV1()
{
    const QString packages = drizzlePackages(true);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project;
    fillDrizzleProject(project, packages, kFirst);
    migrations::drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=first")});
    project.write(QStringLiteral("schema.ts"), models(kRenamed));
    GenerateRequest request;
    request.set = project.set();
    request.command = generateCommand(project.workspace(), request.set);
    request.console = Console::Pipe;
    // What has gone, and may be what is asked for: not what is there still.
    const auto choices =
        renameChoices(request.set,
                      {{QStringLiteral("rename_or_create"),
                        QStringLiteral("column"),
                        {QStringLiteral("public"), QStringLiteral("t"), QStringLiteral("b2")}}},
                      OperationContext());
    QCOMPARE(choices.size(), 1U);
    QCOMPARE(choices[0].former,
             (std::vector<QStringList>{
                 {QStringLiteral("public"), QStringLiteral("t"), QStringLiteral("b")}}));
    request.hints = {RenameHint::parse(QStringLiteral("public.t.b2=b"))};
    const GenerateResult result = run(request);
    QVERIFY2(result.outcome == Outcome::Made, qPrintable(result.message + result.output));
    const MigrationSet set = project.set();
    QCOMPARE(set.migrations.size(), 2U);
    QVERIFY2(set.migrations[1].text.contains("RENAME COLUMN"), set.migrations[1].text);
}

QTEST_GUILESS_MAIN(GenerateTest)
#include "generate_test.moc"
