// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/push.h"

#include "services/migrations/author/push_address.h"
#include "services/migrations/author/push_model.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "tests/migrations/drizzle_project.h"
#include "tests/support/test_cluster.h"
#include <QJsonDocument>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;
using Result = Report::Result;

namespace {

const QByteArray kModels =
    "export const items = pgTable('items', { id: integer('id').primaryKey(), b: text('b') });\n";

} // namespace

class PushTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void onlyOnThisMachineAndForDevelopment_data();
    void onlyOnThisMachineAndForDevelopment();
    void handsTheAddressOver_data();
    void handsTheAddressOver();
    void theCommandMayNotOverrule();
    void tellsWhatItWouldDestroy();
    void judgesByTheCatalog_data();
    void judgesByTheCatalog();
    void readsDdl();
    void drizzleKitPushes();

private:
    PushRequest request(const QString &command);
    std::shared_ptr<PushOperation> plan(const PushRequest &request)
    {
        OperationContext context;
        auto connection = postgres::Connection::open(m_info);
        PushRequest wanted = request;
        wanted.target = operations::planTarget(request.stage, connection);
        return planPush(wanted, connection, context);
    }
    Report run(const std::shared_ptr<PushOperation> &operation, const PushRequest &request)
    {
        const stages::Workspace workspace = m_project->workspace();
        operations::Order order;
        order.workspace = &workspace;
        order.stage = &request.stage;
        order.workspaceKey = workspace.folder();
        order.consent.yes = true;
        order.consent.withoutBackup = true;
        order.consent.typedName = request.stage.name;
        OperationContext context;
        context.connect = [this] { return postgres::Connection::open(m_info); };
        return operations::execute(*operation, order, context);
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::optional<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
    postgres::ConnectionInfo m_info;
};

void PushTest::initTestCase()
{
    m_cluster.emplace();
}

void PushTest::init()
{
    static int number = 0;
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    if (qstrcmp(QTest::currentTestFunction(), "handsTheAddressOver") != 0) // files alone
        m_info = m_cluster->createDatabase(QStringLiteral("push_%1").arg(++number));
    m_project = std::make_unique<Project>();
    m_project->write(QStringLiteral(".env"),
                     "DB_CONNECTION_STRING=" + m_info.toUrl().toUtf8() + "\n");
    m_project->write(QStringLiteral("drizzle.config.ts"),
                     "export default { dialect: 'postgresql', schema: './schema.ts', out: "
                     "'./drizzle', dbCredentials: { url: process.env.DB_CONNECTION_STRING! } };\n");
    m_project->write(
        QStringLiteral("drizzle/meta/_journal.json"),
        R"({"version":"7","dialect":"postgresql","entries":[{"idx":0,"when":1000,"tag":"0000_a"}]})");
    m_project->write(QStringLiteral("drizzle/0000_a.sql"), "SELECT 1;");
    m_project->write(
        QStringLiteral("drizzle/meta/0000_snapshot.json"),
        R"({"id":"a","prevId":"00000000-0000-0000-0000-000000000000","version":"7",)"
        R"("dialect":"postgresql","tables":{"public.items":{"name":"items","schema":"",)"
        R"("columns":{"id":{"name":"id","type":"integer","primaryKey":true},)"
        R"("b":{"name":"b","type":"text"}}}}})");
}

PushRequest PushTest::request(const QString &command)
{
    PushRequest request;
    request.set = m_project->set();
    request.command.words = {QStringLiteral("sh"), QStringLiteral("-c"), command};
    request.command.folder = m_project->path();
    request.stage = m_project->workspace().stages().front();
    request.stage.environment = stages::Environment::Development;
    request.stage.isProtected = false;
    request.address = m_info;
    request.console = ConsoleCommand::Console::Pipe;
    return request;
}

void PushTest::onlyOnThisMachineAndForDevelopment_data()
{
    QTest::addColumn<stages::Environment>("environment");
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("allowed");
    using E = stages::Environment;
    const QString here = QStringLiteral("postgresql://localhost/x");
    QTest::newRow("local") << E::Development << here << true;
    QTest::newRow("socket") << E::Development << QStringLiteral("postgresql:///x?host=/tmp")
                            << true;
    QTest::newRow("test") << E::Test << here << false;
    QTest::newRow("staging") << E::Staging << here << false;
    QTest::newRow("production") << E::Production << here << false;
    QTest::newRow("unknown") << E::Unknown << here << false;
    QTest::newRow("far") << E::Development << QStringLiteral("postgresql://db.example.com/x")
                         << false;
}

void PushTest::onlyOnThisMachineAndForDevelopment()
{
    QFETCH(stages::Environment, environment);
    QFETCH(QString, address);
    QFETCH(bool, allowed);
    stages::Stage stage;
    stage.name = QStringLiteral("x");
    stage.environment = environment;
    auto info = postgres::ConnectionInfo::parse(address);
    bool refused = false;
    try {
        refuseFarPush(stage, info);
    } catch (const Error &error) {
        refused = error.kind() == ErrorKind::Refused;
        QVERIFY(!error.hint().isEmpty());
    }
    QCOMPARE(refused, !allowed);
    info.setSshHost(QStringLiteral("bastion"));
    QVERIFY_THROWS_EXCEPTION(Error, refuseFarPush(stage, info));
}

void PushTest::handsTheAddressOver_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QStringList>("variables"); // that are set; none: it is refused
    const auto row = [](const char *name, const QByteArray &credentials,
                        const QStringList &variables) {
        QTest::newRow(name) << "export default { dialect: 'postgresql', out: './drizzle', "
                               "dbCredentials: { " +
                                   credentials + " } };"
                            << variables;
    };
    const QString url = QStringLiteral("DATABASE_URL");
    row("one", "url: process.env.DATABASE_URL!", {url});
    row("in brackets", "url: process.env['DATABASE_URL'] as string", {url});
    row("with a default", "url: process.env.DATABASE_URL ?? 'postgresql://prod/db'", {url});
    // The first counts where it is set, and .env may set it.
    row("one of two", "url: process.env.DATABASE_URL || process.env.DB_CONNECTION_STRING!", {url});
    row("a template of one", "url: `${process.env.DATABASE_URL}`", {url});
    row("a template",
        "url: `postgresql://${process.env.U}:${encodeURIComponent(process.env.P!)}@"
        "${process.env.H}:${process.env.PORT ?? 5432}/${process.env.D}?sslmode=disable`",
        {QStringLiteral("D"), QStringLiteral("H"), QStringLiteral("P"), QStringLiteral("PORT"),
         QStringLiteral("U")});
    row("put together",
        "url: 'postgres://app@' + process.env.H + ':' + process.env.PORT + '/' + "
        "process.env.D",
        {QStringLiteral("D"), QStringLiteral("H"), QStringLiteral("PGPASSWORD"),
         QStringLiteral("PORT")});
    row("parts",
        "host: process.env.H!, port: Number(process.env.PORT), user: process.env.U, password: "
        "process.env.P, database: process.env.D!, ssl: false",
        {QStringLiteral("D"), QStringLiteral("H"), QStringLiteral("P"), QStringLiteral("PORT"),
         QStringLiteral("U")});
    row("some parts", "host: process.env.H || 'localhost', database: process.env.D ?? 'x'",
        {QStringLiteral("D"), QStringLiteral("H"), QStringLiteral("PGPASSWORD"),
         QStringLiteral("PGPORT"), QStringLiteral("PGUSER")});
    QTest::newRow("defineConfig")
        << QByteArray("import 'dotenv/config';\nimport { defineConfig } from 'drizzle-kit';\n"
                      "const { H, D } = process.env;\nconst url = `postgres://${H}/${D}`;\n"
                      "export default defineConfig({ dialect: 'postgresql', out: './drizzle', "
                      "dbCredentials: { url } });")
        << QStringList{QStringLiteral("D"), QStringLiteral("H"), QStringLiteral("PGPASSWORD"),
                       QStringLiteral("PGPORT"), QStringLiteral("PGUSER")};
    row("written out", "url: 'postgresql://prod/db'", {});
    row("another host written out", "host: 'prod', database: process.env.D", {});
    row("another database written out", "host: process.env.H, database: 'prod'", {});
    row("a host of two parts", "url: `postgresql://db.${process.env.H}/${process.env.D}`", {});
    row("a parameter that leads elsewhere",
        "url: `postgresql://${process.env.H}/${process.env.D}?host=prod`", {});
    row("one for two things", "host: process.env.D, database: process.env.D", {});
    row("a function", "url: address()", {});
    row("a choice", "url: process.env.CI ? process.env.A : process.env.B", {});
    row("an import", "url: env.DATABASE_URL", {});
    row("a spread", "...base, url: process.env.DATABASE_URL", {});
    QTest::newRow("none") << QByteArray("export default { out: './drizzle' };") << QStringList();
    QTest::newRow("set in it")
        << QByteArray("process.env.DATABASE_URL = 'postgresql://prod/db';\n"
                      "export default { dbCredentials: { url: process.env.DATABASE_URL } };")
        << QStringList();
    QTest::newRow("overruled")
        << QByteArray("config({ path: '.env.prod', override: true });\n"
                      "export default { dbCredentials: { url: process.env.DATABASE_URL } };")
        << QStringList();
    QTest::newRow("a driver") << QByteArray(
                                     "export default { driver: 'pglite', dbCredentials: { url: "
                                     "process.env.DATABASE_URL } };")
                              << QStringList();
}

void PushTest::handsTheAddressOver()
{
    QFETCH(QByteArray, config);
    QFETCH(QStringList, variables);
    m_project->write(QStringLiteral("drizzle.config.ts"), config);
    const auto address =
        postgres::ConnectionInfo::parse(QStringLiteral("postgresql://app:p%40ss@localhost:5433/x"));
    ProjectCommand command;
    command.words = QStringList{QStringLiteral("drizzle-kit"), QStringLiteral("push")};
    command.folder = m_project->path();
    QMap<QString, QString> found;
    try {
        found = pushVariables(m_project->set(), command, address);
    } catch (const Error &error) {
        QVERIFY2(error.kind() == ErrorKind::Refused && variables.isEmpty(),
                 qPrintable(error.message()));
        QVERIFY(!error.hint().isEmpty() && !error.message().contains(u"p@ss"));
        return;
    }
    QCOMPARE(QStringList(found.keys()), variables);
    const QMap<QString, QString> wanted{
        {QStringLiteral("DATABASE_URL"), address.toUrlWithPassword()},
        {QStringLiteral("H"), QStringLiteral("localhost")},
        {QStringLiteral("PORT"), QStringLiteral("5433")},
        {QStringLiteral("PGPORT"), QStringLiteral("5433")},
        {QStringLiteral("U"), QStringLiteral("app")},
        {QStringLiteral("PGUSER"), QStringLiteral("app")},
        {QStringLiteral("P"), QStringLiteral("p@ss")},
        {QStringLiteral("PGPASSWORD"), QStringLiteral("p@ss")},
        {QStringLiteral("D"), QStringLiteral("x")}};
    for (const QString &name : variables)
        QCOMPARE(found[name], wanted[name]);
}

void PushTest::theCommandMayNotOverrule()
{
    m_project->write(
        QStringLiteral("package.json"),
        R"({"scripts": {"a": "DB_CONNECTION_STRING=postgresql://prod/x drizzle-kit push",
            "b": "drizzle-kit push --url=postgresql://prod/x", "c": "dotenv -e .env -o -- drizzle-kit push",
            "d": "drizzle-kit push --config=other.config.ts", "e": "drizzle-kit push --strict"}})");
    m_project->write(QStringLiteral("other.config.ts"),
                     "export default { dbCredentials: { url: process.env.OTHER } };");
    const auto variables = [this](const QString &script) {
        ProjectCommand command;
        command.words = QStringList{QStringLiteral("npm"), QStringLiteral("run"), script};
        command.folder = m_project->path();
        return QStringList(pushVariables(m_project->set(), command, m_info).keys());
    };
    for (const char *script : {"a", "b", "c"})
        QVERIFY_THROWS_EXCEPTION(Error, variables(QString::fromLatin1(script)));
    QCOMPARE(variables(QStringLiteral("d")), QStringList{QStringLiteral("OTHER")});
    QCOMPARE(variables(QStringLiteral("e")), QStringList{QStringLiteral("DB_CONNECTION_STRING")});
    const auto operation = plan(request(QStringLiteral("true")));
    QVERIFY(operation->plan().steps[0].title.contains(u"DB_CONNECTION_STRING"));
}

void PushTest::tellsWhatItWouldDestroy()
{
    m_cluster->psql(
        m_info.database(),
        "CREATE TABLE items (id integer PRIMARY KEY, b text, gone text);"
        "INSERT INTO items VALUES (1, 'x', 'y'), (2, 'x', NULL);"
        "CREATE TABLE extra (id integer); INSERT INTO extra SELECT generate_series(1, 5);"
        "CREATE SCHEMA other; CREATE TABLE other.kept (id integer);");
    const auto operation = plan(request(QStringLiteral("true")));
    QCOMPARE(operation->plan().loses,
             (QStringList{QStringLiteral("Table public.extra, with its rows: 5"),
                          QStringLiteral("Column public.items.gone, with its values: 1")}));
    QVERIFY(!QJsonDocument(operation->plan().toJson()).toJson().contains("postgresql://"));
}

void PushTest::judgesByTheCatalog_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<Result>("outcome");
    QTest::addColumn<QString>("says");
    const QString psql =
        QStringLiteral("psql -q \"$DB_CONNECTION_STRING\" -c 'CREATE TABLE made (id integer)'; ");
    QTest::newRow("done") << psql + QStringLiteral("echo '[✓] Changes applied'")
                          << Result::Succeeded << QStringLiteral("has changed");
    QTest::newRow("nothing") << QStringLiteral("echo '[i] No changes detected'")
                             << Result::Succeeded << QStringLiteral("as it was");
    QTest::newRow("failed half way") << psql + QStringLiteral("echo 'error: relation x'; exit 0")
                                     << Result::Failed << QStringLiteral("stays");
    QTest::newRow("failed") << QStringLiteral("exit 1") << Result::Failed
                            << QStringLiteral("as it was");
    QTest::newRow("asks") << QStringLiteral("echo Error: Interactive prompts require a TTY")
                          << Result::Failed << QStringLiteral("terminal");
    QTest::newRow("a secret") << QStringLiteral("echo Error at postgres://me:hush@x/y; exit 1")
                              << Result::Failed << QStringLiteral("***");
}

void PushTest::judgesByTheCatalog()
{
    QFETCH(QString, script);
    QFETCH(Result, outcome);
    QFETCH(QString, says);
    const PushRequest wanted = request(script);
    const Report report = run(plan(wanted), wanted);
    const QString text =
        report.notes.join(u' ') +
        (report.error ? report.error->message() + report.error->hint() : QString());
    QVERIFY2(report.outcome == outcome, qPrintable(text));
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY2(!text.contains(QStringLiteral("hush")), qPrintable(text));
}

void PushTest::readsDdl()
{
    const auto tables = tablesOfDdl(QStringLiteral(
        "noise\nCREATE TYPE x;\nCREATE TABLE \"a\" (\n\t\"id\" integer PRIMARY KEY,\n\t\"b c\" "
        "text,\n"
        "\tCONSTRAINT \"u\" UNIQUE(\"id\")\n);\n--> statement-breakpoint\nCREATE TABLE "
        "\"s\".\"t\" (\n\t\"x\" integer\n);\nALTER TABLE \"a\" ADD CONSTRAINT"));
    QCOMPARE(tables.keys(), (QStringList{QStringLiteral("public.a"), QStringLiteral("s.t")}));
    QCOMPARE(tables[QStringLiteral("public.a")],
             (QStringList{QStringLiteral("id"), QStringLiteral("b c")}));
}

void PushTest::drizzleKitPushes()
{
    const QString packages = drizzlePackages(false);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    fillDrizzleProject(*m_project, packages, kModels);
    PushRequest wanted = request({});
    wanted.command = pushCommand(m_project->workspace(), wanted.set);
    QCOMPARE(wanted.command.shown(), QStringLiteral("npx drizzle-kit push"));
    auto operation = plan(wanted);
    QCOMPARE(operation->plan().loses, QStringList());
    QVERIFY(
        operation->plan().request[u"compared_with"].toString().contains(QStringLiteral("export")));
    Report report = run(operation, wanted);
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QCOMPARE(m_cluster->psql(m_info.database(), "SELECT count(*) FROM items").trimmed(),
             QByteArray("0"));

    // The models say less than the database has, and it is told before anything runs.
    m_cluster->psql(m_info.database(), "INSERT INTO items VALUES (1, 'x')");
    m_project->write(
        QStringLiteral("schema.ts"),
        "import { pgTable, integer } from 'drizzle-orm/pg-core';\nexport const items = "
        "pgTable('items', { id: integer('id').primaryKey() });\n");
    operation = plan(wanted);
    QCOMPARE(operation->plan().loses,
             QStringList(QStringLiteral("Column public.items.b, with its values: 1")));
    report = run(operation, wanted);
    QVERIFY(report.outcome == Result::Failed); // it asks, and has no terminal
    QVERIFY2(report.error->hint().contains(QStringLiteral("console")), report.error->what());
    QCOMPARE(m_cluster->psql(m_info.database(), "SELECT b FROM items").trimmed(), QByteArray("x"));

    // At a terminal the answer goes to it.
    wanted.console = ConsoleCommand::Console::Terminal;
    operation = plan(wanted);
    QByteArray written;
    int answers = 0;
    operation->setOutput([&](const QByteArray &bytes) {
        written += bytes;
        const QString text = plainText(written);
        if (answers == 0 && text.contains(QStringLiteral("❯ No"))) {
            ++answers;
            operation->console()->write("\x1b[B");
        } else if (answers == 1 && text.contains(QStringLiteral("❯ Yes"))) {
            ++answers;
            operation->console()->write("\r");
        }
    });
    report = run(operation, wanted);
    QVERIFY2(report.outcome == Result::Succeeded,
             report.error ? report.error->what() : written.data());
    QCOMPARE(m_cluster
                 ->psql(m_info.database(),
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'items'::regclass "
                        "AND attnum > 0 AND NOT attisdropped")
                 .trimmed(),
             QByteArray("1"));
}

QTEST_GUILESS_MAIN(PushTest)
#include "push_test.moc"
