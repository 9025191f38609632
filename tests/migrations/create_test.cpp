// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/create.h"

#include "services/core/run_log.h"
#include "tests/migrations/drizzle_project.h"
#include <QRegularExpression>
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;
using Result = Report::Result;

namespace {

const QByteArray kFirst =
    "export const items = pgTable('items', { id: integer('id').primaryKey(), b: text('b') });\n";
const QByteArray kSecond =
    "export const items = pgTable('items', { id: integer('id').primaryKey(), "
    "b: text('b'), rank: integer('rank') });\n";

QByteArray models(const QByteArray &text)
{
    return "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n" + text;
}

MigrationSet emptySet(const Project &project, Tool tool)
{
    MigrationSet set;
    set.tool = tool;
    set.shown = QStringLiteral("db/migrations");
    set.folder = project.path(set.shown);
    return set;
}

/// The set with files of those names in it, as readSet() lists them.
MigrationSet setOf(const Project &project, Tool tool, const QStringList &files,
                   const QByteArray &text = {})
{
    MigrationSet set = emptySet(project, tool);
    for (const QString &file : files) {
        project.write(set.shown + u'/' + file, text);
        Migration migration;
        migration.name = migration.id = QFileInfo(file).completeBaseName();
        migration.file = set.folder + u'/' + file;
        migration.text = text;
        set.migrations.push_back(migration);
    }
    return set;
}

CreateRequest request(const MigrationSet &set, const QString &name)
{
    CreateRequest request;
    request.set = set;
    request.name = name;
    request.now =
        QDateTime::fromString(QStringLiteral("2026-11-21T13:14:15.678Z"), Qt::ISODateWithMs);
    return request;
}

/// Ids and times differ between any two runs.
QByteArray withoutIds(QByteArray text)
{
    QString all = QString::fromUtf8(text);
    all.replace(QRegularExpression(QStringLiteral("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
                QStringLiteral("ID"));
    all.replace(QRegularExpression(QStringLiteral("\"when\": \\d+")), QStringLiteral("WHEN"));
    return all.toUtf8();
}

QMap<QString, QByteArray> withoutIds(const QMap<QString, QByteArray> &files)
{
    static const QRegularExpression time(QStringLiteral("^\\d{14}_"));
    QMap<QString, QByteArray> all;
    for (auto file = files.cbegin(); file != files.cend(); ++file)
        all.insert(QString(file.key()).replace(time, QStringLiteral("TIME_")),
                   withoutIds(file.value()));
    return all;
}

} // namespace

class CreateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void drizzleKitGoesOn_data();
    void drizzleKitGoesOn();
    void firstInAnEmptyFolder_data();
    void firstInAnEmptyFolder();
    void keepsTheJournalAsItIs();
    void prefixes_data();
    void prefixes();
    void v1SortsBehindItsParents();
    void joinsTheEndsOfV1();
    void undoTakesItAway();
    void allOrNone();
    void refusesWhatCannotGoOn_data();
    void refusesWhatCannotGoOn();
    void refusesHostileNames_data();
    void refusesHostileNames();
    void refusesWhatIsTaken();
    void otherTools_data();
    void otherTools();
    void asTheToolsThemselves();
    void sidecars();

private:
    std::unique_ptr<QTemporaryDir> m_data;
};

void CreateTest::init()
{
    m_data = std::make_unique<QTemporaryDir>();
    qputenv("ARBORIST_DATA_DIR", m_data->path().toUtf8());
}

void CreateTest::drizzleKitGoesOn_data()
{
    QTest::addColumn<bool>("isV1");
    QTest::newRow("0.31") << false;
    QTest::newRow("1.0") << true;
}

void CreateTest::drizzleKitGoesOn()
{
    QFETCH(bool, isV1);
    const QString packages = drizzlePackages(isV1);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project, theirs;
    for (const Project *one : {&project, &theirs}) {
        fillDrizzleProject(*one, packages, kFirst);
        drizzleKit(*one, {QStringLiteral("generate"), QStringLiteral("--name=first")});
    }
    CreateRequest wanted = request(project.set(), QStringLiteral("add seed data"));
    wanted.now = {};
    const auto operation = planCreate(wanted);
    const Report report = executeIn(project, operation);
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");

    // The same files with the same text as its own, but for ids and times.
    drizzleKit(theirs, {QStringLiteral("generate"), QStringLiteral("--custom"),
                        QStringLiteral("--name=add seed data")});
    const auto ours = withoutIds(contentsBelow(project.path(QStringLiteral("drizzle"))));
    const auto itsOwn = withoutIds(contentsBelow(theirs.path(QStringLiteral("drizzle"))));
    QCOMPARE(ours.keys(), itsOwn.keys());
    for (auto file = ours.cbegin(); file != ours.cend(); ++file) {
        // It orders the members of what it copies anew; lines are the same.
        QByteArrayList lines = file->split('\n'), its = itsOwn[file.key()].split('\n');
        if (file.key().endsWith(QStringLiteral("_snapshot.json"))) {
            for (QByteArrayList *list : {&lines, &its}) {
                for (QByteArray &line : *list)
                    line = line.endsWith(',') ? line.chopped(1) : line;
                std::sort(list->begin(), list->end());
            }
        }
        QCOMPARE(lines, its);
    }

    const QByteArray check = drizzleKit(project, {QStringLiteral("check")});
    QVERIFY2(check.contains("Everything's fine"), check);
    QVERIFY2(!check.contains("arning"), check);
    const QByteArray nothing = drizzleKit(project, {QStringLiteral("generate")});
    QVERIFY2(nothing.contains("No schema changes"), nothing);
    project.write(QStringLiteral("schema.ts"), models(kSecond));
    const QByteArray more =
        drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=more")});
    const MigrationSet set = project.set();
    QCOMPARE(set.migrations.size(), 3U);
    QCOMPARE(codes(set.problems), QStringList());
    QVERIFY2(set.migrations[2].name.endsWith(QStringLiteral("_more")), more);
    QVERIFY(set.migrations[2].text.contains("ADD COLUMN \"rank\""));
    QVERIFY(!set.migrations[2].text.contains("CREATE TABLE"));
    QVERIFY(set.migrations[2].order > set.migrations[1].order);
    QVERIFY(drizzleKit(project, {QStringLiteral("check")}).contains("Everything's fine"));
}

void CreateTest::firstInAnEmptyFolder_data()
{
    drizzleKitGoesOn_data();
}

void CreateTest::firstInAnEmptyFolder()
{
    QFETCH(bool, isV1);
    const QString packages = drizzlePackages(isV1);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project;
    fillDrizzleProject(project, packages, kFirst);
    MigrationSet set = emptySet(project, isV1 ? Tool::DrizzleV1 : Tool::Drizzle);
    set.shown = QStringLiteral("drizzle");
    set.folder = project.path(set.shown);
    const Report report = executeIn(project, planCreate(request(set, QStringLiteral("start"))));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    const QByteArray check = drizzleKit(project, {QStringLiteral("check")});
    // 1.0 holds the migrations against the models as well, which say more.
    QVERIFY2(check.contains("Everything's fine") || check.contains("schema differs"), check);
    drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=tables")});
    set = project.set();
    QCOMPARE(set.migrations.size(), 2U);
    QVERIFY(set.migrations[1].text.contains("CREATE TABLE \"items\""));
    QCOMPARE(codes(set.problems), QStringList());
}

void CreateTest::keepsTheJournalAsItIs()
{
    const Project project;
    const qint64 later = 4'000'000'000'000; // another machine's clock was ahead
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}, {"0007_b", later, "SELECT 2;"}});
    const QString journal = QStringLiteral("drizzle/meta/_journal.json");
    project.write(journal,
                  R"({"dialect":"pg","version":"5","entries":[)"
                  R"({"idx":0,"version":"5","when":1000,"tag":"0000_a","breakpoints":false},)"
                  R"({"idx":7,"version":"6","when":4000000000000,"tag":"0007_b",)"
                  R"("breakpoints":true,"hash":1.50}]})");
    const Report report =
        executeIn(project, planCreate(request(project.set(), QStringLiteral("add_tags"))));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QCOMPARE(contentOf(project.path(journal)), QByteArray(R"({
  "dialect": "pg",
  "version": "5",
  "entries": [
    {
      "idx": 0,
      "version": "5",
      "when": 1000,
      "tag": "0000_a",
      "breakpoints": false
    },
    {
      "idx": 7,
      "version": "6",
      "when": 4000000000000,
      "tag": "0007_b",
      "breakpoints": true,
      "hash": 1.50
    },
    {
      "idx": 8,
      "version": "7",
      "when": 4000000000001,
      "tag": "0008_add_tags",
      "breakpoints": true
    }
  ]
})"));
    const QByteArray snapshot =
        contentOf(project.path(QStringLiteral("drizzle/meta/0008_snapshot.json")));
    QVERIFY2(snapshot.contains("\"prevId\": \"id-1\""), snapshot);
}

void CreateTest::prefixes_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("snapshot");
    QTest::newRow("index") << QByteArray("migrations: { prefix: 'index' }")
                           << QStringLiteral("0001_x") << QStringLiteral("0001_snapshot.json");
    QTest::newRow("timestamp") << QByteArray("migrations: { prefix: 'timestamp' }")
                               << QStringLiteral("20261121131415_x")
                               << QStringLiteral("20261121131415_snapshot.json");
    QTest::newRow("supabase") << QByteArray("migrations: { prefix: \"supabase\" }")
                              << QStringLiteral("20261121131415_x")
                              << QStringLiteral("20261121131415_snapshot.json");
    QTest::newRow("unix") << QByteArray("migrations: { prefix: 'unix' }")
                          << QStringLiteral("1795266855_x")
                          << QStringLiteral("1795266855_snapshot.json");
    QTest::newRow("none") << QByteArray("migrations: { prefix: 'none' }") << QStringLiteral("_x")
                          << QStringLiteral("_snapshot.json");
    QTest::newRow("as before") << QByteArray() << QStringLiteral("0001_x")
                               << QStringLiteral("0001_snapshot.json");
}

void CreateTest::prefixes()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, name);
    QFETCH(QString, snapshot);
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    project.write(QStringLiteral("drizzle.config.ts"),
                  "export default { dialect: 'postgresql', schema: './s.ts', out: './drizzle',\n"
                  "// migrations: { prefix: 'unix' }\n" +
                      config + "};\n");
    const CreateRequest wanted = request(project.set(), QStringLiteral("x"));
    QCOMPARE(nameNewMigration(wanted).name, name);
    const Report report = executeIn(project, planCreate(wanted));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QVERIFY(
        QFile::exists(project.path(QStringLiteral("drizzle/") + name + QStringLiteral(".sql"))));
    QVERIFY(QFile::exists(project.path(QStringLiteral("drizzle/meta/") + snapshot)));
    QCOMPARE(report.notes.size(), name == u"_x" ? 1 : 0);
}

namespace {

void writeV1(const Project &project, const QString &name, const QByteArray &id,
             const QByteArray &parents)
{
    const QString folder = QStringLiteral("drizzle/") + name;
    project.write(folder + QStringLiteral("/migration.sql"), "SELECT 1;");
    project.write(folder + QStringLiteral("/snapshot.json"),
                  R"({"type":"diff","version":"9","dialect":"postgres","id":")" + id +
                      R"(","prevIds":[)" + parents + R"(],"footprints":[],"deltas":[]})");
}

} // namespace

void CreateTest::v1SortsBehindItsParents()
{
    const Project project;
    writeV1(project, QStringLiteral("20261121131415_a"), "a", "\"0\"");
    // In the same second, and with a name that sorts before it.
    QCOMPARE(nameNewMigration(request(project.set(), QStringLiteral("A"))).name,
             QStringLiteral("20261121131416_A"));
    writeV1(project, QStringLiteral("20991231235959_b"), "b", "\"a\"");
    QCOMPARE(nameNewMigration(request(project.set(), QStringLiteral("c"))).name,
             QStringLiteral("21000101000000_c"));
}

void CreateTest::joinsTheEndsOfV1()
{
    const Project project;
    writeV1(project, QStringLiteral("20261121000000_a"), "a", "\"0\"");
    writeV1(project, QStringLiteral("20261121000001_b"), "b", "\"a\"");
    writeV1(project, QStringLiteral("20261121000002_c"), "c", "\"a\"");
    const Report report =
        executeIn(project, planCreate(request(project.set(), QStringLiteral("d"))));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    const QByteArray snapshot =
        contentOf(project.path(QStringLiteral("drizzle/20261121131415_d/snapshot.json")));
    QVERIFY2(snapshot.contains("\"prevIds\": [\n    \"c\",\n    \"b\"\n  ]"), snapshot);
}

void CreateTest::undoTakesItAway()
{
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    const auto before = contentsBelow(project.path(QStringLiteral("drizzle")));
    CreateRequest wanted = request(project.set(), QStringLiteral("x"));
    wanted.withDown = true;
    const Report report = executeIn(project, planCreate(wanted));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    const auto after = contentsBelow(project.path(QStringLiteral("drizzle")));
    QCOMPARE(after.size(), before.size() + 3);
    QVERIFY(after.contains(QStringLiteral("0001_x.down.sql")));
    OperationContext context;
    const RunRecord record = RunLog().run(report.run).value();
    QVERIFY(operations::canUndo(record));
    const Report back = executeIn(project, operations::planUndo(record, context), report.run);
    QVERIFY2(back.outcome == Result::Succeeded, back.error ? back.error->what() : "");
    QCOMPARE(contentsBelow(project.path(QStringLiteral("drizzle"))), before);
}

void CreateTest::allOrNone()
{
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    const auto operation = planCreate(request(project.set(), QStringLiteral("x")));
    // Somebody else's journal by now.
    const QString journal = QStringLiteral("drizzle/meta/_journal.json");
    project.write(journal, contentOf(project.path(journal)) + "\n");
    const auto before = contentsBelow(project.path(QStringLiteral("drizzle")));
    const Report report = executeIn(project, operation);
    QVERIFY(report.outcome == Result::Refused);
    QCOMPARE(contentsBelow(project.path(QStringLiteral("drizzle"))), before);

    // A folder where no file can be made: a file stands in its way.
    MigrationSet set = emptySet(project, Tool::Sql);
    project.write(QStringLiteral("db"), "not a folder");
    const Report nowhere = executeIn(project, planCreate(request(set, QStringLiteral("x"))));
    QVERIFY(nowhere.outcome == Result::Failed);
    QVERIFY(!nowhere.error->hint().isEmpty());
    QCOMPARE(contentOf(project.path(QStringLiteral("db"))), QByteArray("not a folder"));
}

void CreateTest::refusesWhatCannotGoOn_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("conflict") << QStringLiteral("meta/_journal.json")
                              << QByteArray(
                                     "{\"entries\": [\n<<<<<<< HEAD\n=======\n>>>>>>> x\n]}");
    QTest::newRow("no entries") << QStringLiteral("meta/_journal.json") << QByteArray("{}");
    QTest::newRow("broken snapshot")
        << QStringLiteral("meta/0001_snapshot.json") << QByteArray("{\"id\":\"x\",");
    QTest::newRow("two follow one")
        << QStringLiteral("meta/0001_snapshot.json")
        << QByteArray("{\"id\":\"x\",\"prevId\":\"00000000-0000-0000-0000-000000000000\","
                      "\"version\":\"7\"}");
    QTest::newRow("older snapshot") << QStringLiteral("meta/0001_snapshot.json")
                                    << QByteArray("{\"id\":\"x\",\"prevId\":\"id-0\","
                                                  "\"version\":\"5\"}");
}

void CreateTest::refusesWhatCannotGoOn()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    project.write(QStringLiteral("drizzle/") + file, text);
    const auto before = contentsBelow(project.path(QStringLiteral("drizzle")));
    try {
        executeIn(project, planCreate(request(project.set(), QStringLiteral("x"))));
        QFAIL("it was planned");
    } catch (const Error &error) {
        QVERIFY2(error.message().contains(file), error.what());
        QVERIFY(!error.hint().isEmpty());
    }
    QCOMPARE(contentsBelow(project.path(QStringLiteral("drizzle"))), before);
}

void CreateTest::refusesHostileNames_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name :
         {QString(), QStringLiteral("  "), QStringLiteral("../../etc/x"), QStringLiteral("a/b"),
          QStringLiteral("a\\b"), QStringLiteral("."), QStringLiteral(".."),
          QStringLiteral(".hidden"), QStringLiteral("a\nb"), QStringLiteral("a\u202eb"),
          QString(QChar(0)), QString(QChar(0xd800)), QStringLiteral("x.down"),
          QStringLiteral("x.sql"), QString(300, u'x')})
        QTest::addRow("%s", qPrintable(name.left(20).toHtmlEscaped())) << name;
}

void CreateTest::refusesHostileNames()
{
    QFETCH(QString, name);
    const Project project;
    for (const Tool tool : {Tool::Drizzle, Tool::DrizzleV1, Tool::TypeOrm, Tool::Dbmate,
                            Tool::GolangMigrate, Tool::Goose, Tool::NodePgMigrate, Tool::Sql}) {
        try {
            planCreate(request(emptySet(project, tool), name));
            QFAIL(qPrintable(toString(tool)));
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Usage);
            QVERIFY(!error.hint().isEmpty());
        }
    }
    QVERIFY(!QFileInfo::exists(project.path(QStringLiteral("db"))));
}

void CreateTest::refusesWhatIsTaken()
{
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    project.write(QStringLiteral("drizzle/0001_x.sql"), "left over");
    const MigrationSet set = project.set();
    QVERIFY_THROWS_EXCEPTION(Error, planCreate(request(set, QStringLiteral("x"))));
    planCreate(request(set, QStringLiteral("y")));
    // drizzle-kit would overwrite that one.
    project.write(QStringLiteral("drizzle/meta/0001_snapshot.json"),
                  R"({"id":"id-1","prevId":"id-0","version":"7"})");
    QVERIFY_THROWS_EXCEPTION(Error, planCreate(request(set, QStringLiteral("y"))));
}

void CreateTest::otherTools_data()
{
    QTest::addColumn<Tool>("tool");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("made");
    const auto row = [](const char *title, Tool tool, const QStringList &files, const char *name,
                        const QStringList &made) {
        QTest::newRow(title) << tool << files << QString::fromUtf8(name) << made;
    };
    row("TypeORM", Tool::TypeOrm, {}, "add tags", {QStringLiteral("1795266855678-add tags.ts")});
    row("TypeORM in JavaScript", Tool::TypeOrm, {QStringLiteral("1-A.js")}, "add_tags",
        {QStringLiteral("1795266855678-add_tags.js")});
    row("dbmate", Tool::Dbmate, {}, "add tags", {QStringLiteral("20261121131415_add tags.sql")});
    row("dbmate, same second", Tool::Dbmate, {QStringLiteral("20261121131415_a.sql")}, "b",
        {QStringLiteral("20261121131416_b.sql")});
    row("dbmate, later", Tool::Dbmate, {QStringLiteral("20991231235959_a.sql")}, "b",
        {QStringLiteral("21000101000000_b.sql")});
    row("golang-migrate", Tool::GolangMigrate, {}, "add_tags",
        {QStringLiteral("000001_add_tags.down.sql"), QStringLiteral("000001_add_tags.up.sql")});
    row("golang-migrate, more", Tool::GolangMigrate, {QStringLiteral("0009_a.up.sql")}, "b",
        {QStringLiteral("0010_b.down.sql"), QStringLiteral("0010_b.up.sql")});
    row("golang-migrate, seconds", Tool::GolangMigrate, {QStringLiteral("1700000000_a.up.sql")},
        "b", {QStringLiteral("1795266855_b.down.sql"), QStringLiteral("1795266855_b.up.sql")});
    row("goose", Tool::Goose, {}, "AddTags toItems",
        {QStringLiteral("20261121131415_add_tags_to_items.sql")});
    row("goose, numbers", Tool::Goose, {QStringLiteral("00041_a.sql")}, "b",
        {QStringLiteral("00042_b.sql")});
    row("node-pg-migrate", Tool::NodePgMigrate, {}, "add tags Now",
        {QStringLiteral("1795266855678_add-tags-Now.sql")});
    row("plain", Tool::Sql, {}, "add tags", {QStringLiteral("001_add_tags.sql")});
    row("plain, more", Tool::Sql, {QStringLiteral("099_a.sql")}, "b",
        {QStringLiteral("100_b.sql")});
    row("plain, beyond the width", Tool::Sql, {QStringLiteral("999_a.sql")}, "b",
        {QStringLiteral("1000_b.sql")});
}

void CreateTest::otherTools()
{
    QFETCH(Tool, tool);
    QFETCH(QStringList, files);
    QFETCH(QString, name);
    QFETCH(QStringList, made);
    const Project project;
    const MigrationSet set = setOf(project, tool, files, "module.exports = class {}");
    const CreateRequest wanted = request(set, name);
    const Report report = executeIn(project, planCreate(wanted));
    QVERIFY2(report.outcome == Result::Succeeded, report.error ? report.error->what() : "");
    QStringList now = QDir(set.folder).entryList(QDir::Files, QDir::Name);
    for (const QString &file : files)
        now.removeAll(file);
    QCOMPARE(now, made);
    QVERIFY(made.contains(
        QFileInfo(nameNewMigration(
                      request(setOf(Project(), tool, files, "module.exports = class {}"), name))
                      .file)
            .fileName()));
}

void CreateTest::asTheToolsThemselves()
{
    const QString packages =
        npmPackages({QStringLiteral("typeorm@1.1.1"), QStringLiteral("dbmate@2.36.0"),
                     QStringLiteral("node-pg-migrate@9.0.0"), QStringLiteral("pg@8")});
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: the tools are not at hand");
    struct Peer {
        Tool tool;
        QStringList before; // makes ours JavaScript
        QStringList command;
    };
    const QList<Peer> peers{
        {Tool::TypeOrm,
         {},
         {QStringLiteral("typeorm"), QStringLiteral("migration:create"),
          QStringLiteral("./theirs/add tags-to items")}},
        {Tool::TypeOrm,
         {QStringLiteral("1-A.js")},
         {QStringLiteral("typeorm"), QStringLiteral("migration:create"), QStringLiteral("-o"),
          QStringLiteral("./theirs/Add_Tags")}},
        {Tool::Dbmate,
         {},
         {QStringLiteral("dbmate"), QStringLiteral("-d"), QStringLiteral("theirs"),
          QStringLiteral("new"), QStringLiteral("add tags")}},
        {Tool::NodePgMigrate,
         {},
         {QStringLiteral("node-pg-migrate"), QStringLiteral("create"),
          QStringLiteral("add tags Now"), QStringLiteral("-j"), QStringLiteral("sql"),
          QStringLiteral("-m"), QStringLiteral("theirs")}},
    };
    static const QRegularExpression number(QStringLiteral("\\d{13,14}"));
    for (const Peer &peer : peers) {
        const Project project;
        QDir().mkpath(project.path(QStringLiteral("theirs")));
        const RanProgram ran = runProgram(
            project.path(), packages + QStringLiteral("/node_modules/.bin/") + peer.command[0],
            peer.command.mid(1));
        const auto theirs = contentsBelow(project.path(QStringLiteral("theirs")));
        QVERIFY2(theirs.size() == 1, ran.output);
        const MigrationSet set =
            setOf(project, peer.tool, peer.before, "module.exports = class {}");
        const QString name = QFileInfo(peer.command.filter(QStringLiteral("dd")).last()).fileName();
        QVERIFY(executeIn(project, planCreate(request(set, name))).outcome == Result::Succeeded);
        auto ours = contentsBelow(set.folder);
        for (const QString &file : peer.before)
            ours.remove(file);
        QCOMPARE(QString(ours.firstKey()).replace(number, QStringLiteral("N")),
                 QString(theirs.firstKey()).replace(number, QStringLiteral("N")));
        QCOMPARE(QString::fromUtf8(ours.first()).replace(number, QStringLiteral("N")),
                 QString::fromUtf8(theirs.first()).replace(number, QStringLiteral("N")));
    }
}

void CreateTest::sidecars()
{
    const Project project;
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}});
    MigrationSet set = project.set();
    const auto plan = [&](bool replace) {
        return planDownFile(set, set.migrations[0], QStringLiteral("SELECT 2;"), replace);
    };
    QVERIFY(executeIn(project, plan(false)).outcome == Result::Succeeded);
    QCOMPARE(contentOf(project.path(QStringLiteral("drizzle/0000_a.down.sql"))),
             QByteArray("SELECT 2;\n"));
    QVERIFY_THROWS_EXCEPTION(Error, plan(false));
    // Comments take nothing back.
    QVERIFY_THROWS_EXCEPTION(
        Error, planDownFile(set, set.migrations[0], QStringLiteral("-- By hand."), true));
    QVERIFY(executeIn(project, plan(true)).outcome == Result::Succeeded);
    set = project.set();
    QVERIFY(set.migrations[0].down.has_value());
    set.tool = Tool::Dbmate;
    QVERIFY_THROWS_EXCEPTION(Error, plan(true));
}

QTEST_GUILESS_MAIN(CreateTest)
#include "create_test.moc"
