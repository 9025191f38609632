// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/transfer/archive.h"
#include "tests/data/data_fixture.h"
#include "tests/support/steps.h"
#include <QDir>
#include <QFile>
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::data;
using namespace arborist::testing;
using Result = Report::Result;

/// Imports into schemas that have moved on, from archives that have suffered, among others who work
/// on the tables: all of the rows come, or none is touched.
class ImportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<DataFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init()
    {
        m_fixture->reset();
        m_folder = m_fixture->path(QStringLiteral("out"));
    }

    void mapsColumnsByName()
    {
        psql("CREATE TYPE mood AS ENUM ('good', 'bad');"
             "CREATE TABLE t (id int PRIMARY KEY, old text, kept text, small int, mood mood,"
             "  made text, always int);"
             "INSERT INTO t VALUES (1, 'gone', 'kept', 7, 'good', '2025-01-02', 5)");
        m_fixture->exportTo(m_folder);
        psql("DROP TABLE t; CREATE TABLE t (added int DEFAULT 42, kept varchar(50), mood text,"
             "  small bigint, renamed text, made date, id int PRIMARY KEY,"
             "  always int GENERATED ALWAYS AS (id * 2) STORED, own int GENERATED ALWAYS AS "
             "IDENTITY)");
        const auto planned = m_fixture->plan(m_fixture->importOrder(m_folder));
        const QString remarks = planned->plan().remarks.join(u'\n');
        for (const char *wanted :
             {"public.t.old is no more", "public.t.renamed is new", "public.t.small was integer",
              "public.t.made was text", "public.t.always is computed", "public.t.added is new"})
            QVERIFY2(remarks.contains(QLatin1String(wanted)), qPrintable(remarks));
        const Report report = m_fixture->execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT * FROM t"), QByteArray("42|kept|good|7||2025-01-02|1|2|1"));
    }

    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("column that wants a value")
            << QByteArray("ALTER TABLE t ADD COLUMN n int; UPDATE t SET n = 1; ALTER TABLE t ALTER "
                          "n SET NOT NULL")
            << QByteArray("public.t.n wants a value");
        QTest::newRow("type without a conversion")
            << QByteArray("ALTER TABLE t ALTER id TYPE point USING point(id, id)")
            << QByteArray("cannot be converted");
        QTest::newRow("table that is gone")
            << QByteArray("DROP TABLE t") << QByteArray("has no table public.t");
    }
    void refusesWhatDoesNotFit()
    {
        QFETCH(QByteArray, change);
        QFETCH(QByteArray, says);
        psql("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
        m_fixture->exportTo(m_folder);
        psql(change);
        QByteArray said;
        try {
            m_fixture->plan(m_fixture->importOrder(m_folder));
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Refused);
            said = error.what();
        }
        QVERIFY2(said.contains(says), said.constData());
    }

    void doesOnlyWhatWasPlanned()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        const auto planned = m_fixture->plan(m_fixture->importOrder(m_folder));
        psql("ALTER TABLE goods ADD COLUMN more int");
        const Report report = m_fixture->execute(*planned);
        QVERIFY(report.outcome == Result::Refused);
    }

    void takesTablesByName()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        psql("UPDATE goods SET name = 'x'; UPDATE notes SET note = 'x'");
        m_fixture->importFrom(m_folder, {QStringLiteral("no*")});
        QCOMPARE(psql("SELECT min(name), max(note) FROM goods, notes"), QByteArray("x|note 9"));
        QVERIFY_THROWS_EXCEPTION(
            Error, m_fixture->plan(m_fixture->importOrder(m_folder, {QStringLiteral("gods")})));
    }

    /// Rows outside of the set refer to rows that the archive lacks, or the other way round.
    void foreignKeysHold_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QStringList>("tables");
        QTest::newRow("from outside") << QByteArray("INSERT INTO goods VALUES (999, 'new'); INSERT "
                                                    "INTO orders VALUES (999, 999)")
                                      << QStringList{QStringLiteral("goods")};
        QTest::newRow("to outside")
            << QByteArray("DELETE FROM orders; DELETE FROM goods WHERE id = 1")
            << QStringList{QStringLiteral("orders")};
    }
    void foreignKeysHold()
    {
        QFETCH(QByteArray, change);
        QFETCH(QStringList, tables);
        makeShop();
        m_fixture->exportTo(m_folder);
        psql(change);
        const QByteArray before = m_fixture->dump();
        const auto planned = m_fixture->plan(m_fixture->importOrder(m_folder, tables));
        const Report report = m_fixture->execute(*planned);
        QVERIFY(report.outcome == Result::Failed);
        QCOMPARE(report.error->sqlState(), QStringLiteral("23503"));
        QVERIFY(report.error->message().contains(QStringLiteral("Nothing was changed")));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    void fillsWhatIsEmpty()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        const QByteArray before = m_fixture->dump();
        // Some are empty, and refer to one that is not.
        psql("DELETE FROM orders; DELETE FROM notes");
        m_fixture->importFrom(m_folder);
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
        psql("TRUNCATE goods, orders, notes");
        m_fixture->importFrom(m_folder);
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    /// Each row that goes would be looked for in each of these tables.
    void searchesNotManyTablesForManyRows()
    {
        psql("CREATE TABLE owners (id int PRIMARY KEY);"
             "INSERT INTO owners SELECT generate_series(1, 9000);"
             "DO $$BEGIN FOR i IN 1..12 LOOP EXECUTE format('CREATE TABLE owned_%s (id int, owner "
             "int REFERENCES owners ON DELETE CASCADE); INSERT INTO owned_%s VALUES (1, %s)', "
             "i, i, i); END LOOP; END$$; ANALYZE");
        m_fixture->exportTo(m_folder);
        const QByteArray before = m_fixture->dump();
        psql("DELETE FROM owners WHERE id < 3; INSERT INTO owned_9 VALUES (2, 99)");
        const auto planned = m_fixture->plan(m_fixture->importOrder(m_folder));
        const QString remarks = planned->plan().remarks.join(u'\n');
        QVERIFY2(remarks.contains(QStringLiteral("breaks circles of tables: 12")),
                 qPrintable(remarks));
        require(m_fixture->execute(*planned));
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    void needsTheOwner()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        psql(
            "DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA "
            "public TO clerk");
        postgres::ConnectionInfo info = m_fixture->cluster().info(QStringLiteral("local"));
        info.setValue(QStringLiteral("user"), QStringLiteral("clerk"));
        postgres::Connection connection = postgres::Connection::open(info);
        OperationContext context = m_fixture->operations().context();
        QString said;
        try {
            planImport(m_fixture->importOrder(m_folder), connection, context);
        } catch (const Error &error) {
            said = error.message();
        }
        QVERIFY2(said.contains(QStringLiteral("does not own")), qPrintable(said));
        psql("DROP OWNED BY clerk; DROP ROLE clerk");
    }

    void firesTriggersOnRequest()
    {
        psql("CREATE TABLE t (id int); CREATE TABLE log (id int);"
             "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO log "
             "VALUES (NEW.id); RETURN NEW; END$$;"
             "INSERT INTO t SELECT generate_series(1, 10);"
             "CREATE TRIGGER note BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION note()");
        m_fixture->exportTo(m_folder, {QStringLiteral("t")});
        m_fixture->importFrom(m_folder);
        QCOMPARE(psql("SELECT count(*) FROM log"), QByteArray("0"));
        ImportOrder order = m_fixture->importOrder(m_folder);
        order.firesTriggers = true;
        require(m_fixture->execute(*m_fixture->plan(order)));
        QCOMPARE(psql("SELECT count(*) FROM log"), QByteArray("10"));
        // One that keeps rows back is no way to get them all.
        psql("CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN "
             "NULL; END$$");
        const Report report = m_fixture->execute(*m_fixture->plan(order));
        QVERIFY(report.outcome == Result::Failed);
        QCOMPARE(psql("SELECT count(*) FROM t"), QByteArray("10"));
    }

    /// Every file, at its beginning, in the middle and at its end.
    void damageIsFoundBeforeAnything()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        const auto planned = [&] { return m_fixture->plan(m_fixture->importOrder(m_folder)); };
        psql("UPDATE goods SET name = 'changed'");
        const QByteArray before = m_fixture->dump();
        const QStringList files = QDir(m_folder).entryList(QDir::Files);
        QVERIFY(files.size() >= 5);
        for (const QString &name : files) {
            const QString path = m_folder + u'/' + name;
            const qint64 size = QFile(path).size();
            for (const qint64 place : {qint64(0), size / 3, size / 2, size - 1}) {
                const auto good = planned();
                flip(path, place);
                const Report report = m_fixture->execute(*good);
                QVERIFY2(report.outcome != Result::Succeeded, qPrintable(name));
                flip(path, place);
            }
            const auto good = planned();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            const QByteArray content = file.readAll();
            QVERIFY(file.resize(size - 1));
            QVERIFY(m_fixture->execute(*good).outcome != Result::Succeeded);
            file.seek(0);
            file.write(content);
            file.close();
        }
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
        // As it was, it is good again.
        require(m_fixture->execute(*planned()));
    }

    void waitsForOthersAndSaysForWhom()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        const QByteArray before = m_fixture->dump();
        postgres::Connection other = m_fixture->operations().connect();
        other.execScript("SET application_name = 'the other'; BEGIN; UPDATE goods SET name = 'x'");
        ImportOrder order = m_fixture->importOrder(m_folder);
        order.lockSeconds = 2;
        const auto planned = m_fixture->plan(order);
        const Report report = m_fixture->execute(*planned);
        QVERIFY(report.outcome == Result::Failed);
        QCOMPARE(report.error->sqlState(), QStringLiteral("55P03"));
        QVERIFY2(report.error->message().contains(QStringLiteral("the other")),
                 report.error->what());
        other.execScript("ROLLBACK");
        QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
    }

    /// A stop at each step of export, import and wipe leaves everything as it was.
    void cancelsAtEachStep()
    {
        makeShop();
        m_fixture->exportTo(m_folder);
        psql("UPDATE goods SET name = 'changed'");
        const QByteArray before = m_fixture->dump();
        int cancelled = 0;
        for (const int kind : {0, 1, 2}) {
            for (int step = 1; step < 8; ++step) {
                operations::PlannedOperationPtr planned;
                if (kind == 0)
                    planned = m_fixture->plan(m_fixture->exportOrder(m_folder));
                else if (kind == 1)
                    planned = m_fixture->plan(m_fixture->importOrder(m_folder));
                else
                    planned = m_fixture->plan(WipeOrder());
                OperationContext context = m_fixture->operations().context();
                std::stop_source stop;
                context.stop = stop.get_token();
                int begun = 0;
                testing::followSteps(*context.progress, [&](const QString &text) {
                    // What comes after the commit is no part of it.
                    if (!text.startsWith(QStringLiteral("Analyzing")) && ++begun == step)
                        stop.request_stop();
                });
                const Report report = m_fixture->execute(*planned, context);
                if (begun < step) {
                    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
                    if (kind > 0)
                        require(m_fixture->execute(*m_fixture->planUndo(report),
                                                   QStringLiteral("local"), report.run));
                    break;
                }
                ++cancelled;
                QVERIFY2(report.outcome == Result::Cancelled, told(report).constData());
                QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
                QCOMPARE(m_fixture->leftovers(), QByteArray());
            }
            QCOMPARE(difference(m_fixture->dump(), before), QByteArray());
        }
        QVERIFY(cancelled >= 6);
    }

    /// Money moves between two tables all the time; no export sees it on its way.
    void exportsOneMoment()
    {
        psql("CREATE TABLE a (id int PRIMARY KEY, n int); CREATE TABLE b (id int PRIMARY KEY, n "
             "int);"
             "INSERT INTO a SELECT i, 100 FROM generate_series(1, 2000) i;"
             "INSERT INTO b SELECT i, 100 FROM generate_series(1, 2000) i");
        std::jthread writer([this](const std::stop_token &stop) {
            postgres::Connection connection = m_fixture->operations().connect();
            for (int i = 1; !stop.stop_requested(); ++i)
                connection.execScript(
                    QStringLiteral(
                        "BEGIN; UPDATE a SET n = n - 1 WHERE id = %1; UPDATE b SET n = n "
                        "+ 1 WHERE id = %1; COMMIT")
                        .arg(i % 2000 + 1)
                        .toUtf8());
        });
        for (int i = 0; i < 3; ++i)
            m_fixture->exportTo(m_folder);
        writer = {};
        m_fixture->importFrom(m_folder);
        QCOMPARE(psql("SELECT (SELECT sum(n) FROM a) + (SELECT sum(n) FROM b)"),
                 QByteArray("400000"));
    }

    void replacesNothingButExports()
    {
        makeShop();
        QDir().mkpath(m_folder);
        QFile file(m_folder + QStringLiteral("/precious.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QVERIFY_THROWS_EXCEPTION(Error, m_fixture->plan(m_fixture->exportOrder(m_folder)));
        QVERIFY(file.remove());
        m_fixture->exportTo(m_folder);
        m_fixture->exportTo(m_folder);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY_THROWS_EXCEPTION(Error, m_fixture->plan(m_fixture->exportOrder(m_folder)));
        QVERIFY(file.exists());
    }

private:
    QByteArray psql(const QByteArray &script) { return m_fixture->psql(script).trimmed(); }
    void makeShop()
    {
        psql("CREATE TABLE goods (id int PRIMARY KEY, name text);"
             "CREATE TABLE orders (id int PRIMARY KEY, goods int REFERENCES goods);"
             "CREATE TABLE notes (id serial PRIMARY KEY, note text);"
             "INSERT INTO goods SELECT n, 'goods ' || n FROM generate_series(1, 100) n;"
             "INSERT INTO orders SELECT n, n FROM generate_series(1, 100) n;"
             "INSERT INTO notes (note) SELECT 'note ' || n FROM generate_series(0, 9) n");
    }
    static void flip(const QString &path, qint64 place)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        char byte = 0;
        file.seek(place);
        file.getChar(&byte);
        file.seek(place);
        file.putChar(char(byte ^ 0x10));
    }

    std::unique_ptr<DataFixture> m_fixture;
    QString m_folder;
};

QTEST_GUILESS_MAIN(ImportTest)
#include "import_test.moc"
