// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/journal/batch_writer.h"
#include "services/journal/change_capture.h"
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

namespace {

/// Two tables by a foreign key, one with a key of two columns and odd names, a trigger that writes
/// a third, a generated column and an identity.
constexpr const char *kSchema = R"(
    CREATE TABLE teams (id int PRIMARY KEY, name text UNIQUE, size int, note jsonb);
    CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text,
                         team int REFERENCES teams ON DELETE CASCADE,
                         loud text GENERATED ALWAYS AS (upper(name)) STORED);
    CREATE TABLE "Odd ""name" ("a b" text, "ç" date, value numeric, PRIMARY KEY ("a b", "ç"));
    CREATE TABLE log (id serial PRIMARY KEY, said text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO log (said) VALUES (TG_OP || ' ' || coalesce(NEW.name, OLD.name));
              RETURN NULL; END $$;
    CREATE TRIGGER t AFTER INSERT OR UPDATE OR DELETE ON people FOR EACH ROW EXECUTE FUNCTION note();
    INSERT INTO teams SELECT i, 'team ' || i, i, '{"k": 1.50}' FROM generate_series(1, 50) i;
    INSERT INTO people (name, team) SELECT 'p' || i, i % 50 + 1 FROM generate_series(1, 500) i;
    INSERT INTO "Odd ""name" SELECT E'k\t\\' || i, date '2026-01-01' + i, i + 0.500 FROM generate_series(1, 40) i;
    VACUUM FREEZE;)";

const QStringList kTables{QStringLiteral("teams"), QStringLiteral("people"),
                          QStringLiteral("\"Odd \"\"name\""), QStringLiteral("log")};

} // namespace

/// Whatever somebody's SQL changes in one transaction can be put back, byte for byte.
class ChangeCaptureTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = std::make_unique<TestCluster>(); }
    void init()
    {
        m_database = QStringLiteral("capture%1").arg(++m_number);
        m_cluster->createDatabase(m_database);
        m_cluster->psql(m_database, kSchema);
        QVERIFY(m_folder.isValid());
    }

    void everythingIsPutBack_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const auto row = [](const char *name, const char *sql) {
            QTest::newRow(name) << QByteArray(sql);
        };
        row("inserts", "INSERT INTO teams VALUES (99, 'new', NULL, NULL);"
                       "INSERT INTO people (name, team) VALUES ('a', 99), ('b', NULL)");
        row("updates", "UPDATE teams SET size = size + 1, note = '{\"k\": 1.5}' WHERE id < 20");
        row("deletes with a cascade", "DELETE FROM teams WHERE id BETWEEN 5 AND 9");
        row("keys that move", "UPDATE \"Odd \"\"name\" SET \"ç\" = \"ç\" + 100 WHERE value < 10");
        row("keys that change places",
            "UPDATE \"Odd \"\"name\" SET \"a b\" = 'x' WHERE value = 1.5;"
            "UPDATE \"Odd \"\"name\" SET \"a b\" = E'k\\t\\\\1', \"ç\" = '2026-01-02' WHERE value "
            "= 2.5");
        row("a row there and gone", "INSERT INTO teams VALUES (98, 'short', 1, NULL);"
                                    "DELETE FROM teams WHERE id = 98;"
                                    "UPDATE teams SET size = 0 WHERE id = 1");
        row("deleted and made anew",
            "DELETE FROM \"Odd \"\"name\" WHERE value = 3.5;"
            "INSERT INTO \"Odd \"\"name\" VALUES (E'k\\t\\\\3', '2026-01-04', 77)");
        row("nothing", "UPDATE teams SET size = size WHERE id < 5");
        row("in subtransactions",
            "DO $$ BEGIN FOR i IN 1..5 LOOP BEGIN UPDATE teams SET size = 1000 WHERE id = i; "
            "IF i % 2 = 0 THEN RAISE 'no'; END IF; EXCEPTION WHEN raise_exception THEN NULL; END; "
            "END LOOP; DELETE FROM people WHERE id = 7; END $$");
        row("many",
            "INSERT INTO people (name, team) SELECT 'm' || i, 1 FROM generate_series(1, 25000) i;"
            "DELETE FROM people WHERE id % 3 = 0");
    }

    void everythingIsPutBack()
    {
        QFETCH(QByteArray, sql);
        const QByteArray before = content();
        Connection connection = open();
        Journal journal = Journal::create(m_folder.path(), m_database);
        {
            Connection witness = open();
            ChangeCapture capture(connection, witness);
            connection.execScript(sql);
            for (const ChangeBatch &batch : capture.collect())
                journal.prepare(batch, capture.transaction());
            connection.exec(QStringLiteral("COMMIT"));
        }
        settlePrepared(journal, connection);
        const QByteArray after = content();
        QCOMPARE(after == before, qstrcmp(QTest::currentDataTag(), "nothing") == 0);

        // The trigger would write its log again: what is put back are rows, not events.
        connection.exec(QStringLiteral("ALTER TABLE people DISABLE TRIGGER t"));
        Journal undo = Journal::create(m_folder.path(), m_database + QStringLiteral("-undo"));
        OperationContext context;
        BatchWriter writer(connection, undo, context);
        const std::vector<BatchRecord> records = journal.batches();
        for (auto record = records.rbegin(); record != records.rend(); ++record) {
            QVERIFY(record->state == BatchState::Applied);
            QCOMPARE(writer.write(inverse(journal.read(record->number))).skipped.size(), size_t(0));
        }
        QCOMPARE(content(), before);
    }

    void othersAreNotTakenForIt()
    {
        Connection connection = open();
        Connection witness = open();
        ChangeCapture capture(connection, witness);
        m_cluster->psql(m_database, "UPDATE teams SET size = 7 WHERE id = 30;"
                                    "INSERT INTO teams VALUES (77, 'theirs', 1, NULL);"
                                    "DELETE FROM teams WHERE id = 31");
        connection.exec(QStringLiteral("UPDATE teams SET size = 8 WHERE id = 1"));
        const std::vector<ChangeBatch> batches = capture.collect();
        QCOMPARE(batches.size(), size_t(1));
        QCOMPARE(batches[0].rows.size(), size_t(1));
        QCOMPARE(batches[0].rows[0].key, std::vector<QByteArray>{"1"});
        QCOMPARE(batches[0].rows[0].changed, quint64(4));
    }

    void whatCannotBePutBackIsRefused()
    {
        m_cluster->psql(m_database, "CREATE TABLE keyless (a int)");
        const auto refusal = [this](const char *sql) {
            return errorOf([&] {
                Connection connection = open();
                Connection witness = open();
                ChangeCapture capture(connection, witness);
                connection.execScript(sql);
                capture.collect();
            });
        };
        QVERIFY(
            refusal("INSERT INTO keyless VALUES (1)")
                .message()
                .contains(QStringLiteral("public.keyless was changed, and has no primary key")));
        for (const char *sql :
             {"TRUNCATE log", "ALTER TABLE teams ADD extra int", "DROP TABLE log"})
            QVERIFY(!refusal(sql).hint().isEmpty());
    }

private:
    Connection open() { return Connection::open(m_cluster->info(m_database)); }

    QByteArray content()
    {
        Connection connection = open();
        QByteArray all;
        for (const QString &table : kTables)
            all += table.toUtf8() + '\n' + contentOf(connection, table);
        return all;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<TestCluster> m_cluster;
    QString m_database;
    int m_number = 0;
};

QTEST_GUILESS_MAIN(ChangeCaptureTest)
#include "change_capture_test.moc"
