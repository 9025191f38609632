// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/postgres/connection.h"
#include "tests/journal/table_batches.h"
#include "tests/postgres/error_of.h"
#include "tests/support/test_cluster.h"

#include <QTemporaryDir>
#include <QTest>
#include <memory>

using namespace arborist;
using namespace arborist::journal;
using postgres::Connection;

/// What is written, what is left alone, and that it can be taken back, on tables of every kind.
class BatchWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void init();

    void writesUpdates();
    void guardsByVersion();
    void guardsByValues();
    void changesSomeColumnsOnly();
    void writesEveryType_data();
    void writesEveryType();
    void deletesAndInserts();
    void takesOddNames();
    void takesPartitionedTables();
    void takesTablesWithoutIndex();
    void leavesKeysThatExist();
    void refusesKeysOfSeveralRows();
    void refusesGeneratedColumns();
    void keepsWhatTriggersStored();
    void writesSixtyFourColumns();
    void worksBehindAPooler();

private:
    Connection open() { return Connection::open(m_cluster->info()); }
    BatchResult write(Connection &connection, const ChangeBatch &batch);
    /// Takes back everything that the journal has as applied, newest first.
    void undoAll(Connection &connection);

    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Journal> m_journal;
    OperationContext m_context;
    QString m_name;
    int m_run = 0;
};

namespace {

const QString kPublic = QStringLiteral("public");
const QString kItems = QStringLiteral("items");
const QStringList kId{QStringLiteral("id")};

QStringList names(const char *list)
{
    return QString::fromUtf8(list).split(u' ');
}

} // namespace

void BatchWriterTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_context.connect = [this] { return open(); };
}

void BatchWriterTest::init()
{
    open().execScript("drop schema if exists \"it's %1 \"\"odd\"\"\" cascade;"
                      "drop schema public cascade; create schema public");
    m_name = QStringLiteral("run%1").arg(++m_run);
    m_journal = std::make_unique<Journal>(Journal::create(m_folder->path(), m_name));
}

BatchResult BatchWriterTest::write(Connection &connection, const ChangeBatch &batch)
{
    return BatchWriter(connection, *m_journal, m_context).write(batch);
}

void BatchWriterTest::undoAll(Connection &connection)
{
    const auto records = m_journal->batches();
    Journal undo = Journal::create(m_folder->path(), m_name + QStringLiteral("-undo"));
    BatchWriter writer(connection, undo, m_context);
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        QVERIFY(record->state == BatchState::Applied);
        const BatchResult result = writer.write(inverse(m_journal->read(record->number)));
        QCOMPARE(result.written, record->rows);
        QVERIFY(result.skipped.empty());
    }
}

void BatchWriterTest::writesUpdates()
{
    Connection connection = open();
    connection.execScript("create table items (id bigint primary key, n int, t text);"
                          "insert into items select i, i, 'Item ' || i from "
                          "generate_series(1, 25000) i");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n t"));
    for (RowChange &row : batch.rows) {
        row.after[0] = QByteArray::number(row.before[0]->toInt() + 1);
        row.after[1] = Value();
    }
    const BatchResult result = write(connection, batch);
    QCOMPARE(result.written, 25000);
    QVERIFY(result.skipped.empty());
    QCOMPARE(m_journal->appliedRows(), 25000);
    QCOMPARE(
        connection.exec(QStringLiteral("select count(*) from items where n = id + 1 and t is null"))
            .integer(0, 0),
        25000);
    QCOMPARE(connection
                 .exec(QStringLiteral("select count(*) from pg_class where relname like "
                                      "'arborist%'"))
                 .integer(0, 0),
             0);
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), before);
}

void BatchWriterTest::guardsByVersion()
{
    Connection connection = open();
    connection.execScript("create table items (id int primary key, n int, other int);"
                          "insert into items select i, i, i from generate_series(1, 100) i");
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n"));
    for (RowChange &row : batch.rows)
        row.after[0] = "0";
    // Any change counts, also of another column, also one back and forth.
    connection.execScript("update items set other = -1 where id = 10;"
                          "update items set n = 5 where id = 20; update items set n = 20 where "
                          "id = 20; delete from items where id = 30");
    const BatchResult result = write(connection, batch);
    QCOMPARE(result.written, 97);
    QCOMPARE(result.skipped, (std::vector<size_t>{9, 19, 29}));
    const ChangeBatch kept = m_journal->read(1);
    QCOMPARE(kept.rows.size(), size_t(97));
    QVERIFY(std::none_of(kept.rows.begin(), kept.rows.end(),
                         [](const RowChange &row) { return row.key[0] == "20"; }));
    // Nothing is left to write: no batch, and no transaction that wrote.
    QCOMPARE(write(connection, batch).written, 0);
    QCOMPARE(m_journal->batches().size(), size_t(1));
}

void BatchWriterTest::guardsByValues()
{
    Connection connection = open();
    connection.execScript("create table items (id int primary key, n int, t text, other int);"
                          "insert into items select i, nullif(i, 50), '', i from "
                          "generate_series(1, 100) i");
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n t"));
    for (size_t i = 0; i < batch.rows.size(); ++i) {
        batch.rows[i].after = {Value("0"), Value()};
        if (i < 60)
            batch.rows[i].version = 0; // the others by version: both kinds may mix
    }
    connection.execScript("update items set other = -1 where id in (10, 70);" // 10: no reason
                          "update items set n = 5 where id in (20, 50);"
                          "update items set t = null where id = 40");
    const BatchResult result = write(connection, batch);
    QCOMPARE(result.skipped, (std::vector<size_t>{19, 39, 49, 69}));
    QCOMPARE(result.written, 96);
}

void BatchWriterTest::changesSomeColumnsOnly()
{
    Connection connection = open();
    connection.execScript("create table items (id int primary key, a int, b int, c int);"
                          "insert into items select i, i, i, i from generate_series(1, 9) i");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("a b c"));
    for (size_t i = 0; i < batch.rows.size(); ++i) {
        batch.rows[i].version = i % 2 == 0 ? 0 : batch.rows[i].version;
        batch.rows[i].changed = i % 3 + 1; // a, b, or both; never c
        batch.rows[i].after = {Value("100"), Value("200"), Value("300")};
    }
    // Of no concern to a row that is guarded by its values and does not change b.
    connection.execScript("update items set b = 77 where id = 1");
    QCOMPARE(write(connection, batch).written, 9);
    QCOMPARE(connection
                 .exec(QStringLiteral("select string_agg(concat_ws(' ', a, b, c), ',' order by "
                                      "id) from items"))
                 .text(0, 0),
             QStringLiteral("100 77 1,2 200 2,100 200 3,100 4 4,5 200 5,100 200 6,100 7 7,"
                            "8 200 8,100 200 9"));
    undoAll(connection);
    connection.execScript("update items set b = 1 where id = 1");
    QCOMPARE(contentOf(connection, kItems), before);
}

void BatchWriterTest::writesEveryType_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("tellsApart"); // a change from before to after is noticed by values
    const auto row = [](const char *type, const char *before, const char *after) {
        QTest::newRow(type) << QByteArray(type) << QByteArray(before) << QByteArray(after) << true;
    };
    row("text", "'tab\t line\nback\\slash \"q\" ''s'' 🌳'", "'\\N'");
    row("text[]", "'{}'", "array['a,b', null, '\"', '\\']");
    row("jsonb", "'{\"a\": 1.0}'", "'{\"a\": 1.00}'");
    row("json", "'{\"a\": 1,  \"a\": 2}'", "'{\"a\":1}'");
    row("xml", "'<a/>'", "'<a></a>'");
    row("bytea", "'\\x00ff5c'", "'\\x'");
    row("mood", "'glad'", "'it''s \"so\"'");
    row("positive", "1", "2");
    row("positives", "'{1}'", "'{1,2}'");
    row("citext", "'Berlin'", "'berlin'");
    row("int4range", "'[1,5)'", "'empty'");
    row("tstzrange", "'[2026-01-01 00:00:00+02,infinity]'", "'[2026-01-01 00:00:00+02,)'");
    row("datemultirange", "'{[2026-01-01,2026-02-01)}'", "'{}'");
    row("float8", "'NaN'", "0.1::float8 + 0.2::float8");
    row("float4", "'-0'", "'0'");
    row("numeric", "'NaN'", "1.500");
    row("numeric(10,2)", "1.5", "1.51");
    row("date", "'infinity'", "'0001-01-01 BC'");
    row("timestamp(3)", "'-infinity'", "'2026-01-01 12:34:56.789'");
    row("timestamptz", "'2026-01-01 12:34:56.789012+05:30'", "'infinity'");
    row("timetz", "'12:00+02'", "'11:00+01'");
    row("interval", "'1 day'", "'24 hours'");
    row("point", "'(1,2)'", "'(1,3)'");
    row("box", "'(0,0),(2,2)'", "'(0,0),(4,1)'");
    row("char(5)", "'ab'", "'abc'");
    row("bpchar", "'ab'", "'ab '");
    row("varchar(5)", "''", "' '");
    row("\"char\"", "'x'", "''");
    row("name", "'x'", "'y'");
    row("boolean", "true", "false");
    row("uuid", "gen_random_uuid()", "gen_random_uuid()");
    row("inet", "'10.0.0.1'", "'10.0.0.1/24'");
    row("macaddr", "'08:00:2b:01:02:03'", "'08:00:2b:01:02:04'");
    row("bit(3)", "'101'", "'111'");
    row("bit varying", "'1'", "'10'");
    row("money", "12.34", "-5");
    row("tsvector", "'a b'", "'a:1 b'");
    row("pg_lsn", "'0/1'", "'1/0'");
    row("regclass", "'pg_class'", "'pg_type'");
    row("pair", "row(1, null)", "row(null, null)");
    row("hstoreish", "'{\"(1,\\\"a b\\\")\"}'", "null");
    row("text collate \"C\"", "'Ä'", "'ä'");
    row("text collate fuzzy", "'Ä'", "'ä'");
}

void BatchWriterTest::writesEveryType()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    Connection connection = open();
    connection.execScript(
        "create extension citext; create type mood as enum ('glad', 'it''s \"so\"');"
        "create domain nonzero as int not null check (value <> 0);"
        "create domain positive as nonzero check (value > 0);"
        "create domain positives as int[] not null;"
        "create type pair as (a int, b text);"
        "create domain hstoreish as pair[];"
        "create collation fuzzy (provider = icu, locale = 'und-u-ks-level2', deterministic = "
        "false)");
    connection.execScript("create table items (id int primary key, v " + type +
                          "); insert into items values (1, " + before + "), (2, " + before +
                          "), (3, " + before + "), (4, " + after + ")");
    const QByteArray content = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("v"));
    for (RowChange &row : batch.rows)
        row.after = batch.rows[3].before;
    const bool nullable = type != "positive" && type != "positives";
    if (nullable)
        batch.rows[1].after[0] = Value();
    batch.rows[2].version = 0;
    batch.rows.pop_back();
    // As the third row, guarded by its value; somebody puts in the other value meanwhile.
    ChangeBatch late = batch;
    late.rows.erase(late.rows.begin(), late.rows.begin() + 2);
    std::swap(late.rows[0].before, late.rows[0].after);
    QCOMPARE(write(connection, late).written, 0);
    QCOMPARE(write(connection, batch).written, 3);
    QCOMPARE(contentOf(connection, QStringLiteral("(select v from items where id = 1)")),
             contentOf(connection, QStringLiteral("(select v from items where id = 4)")));
    QCOMPARE(connection.exec(QStringLiteral("select num_nulls(v) from items where id = 2"))
                 .integer(0, 0),
             nullable ? 1 : 0);
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), content);

    m_journal = std::make_unique<Journal>(
        Journal::create(m_folder->path(), m_name + QStringLiteral("-deletion")));
    const ChangeBatch deletion = deletionOf(connection, kPublic, kItems, kId, names("id v"));
    QCOMPARE(write(connection, deletion).written, 4);
    QCOMPARE(contentOf(connection, kItems), QByteArray());
    QVERIFY(QFile::remove(m_folder->filePath(m_name + QStringLiteral("-undo.journal"))));
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), content);
}

void BatchWriterTest::deletesAndInserts()
{
    Connection connection = open();
    connection.execScript(
        "create table items (id bigint generated always as identity primary key, parent_id bigint "
        "references items, title text not null, size int generated always as (length(title)) "
        "stored); insert into items (parent_id, title) select nullif(i / 3, 0), repeat('x', i % "
        "7) from generate_series(1, 3000) i");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = deletionOf(connection, kPublic, kItems, kId, names("id parent_id title"));
    std::reverse(batch.rows.begin(), batch.rows.end()); // leaves first
    const std::vector<RowChange> rows = batch.rows;
    batch.rows.assign(rows.begin(), rows.begin() + 1500);
    QCOMPARE(write(connection, batch).written, 1500);
    batch.rows.assign(rows.begin() + 1500, rows.end());
    connection.execScript("update items set title = 'new' where id = 1");
    const BatchResult result = write(connection, batch);
    QCOMPARE(result.written, 1499);
    QCOMPARE(result.skipped, std::vector<size_t>{1499});
    QCOMPARE(connection.exec(QStringLiteral("select count(*) from items")).integer(0, 0), 1);
    connection.execScript("update items set title = 'x' where id = 1");
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), before);
}

void BatchWriterTest::takesOddNames()
{
    Connection connection = open();
    connection.execScript("create schema \"it's %1 \"\"odd\"\"\";"
                          "create table \"it's %1 \"\"odd\"\"\".\"t 🌳\" (\"the id%2\" text, "
                          "\"select\" int, \"w\" int, \"t\" text, \"%1%3\" text, primary key "
                          "(\"the id%2\", \"select\")); insert into \"it's %1 \"\"odd\"\"\"."
                          "\"t 🌳\" values ('a\\b', 1, 1, 't', 'z'), (E'tab\\tnew\\nline', 2, 1, "
                          "'t', 'z'), ('\"quoted\" ''s', 3, 1, '', null), ('🌲', 4, null, 't', "
                          "'z'), ('', 5, 1, 't', 'z'), ('\\N', 6, 1, 't', 'z')");
    const QString schema = QStringLiteral("it's %1 \"odd\"");
    const QString table = QStringLiteral("t 🌳");
    const QStringList key{QStringLiteral("the id%2"), QStringLiteral("select")};
    const QString quoted = QStringLiteral("\"it's %1 \"\"odd\"\"\".\"t 🌳\"");
    const QByteArray before = contentOf(connection, quoted);
    ChangeBatch batch = updateOf(connection, schema, table, key, names("w t %1%3"));
    for (size_t i = 0; i < batch.rows.size(); ++i) {
        batch.rows[i].changed = i % 2 == 0 ? 7 : 6;
        batch.rows[i].after = {Value("9"), Value("n\\e\tw"), Value()};
        if (i > 2)
            batch.rows[i].version = 0;
    }
    QCOMPARE(write(connection, batch).written, 6);
    ChangeBatch deletion =
        deletionOf(connection, schema, table, key, names("select w t %1%3") + QStringList(key[0]));
    QCOMPARE(write(connection, deletion).written, 6);
    undoAll(connection);
    QCOMPARE(contentOf(connection, quoted), before);
}

void BatchWriterTest::takesPartitionedTables()
{
    Connection connection = open();
    connection.execScript("create table items (id int, region text, n int, primary key (id, "
                          "region)) partition by list (region);"
                          "create table items_a partition of items for values in ('a');"
                          "create table items_b partition of items default;"
                          "insert into items select i, case when i % 2 = 0 then 'a' else 'b' end, "
                          "i from generate_series(1, 100) i");
    const QByteArray before = contentOf(connection, QStringLiteral("(select * from items)"));
    ChangeBatch batch =
        updateOf(connection, kPublic, kItems, names("id region"), names("n region"));
    for (RowChange &row : batch.rows) {
        row.after = {Value("0"), row.key[0].toInt() % 5 == 0 ? Value("a") : row.before[1]};
        row.changed = row.key[0].toInt() % 5 == 0 ? 3 : 1;
    }
    connection.execScript("update items set n = 7 where id = 3");
    BatchResult result = write(connection, batch);
    QCOMPARE(result.written, 99);
    QCOMPARE(result.skipped, std::vector<size_t>{2});
    // Rows that moved to another partition have another key, by which they are found again only
    // where it does not take part in the change.
    QCOMPARE(connection.exec(QStringLiteral("select count(*) from items_a")).integer(0, 0), 60);
    ChangeBatch deletion =
        deletionOf(connection, kPublic, kItems, names("id region"), names("id region n"));
    QCOMPARE(write(connection, deletion).written, 100);
    const auto records = m_journal->batches();
    Journal undo = Journal::create(m_folder->path(), QStringLiteral("partitions-undo"));
    BatchWriter writer(connection, undo, m_context);
    QCOMPARE(writer.write(inverse(m_journal->read(2))).written, 100);
    ChangeBatch back = inverse(m_journal->read(1));
    back.key = kId;
    for (RowChange &row : back.rows)
        row.key.resize(1);
    QCOMPARE(writer.write(back).written, 99);
    connection.execScript("update items set n = 3 where id = 3");
    QCOMPARE(contentOf(connection, QStringLiteral("(select * from items)")), before);
}

void BatchWriterTest::takesTablesWithoutIndex()
{
    Connection connection = open();
    connection.execScript("create table items (id bigint, kind text, n int);"
                          "insert into items select i / 2, i % 2, i from "
                          "generate_series(0, 1999) i");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, names("id kind"), names("n"));
    for (RowChange &row : batch.rows)
        row.after[0] = "-1";
    QCOMPARE(write(connection, batch).written, 2000);
    QCOMPARE(write(connection,
                   deletionOf(connection, kPublic, kItems, names("id kind"), names("id kind n")))
                 .written,
             2000);
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), before);
}

void BatchWriterTest::leavesKeysThatExist()
{
    Connection connection = open();
    for (const char *unique : {"primary key (id)", "unique (n)",
                               "primary key (id), unique (n) "
                               "deferrable",
                               "check (true)", "primary key (id) deferrable"}) {
        connection.execScript(QByteArray("drop table if exists items; create table items (id int, "
                                         "n int, ") +
                              unique + "); insert into items values (1, 1), (2, 2), (3, 3)");
        ChangeBatch batch = inverse(deletionOf(connection, kPublic, kItems, kId, names("id n")));
        connection.execScript("delete from items where id <> 2; update items set n = 20");
        const BatchResult result = write(connection, batch);
        QCOMPARE(result.written, 2);
        QCOMPARE(result.skipped, std::vector<size_t>{1});
        QCOMPARE(contentOf(connection, kItems), QByteArray("1\t1\n2\t20\n3\t3\n"));
    }
}

void BatchWriterTest::refusesKeysOfSeveralRows()
{
    Connection connection = open();
    connection.execScript("create table items (id int, n int);"
                          "insert into items values (1, 1), (1, 1), (2, 2)");
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n"));
    batch.rows.erase(batch.rows.begin());
    for (RowChange &row : batch.rows) {
        row.version = 0;
        row.after[0] = "7";
    }
    const Error error = errorOf([&] { write(connection, batch); });
    QVERIFY2(error.message().contains(QStringLiteral("same key")), qPrintable(error.message()));
    QCOMPARE(contentOf(connection, kItems), QByteArray("1\t1\n1\t1\n2\t2\n"));
    QVERIFY(m_journal->batches().empty());
}

void BatchWriterTest::refusesGeneratedColumns()
{
    Connection connection = open();
    connection.execScript("create table items (id int primary key, n int, m int generated always "
                          "as (n * 2) stored); insert into items values (1, 1)");
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n m"));
    QVERIFY(errorOf([&] { write(connection, batch); }).message().contains(QStringLiteral("\"m\"")));
    batch.columns[1] = QStringLiteral("gone");
    QCOMPARE(errorOf([&] { write(connection, batch); }).sqlState(), QStringLiteral("42703"));
    batch.table = QStringLiteral("gone");
    QCOMPARE(errorOf([&] { write(connection, batch); }).sqlState(), QStringLiteral("42P01"));
    batch = updateOf(connection, kPublic, kItems, kId, names("n"));
    batch.rows[0].changed = 0;
    QVERIFY(!errorOf([&] { write(connection, batch); }).hint().isEmpty());
    batch.rows[0].after.clear();
    QVERIFY(!errorOf([&] { write(connection, batch); }).hint().isEmpty());
    QVERIFY(m_journal->batches().empty());
}

void BatchWriterTest::keepsWhatTriggersStored()
{
    Connection connection = open();
    connection.execScript(
        "create table items (id int primary key, t text, n int);"
        "insert into items select i, 't' || i, i from generate_series(1, 20) i;"
        "create function tidy() returns trigger language plpgsql as $$begin "
        "if new.id = 5 then return null; end if; new.t = upper(new.t); return new; end$$;"
        "create trigger tidy before insert or update on items for each row execute function "
        "tidy()");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("t n"));
    for (RowChange &row : batch.rows) {
        row.changed = row.key[0].toInt() % 2 == 0 ? 3 : 1;
        row.after = {Value("new"), Value("0")};
    }
    const BatchResult result = write(connection, batch);
    QCOMPARE(result.written, 19);
    QCOMPARE(result.skipped, std::vector<size_t>{4});
    QCOMPARE(*m_journal->read(1).rows[0].after[0], QByteArray("NEW"));
    connection.execScript("alter table items disable trigger tidy");
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), before);
}

void BatchWriterTest::writesSixtyFourColumns()
{
    Connection connection = open();
    QStringList columns;
    for (int i = 0; i < 64; ++i)
        columns += QStringLiteral("c%1").arg(i);
    connection.exec(QStringLiteral("create table items (id int primary key, %1 int default 1)")
                        .arg(columns.join(QStringLiteral(" int default 1, "))));
    connection.execScript("insert into items select generate_series(1, 100)");
    const QByteArray before = contentOf(connection, kItems);
    ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, columns);
    for (size_t i = 0; i < batch.rows.size(); ++i) {
        for (Value &value : batch.rows[i].after)
            value = "2";
        batch.rows[i].changed = i < 64 ? quint64(1) << i : ~quint64(0);
    }
    QCOMPARE(write(connection, batch).written, 100);
    QCOMPARE(
        connection
            .exec(
                QStringLiteral("select sum(%1) from items where id <= 64").arg(columns.join(u'+')))
            .integer(0, 0),
        64 * 65);
    undoAll(connection);
    QCOMPARE(contentOf(connection, kItems), before);
    batch.columns += QStringLiteral("id");
    QVERIFY(!errorOf([&] { write(connection, batch); }).hint().isEmpty());
}

/// Nothing is left in a session that the next transaction, somebody else's, may get.
void BatchWriterTest::worksBehindAPooler()
{
    const QString url = m_cluster->info().toUrl();
    Connection connection = Connection::open(postgres::ConnectionInfo::parse(
        url + (url.contains(u'?') ? u'&' : u'?') + QStringLiteral("pgbouncer=true")));
    QVERIFY(connection.info().isPooled());
    connection.execScript("create table items (id int primary key, n int);"
                          "insert into items select i, i from generate_series(1, 10) i");
    BatchWriter writer(connection, *m_journal, m_context);
    for (const char *value : {"1", "2", "3"}) {
        ChangeBatch batch = updateOf(connection, kPublic, kItems, kId, names("n"));
        for (RowChange &row : batch.rows)
            row.after[0] = value;
        QCOMPARE(writer.write(batch).written, 10);
        QCOMPARE(connection
                     .exec(QStringLiteral("select count(*) from pg_class where relname like "
                                          "'arborist%'"))
                     .integer(0, 0),
                 0);
        QCOMPARE(connection.exec(QStringLiteral("show row_security")).text(0, 0),
                 QStringLiteral("on"));
    }
    m_journal->prepare(m_journal->read(3), QStringLiteral("4000000000"));
    settlePrepared(*m_journal, connection);
    QVERIFY(m_journal->batches()[3].state == BatchState::Applied);
}

QTEST_GUILESS_MAIN(BatchWriterTest)
#include "batch_writer_test.moc"
