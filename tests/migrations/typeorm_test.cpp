// SPDX-License-Identifier: GPL-3.0-or-later
// The real TypeORM runs and reverts its migrations, led to the database that was checked.
#include "services/core/error.h"
#include "services/core/run_log.h"
#include "services/migrations/project/planned_typeorm.h"
#include "services/migrations/project/typeorm_command.h"
#include "services/migrations/run/way_back.h"
#include "services/operations/execute.h"
#include "services/operations/plan_target.h"
#include "services/postgres/connection.h"
#include "tests/migrations/npm_packages.h"
#include "tests/migrations/project.h"
#include "tests/support/test_cluster.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;
using Result = Report::Result;
using StepState = ReportStep::State;

namespace {

/// It says another database, which is not there: what is run has to be led to the stage's own.
const QByteArray kSource = R"(const { DataSource } = require('typeorm');
module.exports = new DataSource({ type: 'postgres', host: '127.0.0.1', port: 1,
  username: 'nobody', password: 'nothing', database: 'elsewhere',
  migrations: [__dirname + '/migrations/*.js'] });
)";

QByteArray told(const Report &report)
{
    return QJsonDocument(report.toJson()).toJson();
}

} // namespace

class TypeOrmTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void findsTheCommand_data();
    void findsTheCommand();
    void refusesWhatCannotBeLed();
    void tellsBeforehandThatItIsNotInstalled();
    void nothingOfAnotherFolderRunsBefore();
    void runsAndReverts();
    void keepsTheSecret();
    void failsInTheMiddle_data();
    void failsInTheMiddle();
    void runsAllOrNothing();
    void isLedNowhereElse_data();
    void isLedNowhereElse();
    void commandThatRunsNoTypeOrm();
    void killedInTheMiddle();
    void cancelled();
    void revertFails();

private:
    void add(int number, const QByteArray &up, const QByteArray &down,
             const QByteArray &further = {}) const;
    void writeWorkspace(const QByteArray &further) const
    {
        m_project->write(QStringLiteral("arborist.toml"),
                         "[stages.local]\nurl = \"" + m_info.toUrl().toUtf8() +
                             "\"\nenvironment = \"test\"\n" + further);
    }
    void addTable(int number) const
    {
        const QByteArray n = QByteArray::number(number);
        add(number, "await q.query('CREATE TABLE t" + n + " (a int)');",
            "await q.query('DROP TABLE t" + n + "');");
    }
    OperationContext context(std::stop_token stop = {}) const
    {
        OperationContext context;
        context.stop = stop;
        context.connect = [info = m_info, stop] { return postgres::Connection::open(info, stop); };
        return context;
    }
    operations::PlannedOperationPtr plan(MigrateRequest request = {}) const
    {
        OperationContext planning = context();
        postgres::Connection connection = planning.connect();
        request.set = m_project->set();
        request.target = operations::planTarget(stage(), connection);
        return planMigrate(request, connection, planning);
    }
    operations::PlannedOperationPtr planBack(RollbackRequest request) const
    {
        OperationContext planning = context();
        postgres::Connection connection = planning.connect();
        request.set = m_project->set();
        request.target = operations::planTarget(stage(), connection);
        return planRollback(request, connection, planning);
    }
    stages::Stage stage() const { return m_project->workspace().stages().front(); }
    Report run(const operations::PlannedOperationPtr &operation, std::stop_token stop = {}) const
    {
        const stages::Workspace workspace = m_project->workspace();
        const stages::Stage its = workspace.stages().front();
        operations::Order order;
        order.workspace = &workspace;
        order.stage = &its;
        order.workspaceKey = workspace.folder();
        order.consent.yes = true;
        order.consent.withoutBackup = true;
        order.consent.typedName = its.name;
        OperationContext running = context(stop);
        return operations::execute(*operation, order, running);
    }
    QByteArray sql(const QByteArray &script) const
    {
        return m_cluster->psql(m_database, script).trimmed();
    }
    QByteArray rows() const { return sql("SELECT name FROM migrations ORDER BY id"); }
    QByteArray tables() const
    {
        return sql("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class "
                   "WHERE relname ~ '^t[0-9]' AND relkind = 'r'");
    }

    QString m_packages;
    std::unique_ptr<QTemporaryDir> m_data;
    std::optional<TestCluster> m_cluster;
    std::unique_ptr<Project> m_project;
    QString m_database;
    postgres::ConnectionInfo m_info;
};

void TypeOrmTest::initTestCase()
{
    for (const char *name : {"ARBORIST_STAGE", "DEVSTRIDE_STAGE", "DB_CONNECTION_STRING",
                             "DATABASE_URL", "POSTGRES_URL"})
        qunsetenv(name);
    m_packages = npmPackages({QStringLiteral("typeorm@1.1.1"),
                              QStringLiteral("reflect-metadata@0.2"), QStringLiteral("pg@8")});
    if (m_packages.isEmpty())
        QSKIP("typeorm cannot be had from npm here");
    m_cluster.emplace();
}

void TypeOrmTest::init()
{
    static int number = 0;
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
    m_database = QStringLiteral("orm_%1").arg(++number);
    m_info = m_cluster->createDatabase(m_database);
    m_project = std::make_unique<Project>();
    m_project->remove(QStringLiteral(".env"));
    writeWorkspace({});
    m_project->write(QStringLiteral("package.json"), R"({"private": true, "scripts": {
  "migration:run": "typeorm migration:run -d source.cjs",
  "migration:revert": "typeorm migration:revert -d source.cjs"}})");
    m_project->write(QStringLiteral("source.cjs"), kSource);
    QFile::link(m_packages + QStringLiteral("/node_modules"),
                m_project->path(QStringLiteral("node_modules")));
}

void TypeOrmTest::add(int number, const QByteArray &up, const QByteArray &down,
                      const QByteArray &further) const
{
    const QByteArray n = QByteArray::number(number);
    m_project->write(QStringLiteral("migrations/170000000000%1-M%1.js").arg(number),
                     "module.exports = class M" + n + "170000000000" + n + " {\n" + further +
                         "  async up(q) {\n    " + up + "\n  }\n  async down(q) {\n    " + down +
                         "\n  }\n};\n");
}

void TypeOrmTest::findsTheCommand_data()
{
    QTest::addColumn<QByteArray>("package");
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("shown");
    const auto scripts = [](const QByteArray &text) { return R"({"scripts": {)" + text + "}}"; };
    QTest::newRow("script") << scripts(R"("migration:run": "typeorm migration:run -d source.cjs")")
                            << QByteArray() << QStringLiteral("npm run migration:run -- -t each");
    QTest::newRow("its own mode")
        << scripts(R"("migration:run": "typeorm migration:run -t none -d source.cjs")")
        << QByteArray() << QStringLiteral("npm run migration:run");
    QTest::newRow("a script that calls another")
        << scripts(R"("db:migrate": "npm run typeorm -- migration:run", "typeorm": "typeorm -d s")")
        << QByteArray() << QStringLiteral("npm run db:migrate -- -t each");
    QTest::newRow("one of another tool")
        << scripts(R"("db:migrate": "prisma migrate", "typeorm": "typeorm -d source.cjs")")
        << QByteArray() << QStringLiteral("npm run typeorm -- migration:run -t each");
    QTest::newRow("without a data source")
        << scripts(R"("typeorm": "typeorm")") << QByteArray()
        << QStringLiteral("npm run typeorm -- migration:run -d data-source.js -t each");
    QTest::newRow("none") << scripts({}) << QByteArray()
                          << QStringLiteral("./node_modules/.bin/typeorm migration:run -d "
                                            "data-source.js -t each");
    QTest::newRow("declared") << scripts({}) << QByteArray("[migrations]\nrun = \"pnpm db up\"\n")
                              << QStringLiteral("pnpm db up -t each");
}

void TypeOrmTest::findsTheCommand()
{
    QFETCH(QByteArray, package);
    QFETCH(QByteArray, toml);
    QFETCH(QString, shown);
    addTable(1);
    m_project->write(QStringLiteral("package.json"), package);
    m_project->write(QStringLiteral("data-source.js"), kSource);
    writeWorkspace(toml);
    const TypeOrmCommand found = typeOrmCommand(m_project->set(), TypeOrmVerb::Run);
    QCOMPARE(found.in(TransactionMode::Each).shown(), shown);
    QCOMPARE(found.command.folder, QFileInfo(m_project->path()).absoluteFilePath());
}

void TypeOrmTest::refusesWhatCannotBeLed()
{
    addTable(1);
    for (const char *script : {"NODE_OPTIONS=--no-warnings typeorm migration:run -d source.cjs",
                               "docker compose exec api typeorm migration:run -d source.cjs"}) {
        m_project->write(QStringLiteral("package.json"),
                         R"({"scripts": {"migration:run": ")" + QByteArray(script) + "\"}}");
        try {
            plan();
            QFAIL(script);
        } catch (const Error &error) {
            QCOMPARE(error.kind(), ErrorKind::Refused);
            QVERIFY2(error.message().contains(QStringLiteral("which database")), error.what());
        }
    }
}

void TypeOrmTest::tellsBeforehandThatItIsNotInstalled()
{
    addTable(1);
    m_project->remove(QStringLiteral("node_modules"));
    try {
        plan();
        QFAIL("planned without TypeORM");
    } catch (const Error &error) {
        QCOMPARE(error.kind(), ErrorKind::Refused);
        QVERIFY2(error.message().contains(QStringLiteral("not installed")), error.what());
        QVERIFY(error.hint().contains(QStringLiteral("npm install")));
    }
}

void TypeOrmTest::nothingOfAnotherFolderRunsBefore()
{
    addTable(2);
    m_project->write(QStringLiteral("db/migrations/20240101000000_a.sql"),
                     "-- migrate:up\nCREATE TABLE t1 ();\n-- migrate:down\nDROP TABLE t1;\n");
    m_project->remove(QStringLiteral("node_modules"));
    const auto migrate = [&] {
        return runProgram(m_project->path(), QStringLiteral(ARBORISTCTL),
                          {QStringLiteral("migrate"), QStringLiteral("--yes")});
    };
    const RanProgram refused = migrate();
    QVERIFY(!refused.fine);
    QVERIFY2(refused.output.contains("not installed"), refused.output.constData());
    QCOMPARE(tables(), QByteArray());

    QFile::link(m_packages + QStringLiteral("/node_modules"),
                m_project->path(QStringLiteral("node_modules")));
    const RanProgram done = migrate();
    QVERIFY2(done.fine, done.output.constData());
    QCOMPARE(tables(), QByteArray("t1 t2"));
    // What TypeORM says is seen as it says it.
    QVERIFY2(done.output.contains("Migration M21700000000002 has been"), done.output.constData());
}

void TypeOrmTest::runsAndReverts()
{
    addTable(1);
    addTable(2);
    const auto planned = plan();
    QCOMPARE(planned->plan().steps.size(), 2u);
    QCOMPARE(planned->plan().steps[0].title, QStringLiteral("M11700000000001"));
    QVERIFY(planned->plan().steps[1].sql.contains(QStringLiteral("CREATE TABLE t2")));
    QVERIFY(!planned->plan().steps[1].sql.contains(QStringLiteral("DROP TABLE")));
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("npm run migration:run")));
    const Report report = run(planned);
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QCOMPARE(rows(), QByteArray("M11700000000001\nM21700000000002"));
    QCOMPARE(tables(), QByteArray("t1 t2"));
    QCOMPARE(report.steps.size(), 2u);
    for (const ReportStep &step : report.steps)
        QVERIFY2(step.state == StepState::Done, told(report));
    QCOMPARE(migrationsOf(*RunLog().run(report.run)).size(), 2);

    const auto nothing = plan();
    QVERIFY(!nothing->hasWork());
    QVERIFY2(run(nothing).outcome == Result::Succeeded, told(report));

    RollbackRequest back;
    back.steps = 1;
    const auto plannedBack = planBack(back);
    QVERIFY(plannedBack->plan().steps[0].sql.contains(QStringLiteral("DROP TABLE t2")));
    QVERIFY(!plannedBack->plan().loses.isEmpty());
    const Report reverted = run(plannedBack);
    QVERIFY2(reverted.outcome == Result::Succeeded, told(reverted));
    QCOMPARE(rows(), QByteArray("M11700000000001"));
    QCOMPARE(tables(), QByteArray("t1"));

    const Report again = run(plan());
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(tables(), QByteArray("t1 t2"));

    // Undo of a run: what it applied, and no more.
    OperationContext planning = context();
    const auto record = RunLog().run(again.run);
    QVERIFY(record && canTakeBack(*record));
    const auto undo = planWayBack(*record, m_project->workspace(), stage(), planning);
    const Report undone = run(undo);
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone));
    QCOMPARE(tables(), QByteArray("t1"));
}

void TypeOrmTest::keepsTheSecret()
{
    add(1,
        "require('fs').writeFileSync(process.cwd() + '/seen', JSON.stringify([process.env, "
        "process.argv]));",
        {});
    m_info.setValue(QStringLiteral("password"), QStringLiteral("s3cr3t-word"));
    const Report report = run(plan());
    QVERIFY2(report.outcome == Result::Succeeded, told(report));
    QFile seen(m_project->path(QStringLiteral("seen")));
    QVERIFY(seen.open(QIODevice::ReadOnly));
    const QByteArray text = seen.readAll();
    QVERIFY(text.contains("ARBORIST_ONE_DATABASE"));
    QVERIFY(!text.contains("s3cr3t-word"));
    QVERIFY(!told(report).contains("s3cr3t-word"));
}

void TypeOrmTest::failsInTheMiddle_data()
{
    QTest::addColumn<TransactionMode>("mode");
    QTest::addColumn<QByteArray>("further");
    QTest::addColumn<QByteArray>("tables");
    QTest::addColumn<QByteArray>("rows");
    QTest::newRow("each") << TransactionMode::Each << QByteArray() << QByteArray("t1")
                          << QByteArray("M11700000000001");
    QTest::newRow("all") << TransactionMode::All << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("none") << TransactionMode::None << QByteArray() << QByteArray("t1 t2")
                          << QByteArray("M11700000000001");
    QTest::newRow("its own way") << TransactionMode::Each << QByteArray("  transaction = false;\n")
                                 << QByteArray("t1 t2") << QByteArray("M11700000000001");
}

void TypeOrmTest::failsInTheMiddle()
{
    QFETCH(TransactionMode, mode);
    QFETCH(QByteArray, further);
    addTable(1);
    add(2, "await q.query('CREATE TABLE t2 ()'); await q.query('SELECT nothing FROM t2');", {},
        further);
    addTable(3);
    MigrateRequest request;
    request.mode = mode;
    const Report report = run(plan(request));
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QTEST(rows(), "rows");
    QTEST(tables(), "tables");
    QVERIFY(report.error.has_value());
    QVERIFY2(report.error->message().contains(QStringLiteral("M21700000000002")), told(report));
    QCOMPARE(report.error->sqlState(), QStringLiteral("42703"));
    QVERIFY2(report.error->where().startsWith(QStringLiteral("migrations/1700000000002-M2.js:")),
             told(report));
    const bool isKept = !rows().isEmpty();
    QVERIFY2(report.steps[0].state == (isKept ? StepState::Done : StepState::RolledBack),
             told(report));
    const bool stays = tables().contains("t2");
    QCOMPARE(report.steps[1].title, QStringLiteral("M21700000000002"));
    QVERIFY2(report.steps[1].state == (stays ? StepState::Failed : StepState::RolledBack),
             told(report));
    QCOMPARE(report.steps.back().title, QStringLiteral("M31700000000003"));
    QVERIFY2(report.steps.back().state == StepState::Skipped, told(report));
    const QString notes = report.notes.join(u'\n');
    QVERIFY2(notes.contains(stays    ? QStringLiteral("what it did before it stopped stays")
                            : isKept ? QStringLiteral("Of M21700000000002 nothing is in effect")
                                     : QStringLiteral("Nothing of this run is in effect")),
             told(report));

    // Mended, it goes on where it was.
    add(2, "await q.query('CREATE TABLE IF NOT EXISTS t2 ()');", {}, further);
    const Report again = run(plan(request));
    QVERIFY2(again.outcome == Result::Succeeded, told(again));
    QCOMPARE(tables(), QByteArray("t1 t2 t3"));
}

void TypeOrmTest::runsAllOrNothing()
{
    addTable(1);
    addTable(2);
    MigrateRequest request;
    request.to = QStringLiteral("M11700000000001");
    try {
        plan(request);
        QFAIL("TypeORM cannot run a part");
    } catch (const Error &error) {
        QCOMPARE(error.kind(), ErrorKind::Refused);
        QVERIFY2(error.message().startsWith(QStringLiteral("M21700000000002 is pending")),
                 error.what());
    }
    request.to = QStringLiteral("M21700000000002");
    QVERIFY(plan(request)->hasWork());
}

void TypeOrmTest::isLedNowhereElse_data()
{
    QTest::addColumn<QByteArray>("source");
    QByteArray streaming = kSource;
    streaming.replace("migrations:",
                      "extra: { stream: () => new (require('net').Socket)() }, migrations:");
    QTest::newRow("its own stream") << streaming;
    const QByteArray startup =
        "const s = require('net').connect(1, '127.0.0.1');\n"
        "s.on('error', (e) => { console.error(e.message); process.exit(3); });\n"
        "s.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));\n";
    QTest::newRow("without pg") << startup + "module.exports = new Promise(() => {});\n";
    const QByteArray other = "const { DataSource } = require('typeorm');\nmodule.exports = new "
                             "DataSource({ type: 'mysql', host: '127.0.0.1' });\n";
    QTest::newRow("another kind") << other;
}

void TypeOrmTest::isLedNowhereElse()
{
    QFETCH(QByteArray, source);
    addTable(1);
    m_project->write(QStringLiteral("source.cjs"), source);
    const Report report = run(plan());
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QVERIFY2(report.error->message().contains(QStringLiteral("kept from it")), told(report));
    QCOMPARE(tables(), QByteArray());
}

void TypeOrmTest::commandThatRunsNoTypeOrm()
{
    addTable(1);
    writeWorkspace("[migrations]\nrun = \"echo done\"\n");
    const Report report = run(plan());
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(QStringLiteral("no TypeORM was reached")),
             told(report));
}

void TypeOrmTest::killedInTheMiddle()
{
    addTable(1);
    add(2,
        "await q.query('CREATE TABLE t2 ()'); process.kill(process.pid, 'SIGKILL'); await new "
        "Promise(() => {});",
        {});
    const Report report = run(plan());
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QCOMPARE(rows(), QByteArray("M11700000000001"));
    QCOMPARE(tables(), QByteArray("t1"));
    QVERIFY2(report.notes.contains(QStringLiteral("In effect and recorded: M11700000000001")),
             told(report));
    QVERIFY2(report.steps[0].state == StepState::Done, told(report));
    QVERIFY2(report.steps[1].state == StepState::RolledBack, told(report));
}

void TypeOrmTest::cancelled()
{
    addTable(1);
    add(2, "await q.query('CREATE TABLE t2 ()'); await q.query('SELECT pg_sleep(600)');", {});
    const auto planned = plan();
    std::stop_source stop;
    QByteArray seen;
    auto *program = dynamic_cast<ProgramOperation *>(planned.get());
    QVERIFY(program);
    program->setOutput([&](const QByteArray &bytes) {
        seen += bytes;
        if (seen.contains("pg_sleep"))
            stop.request_stop();
    });
    const Report report = run(planned, stop.get_token());
    QVERIFY2(report.outcome == Result::Cancelled, told(report));
    QVERIFY2(report.error->message().contains(QStringLiteral("In effect: M11700000000001")),
             told(report));
    QCOMPARE(rows(), QByteArray("M11700000000001"));
    QCOMPARE(tables(), QByteArray("t1"));
    QCOMPARE(sql("SELECT count(*) FROM pg_stat_activity WHERE application_name ~ '^arborist-node'"),
             QByteArray("0"));
}

void TypeOrmTest::revertFails()
{
    addTable(1);
    add(2, "await q.query('CREATE TABLE t2 ()');",
        "await q.query('DROP TABLE t2'); await q.query('DROP TABLE t9');");
    QVERIFY(run(plan()).outcome == Result::Succeeded);
    RollbackRequest back;
    back.steps = 2;
    const Report report = run(planBack(back));
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QCOMPARE(report.error->sqlState(), QStringLiteral("42P01"));
    QCOMPARE(rows(), QByteArray("M11700000000001\nM21700000000002"));
    QCOMPARE(tables(), QByteArray("t1 t2"));
    QVERIFY2(report.notes.contains(QStringLiteral("M21700000000002 is in effect as before.")),
             told(report));

    // Another order than the ledger's: TypeORM would take back another one.
    sql("UPDATE migrations SET id = id + 10 WHERE name ~ '^M1'");
    back.steps = 1;
    const auto other = planBack(back);
    QCOMPARE(other->plan().steps[0].title, QStringLiteral("M11700000000001"));
    sql("INSERT INTO migrations (id, timestamp, name) VALUES (99, 1, 'Gone0000000000001')");
    QVERIFY_THROWS_EXCEPTION(Error, planBack(back));
}

QTEST_GUILESS_MAIN(TypeOrmTest)
#include "typeorm_test.moc"
