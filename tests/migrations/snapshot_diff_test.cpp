// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/snapshot/down_proposal.h"

#include "services/migrations/author/generate.h"
#include "tests/migrations/drizzle_project.h"
#include "tests/support/test_cluster.h"
#include <QTest>

using namespace arborist;
using namespace arborist::migrations;

namespace {

const QByteArray kImports =
    R"(import { pgTable, pgEnum, pgView, pgPolicy, pgSequence, pgSchema, integer,
  bigint, text, varchar, boolean, serial, timestamp, jsonb, uuid, index, uniqueIndex, unique, check,
  primaryKey, foreignKey } from 'drizzle-orm/pg-core';
import { sql, eq } from 'drizzle-orm';
)";

const QByteArray kBefore = R"(
export const status = pgEnum('status', ['open', 'done']);
export const people = pgTable('people', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity({ startWith: 100 }),
  email: varchar('email', { length: 200 }).notNull().unique(),
  born: timestamp('born', { withTimezone: true }).defaultNow(),
  gone: text('gone').array().default([]),
});
export const items = pgTable('items', {
  id: serial('id').primaryKey(), title: text('title'), rank: integer('rank').default(3),
  state: status('state').default('open').notNull(), owner: integer('owner').references(() => people.id),
  low: text('low').generatedAlwaysAs(sql`lower(title)`),
}, (t) => [index('items_rank').on(t.rank.desc()), check('rank_positive', sql`${t.rank} > 0`),
  uniqueIndex('items_title').on(sql`lower(${t.title})`).where(sql`${t.rank} > 1`)]);
export const links = pgTable('links', { a: integer('a').notNull(), b: integer('b').notNull() },
  (t) => [primaryKey({ columns: [t.a, t.b] })]);
export const open = pgView('open_items').as((qb) => qb.select({ id: items.id }).from(items));
)";

const QByteArray kAfter = R"(
export const status = pgEnum('status', ['open', 'done', 'closed']);
export const mood = pgEnum('mood', ['good', 'bad']);
export const numbers = pgSequence('numbers', { increment: 5 });
export const other = pgSchema('other');
export const labels = other.table('labels', { id: uuid('id').defaultRandom().primaryKey(), mood: mood('mood'),
  item: integer('item').references(() => items.id, { onDelete: 'cascade' }) });
export const people = pgTable('people', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity({ startWith: 100 }),
  email: text('email'),
  born: timestamp('born', { withTimezone: true }),
  extra: jsonb('extra').default({}).notNull(),
}, (t) => [pgPolicy('own', { as: 'permissive', for: 'select', to: 'public', using: sql`true` })]);
export const items = pgTable('items', {
  id: serial('id').primaryKey(), title: text('title').notNull(), rank: bigint('rank', { mode: 'number' }).default(7),
  state: status('state').default('open').notNull(), owner: integer('owner'),
  low: text('low').generatedAlwaysAs(sql`lower(title)`),
}, (t) => [index('items_rank').on(t.rank), unique('items_title_owner').on(t.title, t.owner)]);
)";

} // namespace

/// Proposals are judged by the server: up and down again must leave the catalog as it was.
class SnapshotDiffTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void leadsBack_data();
    void leadsBack();
    void leadsBackIn1();
    void saysWhatDoesNotComeBack();
    void takesRenamesBack();
    void tellsWhatItCannotKnow();
    void needsSnapshots();
    void readsTheSamples();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();

private:
    void need()
    {
        if (m_packages.isEmpty())
            QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    }
    QByteArray schemaOf(const QString &database) const;
    QString m_packages;
    std::optional<TestCluster> m_cluster;
};

void SnapshotDiffTest::initTestCase()
{
    m_packages = drizzlePackages(false);
    m_cluster.emplace();
}

/// Every object of the database, but for the places of columns, which no DDL brings back.
QByteArray SnapshotDiffTest::schemaOf(const QString &database) const
{
    return m_cluster->psql(database, R"(
SELECT 'column', table_schema, table_name, column_name, data_type, udt_name, is_nullable, column_default,
       generation_expression, identity_start FROM information_schema.columns
 WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3, 4;
SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid <> 0 AND connamespace <> 'pg_catalog'::regnamespace AND connamespace <> 'information_schema'::regnamespace ORDER BY 2::text, 3;
SELECT 'index', schemaname, indexname, indexdef FROM pg_indexes
 WHERE schemaname NOT IN ('pg_catalog') ORDER BY 2, 3;
SELECT 'enum', t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid ORDER BY t.typname, e.enumsortorder;
SELECT 'sequence', schemaname, sequencename, start_value, increment_by FROM pg_sequences ORDER BY 2, 3;
SELECT 'view', schemaname, viewname, definition FROM pg_views WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2, 3;
SELECT 'policy', tablename, policyname, cmd, qual FROM pg_policies ORDER BY 2, 3;
SELECT 'security', relname FROM pg_class WHERE relrowsecurity ORDER BY 2;
SELECT 'schema', nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' ORDER BY 2;)");
}

void SnapshotDiffTest::leadsBack_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    // Without the view: what stands on a column keeps its type from being changed.
    QByteArray plain = kBefore;
    plain.truncate(plain.indexOf("export const open"));
    QTest::newRow("forth") << plain << kAfter;
    QTest::newRow("and back") << kAfter << plain;
    QTest::newRow("from nothing") << QByteArray() << kBefore;
    QTest::newRow("the view alone") << plain << kBefore;
}

namespace {

/// drizzle-kit asks of each new thing whether it was called otherwise before; its first answer is
/// that it is new.
QByteArray generateNothingRenamed(const Project &project)
{
    GenerateRequest request;
    request.set.tool = Tool::Drizzle;
    request.set.shown = QStringLiteral("drizzle");
    request.set.folder = project.path(request.set.shown);
    request.command = generateCommand(project.workspace(), request.set);
    request.name = QStringLiteral("after");
    const auto console = generateConsole(request);
    QByteArray written;
    QString answered;
    generate(request, *console,
             [&](const QByteArray &bytes) {
                 written += bytes;
                 const QString text = plainText(written);
                 const qsizetype at = text.lastIndexOf(QStringLiteral("created or renamed"));
                 if (at < 0 || !text.mid(at).contains(u'❯'))
                     return;
                 const qsizetype begin = text.lastIndexOf(u'\n', at) + 1;
                 const QString question = text.mid(begin, text.indexOf(u'\n', at) - begin);
                 if (question != answered)
                     console->write("\r");
                 answered = question;
             },
             {});
    return written;
}

} // namespace

void SnapshotDiffTest::leadsBack()
{
    need();
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const Project project;
    fillDrizzleProject(project, m_packages, {});
    if (!before.isEmpty()) {
        project.write(QStringLiteral("schema.ts"), kImports + before);
        drizzleKit(project, {QStringLiteral("generate"), QStringLiteral("--name=before")});
    }
    project.write(QStringLiteral("schema.ts"), kImports + after);
    const QByteArray said = generateNothingRenamed(project);
    const MigrationSet set = project.set();
    QVERIFY2(!set.migrations.empty(), said);
    const Migration &last = set.migrations.back();
    const QString database =
        QStringLiteral("back_%1").arg(QString::fromLatin1(QTest::currentDataTag()).remove(u' '));
    m_cluster->createDatabase(database);
    const auto apply = [&](const QByteArray &sql) {
        m_cluster->psql(database, "\\set ON_ERROR_STOP on\nBEGIN;\n" + sql + "\nCOMMIT;\n");
    };
    for (size_t i = 0; i + 1 < set.migrations.size(); ++i)
        apply(set.migrations[i].text);
    const QByteArray was = schemaOf(database);
    apply(last.text);
    QVERIFY(schemaOf(database) != was);
    const DownProposal proposal = proposeDown(set, last);
    apply(proposal.sql.toUtf8());
    const QByteArray is = schemaOf(database);
    if (is != was)
        qInfo().noquote() << proposal.sql;
    QCOMPARE(is.split('\n'), was.split('\n'));
}

namespace {

ModelTable table(const QString &name, const std::vector<ModelColumn> &columns)
{
    ModelTable table;
    table.schema = QStringLiteral("public");
    table.name = name;
    table.columns = columns;
    return table;
}

ModelColumn column(const char *name, const char *type)
{
    ModelColumn column;
    column.name = QString::fromUtf8(name);
    column.type = QString::fromUtf8(type);
    return column;
}

Snapshot of(const std::vector<ModelTable> &tables)
{
    Snapshot snapshot;
    for (const ModelTable &one : tables)
        snapshot.tables.insert(one.id(), one);
    return snapshot;
}

} // namespace

/// drizzle-kit 1.0 keeps differences only; they are replayed.
void SnapshotDiffTest::leadsBackIn1()
{
    const QString packages = drizzlePackages(true);
    if (packages.isEmpty())
        QSKIP("npm or its registry cannot be reached: drizzle-kit is not at hand");
    const Project project;
    fillDrizzleProject(project, packages, {});
    const auto generate = [&](const QByteArray &models) {
        project.write(QStringLiteral("schema.ts"), kImports + models);
        drizzleKit(project, {QStringLiteral("generate")});
    };
    // Nothing that could be a rename: it would ask.
    generate(kBefore);
    QByteArray more = kBefore;
    more.replace("title: text('title')", "title: text('title').default('none').notNull()");
    more.replace("rank: integer('rank').default(3)", "rank: bigint('rank', { mode: 'number' })");
    more.replace("'done']", "'done', 'closed']");
    more.replace("index('items_rank').on(t.rank.desc()), ", "");
    more.truncate(more.indexOf("export const open"));
    generate(more);
    more +=
        "export const mood = pgEnum('mood', ['good']);\n"
        "export const labels = pgTable('labels', { id: uuid('id').defaultRandom().primaryKey(), "
        "moods: mood('moods').array().default(['good']), item: integer('item').references(() => "
        "items.id, { onDelete: 'cascade' }) }, (t) => [unique('labels_item').on(t.item), "
        "index('labels_moods').using('gin', t.moods)]);\n";
    generate(more);
    const MigrationSet set = project.set();
    QCOMPARE(set.migrations.size(), 3U);
    const QString database = QStringLiteral("back_1");
    m_cluster->createDatabase(database);
    const auto apply = [&](const QByteArray &sql) {
        m_cluster->psql(database, "\\set ON_ERROR_STOP on\n" + sql + "\n");
    };
    QList<QByteArray> states;
    for (const Migration &migration : set.migrations) {
        states << schemaOf(database);
        apply(migration.text);
    }
    for (size_t i = set.migrations.size(); i-- > 0;) {
        const DownProposal proposal = proposeDown(set, set.migrations[i]);
        apply(proposal.sql.toUtf8());
        const QByteArray is = schemaOf(database);
        if (is != states[qsizetype(i)])
            qInfo().noquote() << proposal.sql;
        QCOMPARE(is.split('\n'), states[qsizetype(i)].split('\n'));
    }
}

void SnapshotDiffTest::saysWhatDoesNotComeBack()
{
    const Snapshot before =
        of({table(QStringLiteral("a"), {column("id", "integer"), column("x", "text")}),
            table(QStringLiteral("gone"), {column("id", "integer")})});
    const Snapshot after =
        of({table(QStringLiteral("a"), {column("id", "integer"), column("y", "text")}),
            table(QStringLiteral("made"), {column("id", "integer")})});
    const DownProposal proposal = proposeDown(after, before);
    QCOMPARE(proposal.loses, (QStringList{QStringLiteral("Column public.a.y, with what is in it"),
                                          QStringLiteral("Table public.made, with its rows")}));
    QCOMPARE(proposal.notComeBack,
             (QStringList{QStringLiteral("Table public.gone, without its rows"),
                          QStringLiteral("Column public.a.x, without its values")}));
    QVERIFY(proposal.sql.contains(
        QStringLiteral("-- Its rows do not come back.\nCREATE TABLE \"public\".\"gone\"")));
    QVERIFY(proposeDown(before, before).sql.isEmpty());
}

namespace {

/// Two snapshots of a table each, and the SQL between them.
void writeTwo(const Project &project, const QByteArray &sql, const QByteArray &first,
              const QByteArray &second)
{
    writeDrizzle(project, {{"0000_a", 1000, "SELECT 1;"}, {"0001_b", 2000, sql}});
    const auto write = [&](const char *number, const QByteArray &id, const QByteArray &parent,
                           const QByteArray &table, const QByteArray &column) {
        project.write(QStringLiteral("drizzle/meta/%1_snapshot.json").arg(QLatin1String(number)),
                      R"({"id":")" + id + R"(","prevId":")" + parent +
                          R"(","version":"7","dialect":"postgresql","tables":{"public.)" + table +
                          R"(":{"name":")" + table + R"(","schema":"","columns":{")" + column +
                          R"(":{"name":")" + column + R"(","type":"text"}}}}})");
    };
    write("0000", "id-0", "00000000-0000-0000-0000-000000000000", first.split('.')[0],
          first.split('.')[1]);
    write("0001", "id-1", "id-0", second.split('.')[0], second.split('.')[1]);
}

} // namespace

void SnapshotDiffTest::takesRenamesBack()
{
    const Project project;
    writeTwo(project,
             "ALTER TABLE \"t\" RENAME TO \"u\";--> statement-breakpoint\n"
             "ALTER TABLE \"u\" RENAME COLUMN \"a\" TO \"b\";",
             "t.a", "u.b");
    const MigrationSet set = project.set();
    const DownProposal proposal = proposeDown(set, set.migrations[1]);
    QVERIFY2(proposal.sql.endsWith(
                 QStringLiteral("ALTER TABLE \"public\".\"u\" RENAME COLUMN \"b\" TO \"a\";\n"
                                "ALTER TABLE \"public\".\"u\" RENAME TO \"t\";\n")),
             qPrintable(proposal.sql));
    QVERIFY(!proposal.sql.contains(QStringLiteral("DROP")));
    QVERIFY(proposal.loses.isEmpty());
}

void SnapshotDiffTest::tellsWhatItCannotKnow()
{
    const Project project;
    writeTwo(project, "UPDATE t SET a = 1;\nCREATE EXTENSION citext;", "t.a", "t.a");
    const MigrationSet set = project.set();
    const DownProposal proposal = proposeDown(set, set.migrations[1]);
    QCOMPARE(proposal.doubts.size(), 2);
    QVERIFY(proposal.doubts[0].contains(QStringLiteral("Line 1")));
    QVERIFY(proposal.doubts[1].contains(QStringLiteral("CREATE EXTENSION")));
    QVERIFY(proposal.sql.contains(QStringLiteral("The two snapshots are the same")));
}

void SnapshotDiffTest::needsSnapshots()
{
    const Project project;
    writeTwo(project, "SELECT 1;", "t.a", "t.b");
    project.remove(QStringLiteral("drizzle/meta/0000_snapshot.json"));
    const MigrationSet set = project.set();
    for (const Migration &migration : set.migrations) {
        try {
            proposeDown(set, migration);
            QFAIL("it was proposed");
        } catch (const Error &error) {
            QVERIFY(error.message().contains(QStringLiteral("snapshot")));
            QVERIFY(!error.hint().isEmpty());
        }
    }
    MigrationSet other = set;
    other.tool = Tool::Dbmate;
    QVERIFY_THROWS_EXCEPTION(Error, proposeDown(other, other.migrations[0]));
}

void SnapshotDiffTest::readsTheSamples()
{
    const QString folder = QStringLiteral("/work/shared/samples/drizzle/stable");
    if (!QFileInfo::exists(folder))
        QSKIP("the samples are not at hand");
    MigrationSet set;
    set.tool = Tool::Drizzle;
    set.folder = folder + QStringLiteral("/drizzle");
    set.shown = QStringLiteral("drizzle");
    set = readSet(set);
    const QString database = QStringLiteral("sample");
    m_cluster->createDatabase(database);
    QList<QByteArray> states;
    const auto apply = [&](const QByteArray &sql) {
        m_cluster->psql(database, "\\set ON_ERROR_STOP on\nBEGIN;\n" + sql + "\nCOMMIT;\n");
    };
    for (const Migration &migration : set.migrations) {
        states << schemaOf(database);
        apply(migration.text);
    }
    // The third one is written by hand; its way back is not known.
    apply(proposeDown(set, set.migrations[1]).sql.toUtf8());
    QVERIFY(!proposeDown(set, set.migrations[2]).doubts.isEmpty());
    QCOMPARE(schemaOf(database).split('\n'), states[1].split('\n'));
    apply(proposeDown(set, set.migrations[0]).sql.toUtf8());
    QCOMPARE(schemaOf(database).split('\n'), states[0].split('\n'));
}

void SnapshotDiffTest::refusesWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("{\"version\":\"7\",");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no version") << QByteArray("{}");
    QTest::newRow("older") << QByteArray("{\"version\":\"5\"}");
    QTest::newRow("newer") << QByteArray("{\"version\":\"12\"}");
    QTest::newRow("deep") << "{\"version\":\"7\",\"tables\":" + QByteArray(500, '[') +
                                 QByteArray(500, ']') + "}";
}

void SnapshotDiffTest::refusesWhatIsNone()
{
    QFETCH(QByteArray, json);
    QVERIFY_THROWS_EXCEPTION(Error, readSnapshot(json, QStringLiteral("x.json")));
    // Odd shapes are taken as empty.
    readSnapshot(R"({"version":"7","tables":[1,{"columns":7}],"enums":"x","schemas":null})", {});
}

QTEST_GUILESS_MAIN(SnapshotDiffTest)
#include "snapshot_diff_test.moc"
