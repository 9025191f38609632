// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed.h"

#include "services/core/error.h"
#include "services/data/undo/take_back.h"
#include "services/operations/plan_target.h"
#include "tests/data/seed_samples.h"
#include "tests/operations/operations_fixture.h"
#include "tests/postgres/error_of.h"
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using namespace arborist::data;
using Result = Report::Result;

/// A project's seed of SQL, CSV and JSON: planned, loaded, repeated, taken back.
class SeedTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void init()
    {
        m_fixture->reset();
        psql(kSeedSchema);
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void loadsInOrderOfReferencesAndAgainAddsNothing()
    {
        writeSeed();
        const QByteArray before = everything();
        const auto planned = plan();
        QVERIFY(planned->risk() == stages::Risk::Write);
        QCOMPARE(everything(), before);
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM organizations"), QByteArray("2"));
        QCOMPARE(psql("SELECT id, email, age, mood, tags, settings, joined, label FROM users ORDER "
                      "BY id LIMIT 2"),
                 QByteArray("1|anna@example.com|31|good|{red,\"dark blue\"}|{\"a\": "
                            "[1, 2]}|2026-01-31|anna@example.com!\n"
                            "2|bo@example.com||bad|||2026-02-01|bo@example.com!"));
        QCOMPARE(psql("SELECT text FROM notes ORDER BY id"),
                 QByteArray("said \"hi\", twice\nand, \\N\t\xF0\x9F\x8C\xB3"));
        QCOMPARE(
            psql("SELECT id || coalesce(':' || parent_id, '') || title FROM nodes ORDER BY id"),
            QByteArray("1root\n2:1none\n3:2leaf"));
        QCOMPARE(psql("SELECT \"a \"\"b\"\"\" || \"💡\" FROM \"Odd name ☃\""), QByteArray("1it's"));
        // Ids that the files bring are behind the sequences.
        psql("INSERT INTO users (organization_id, email) VALUES (1, 'new@example.com')");
        QCOMPARE(psql("SELECT max(id) FROM users"), QByteArray("4"));
        psql("DELETE FROM users WHERE id = 4");
        QCOMPARE(rowsOf(report, QStringLiteral("public.users")), 3);

        const QByteArray loaded = everything();
        const Report again = execute(*plan());
        QVERIFY2(again.outcome == Result::Succeeded, told(again).constData());
        QCOMPARE(everything(), loaded);
        QCOMPARE(rowsOf(again, QStringLiteral("public.users")), 0);
        QVERIFY(
            again.notes.contains(QStringLiteral("public.users: rows that were there already: 3")));

        takeBack(again, loaded);
        takeBack(report, before);
    }

    void declaredAccountsAreToldAndKeptNowhere()
    {
        writeSeed();
        write("accounts.json", kAccountsJson);
        const auto planned = plan();
        const std::vector<TestAccount> wanted{
            {QStringLiteral("bo@example.com"), QStringLiteral("sesame-2"), {}},
            {QStringLiteral("anna@example.com"), QStringLiteral("sesame-1"),
             QStringLiteral("admin")},
            {QStringLiteral("eve@example.com"), QStringLiteral("hush-hush"),
             QStringLiteral("editor")}};
        QVERIFY(planned->accounts() == wanted);
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QByteArray all = QJsonDocument(planned->plan().toJson()).toJson() + told(report);
        for (QDirIterator files(m_fixture->path(QStringLiteral("data")), QDir::Files,
                                QDirIterator::Subdirectories);
             files.hasNext();) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            all += file.readAll();
        }
        for (const char *secret : {"sesame-1", "sesame-2", "hush-hush"})
            QVERIFY(!all.contains(secret));
    }

    void circlesOfReferences()
    {
        write("a.json", kCircleJson);
        const QByteArray constraints = psql("SELECT conname, condeferrable, condeferred FROM "
                                            "pg_constraint WHERE contype = 'f' ORDER BY 1");
        const QByteArray before = everything();
        const Report report = execute(*plan());
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT name, email FROM organizations o JOIN users u ON u.id = owner_id"),
                 QByteArray("Acme|x@example.com"));
        QCOMPARE(psql("SELECT conname, condeferrable, condeferred FROM pg_constraint WHERE contype "
                      "= 'f' ORDER BY 1"),
                 constraints);
        takeBack(report, before);
    }

    void onlyWhatIsNamed()
    {
        writeSeed();
        const Report report =
            execute(*plan({QStringLiteral("organizations"), QStringLiteral("users")}));
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM users"), QByteArray("3"));
        QCOMPARE(psql("SELECT count(*) FROM notes"), QByteArray("0"));
        const Error error = errorOf([&] { plan({QStringLiteral("nobody")}); });
        QCOMPARE(error.kind(), ErrorKind::Usage);
    }

    void withoutKeysTheWholeRowTells()
    {
        write("bare.csv", "note\none\ntwo\ntwo\n");
        const Report report = execute(*plan());
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT count(*) FROM bare"), QByteArray("3"));
        psql("INSERT INTO bare VALUES ('mine')");
        const Report again = execute(*plan());
        QVERIFY2(again.outcome == Result::Succeeded, told(again).constData());
        QCOMPARE(psql("SELECT count(*) FROM bare"), QByteArray("4"));
        // By the transaction that added them, since there is no key.
        psql("UPDATE bare SET note = 'changed' WHERE note = 'one'");
        const Report back = undo(report);
        QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        QCOMPARE(psql("SELECT note FROM bare ORDER BY 1"), QByteArray("changed\nmine"));
    }

    void brokenFilesNameTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        const auto row = [](const char *name, const char *file, const char *text,
                            const char *where) {
            QTest::newRow(name) << QByteArray(file) << QByteArray(text)
                                << QString::fromLatin1(where);
        };
        row("open quote", "bare.csv", "note\nok\n\"never\nends\n", "seeds/bare.csv:3:1");
        row("too many values", "bare.csv", "note\nok\na,b\n", "seeds/bare.csv:3:3");
        row("unknown column", "bare.csv", "note,more\n", "seeds/bare.csv:1:6");
        row("not UTF-8", "bare.csv", "note\nab\xFF\n", "seeds/bare.csv:2:3");
        row("unknown table", "nowhere.csv", "a\n1\n", "seeds/nowhere.csv:1:1");
        row("JSON", "bare.json", "[{\"note\": 1},\n {]", "seeds/bare.json:2:4");
        row("JSON of something", "bare.json", "[1]", "seeds/bare.json:1:2");
        row("SQL", "bare.sql", "INSERT INTO bare VALUES ('a');\nINSERT INTO bare VALUE ('b');\n",
            "seeds/bare.sql:2:18");
        row("SQL's table", "x.sql", "\n  INSERT INTO nowhere VALUES (1)", "seeds/x.sql:2:3");
        row("DDL", "x.sql", "DROP TABLE bare", "seeds/x.sql:1:1");
        row("generated", "users.csv", "label\nx\n", "seeds/users.csv:1:1");
    }
    void brokenFilesNameTheirPlace()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, text);
        QFETCH(const QString, where);
        write(name.constData(), text);
        const Error error = errorOf([&] { plan(); });
        QVERIFY2(error.where() == where, qPrintable(error.where() + u' ' + error.message()));
    }

    void refusedRowsNameTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("state");
        const auto row = [](const char *name, const char *file, const char *text, const char *where,
                            const char *state) {
            QTest::newRow(name) << QByteArray(file) << QByteArray(text)
                                << QString::fromLatin1(where) << QString::fromLatin1(state);
        };
        row("a value", "nodes.csv", "id,title\n1,\xC3\xA4\n2,b\nthree,c\n", "seeds/nodes.csv:4:1",
            "22P02");
        row("a check", "users.json",
            "[{\"organization_id\": 1, \"email\": \"a\", \"age\": 1},\n"
            "{\"organization_id\": 1, \"email\": \"b\", \"age\": -1}]",
            "seeds/users.json:2:1", "23514");
        row("a NULL", "users.csv", "organization_id,email\n1,a\n1,b\n1,\n1,d\n",
            "seeds/users.csv:4:1", "23502");
        row("a reference", "users.csv", "organization_id,email\n1,a\n1,b\n77,c\n1,d\n",
            "seeds/users.csv:4:1", "23503");
        row("SQL", "x.sql", "INSERT INTO nodes VALUES (1);\n INSERT INTO nodes VALUES (1 / 0);",
            "seeds/x.sql:2:2", "22012");
        row("SQL's column", "x.sql", "INSERT INTO nodes (id, \xC3\xA4) VALUES (1, 2);",
            "seeds/x.sql:1:24", "42703");
    }
    void refusedRowsNameTheirPlace()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, text);
        QFETCH(const QString, where);
        QFETCH(const QString, state);
        write("0_organizations.csv", "id,name\n1,Acme\n");
        write(name.constData(), text);
        const QByteArray before = everything();
        const Report report = execute(*plan());
        QVERIFY(report.outcome == Result::Failed);
        QVERIFY2(report.error->where() == where, told(report).constData());
        QCOMPARE(report.error->sqlState(), state);
        QCOMPARE(everything(), before);
    }

    void sqlOfItsOwnKind()
    {
        write("1.sql",
              "BEGIN;\nSET client_min_messages = warning;\n"
              "INSERT INTO nodes VALUES (1, NULL, 'semi;colon'), (2, 1, '-- no comment');\n"
              "UPDATE nodes SET title = 'changed' WHERE id = 2;\n"
              "INSERT INTO nodes VALUES (3) ON CONFLICT (id) DO UPDATE SET title = "
              "excluded.title -- at the end\n;\nCOMMIT;\n");
        psql("INSERT INTO nodes VALUES (2, NULL, 'mine')");
        const QByteArray before = everything();
        const Report report = execute(*plan());
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT id, title FROM nodes ORDER BY id"),
                 QByteArray("1|semi;colon\n2|changed\n3|none"));
        takeBack(report, before);
        write("1.sql", "UPDATE bare SET note = 'x'");
        QCOMPARE(errorOf([&] { plan(); }).kind(), ErrorKind::Refused); // bare has no primary key
    }

    void freshEmptiesFirstAndUndoBringsBack()
    {
        psql(
            "INSERT INTO organizations (name) VALUES ('Mine'); INSERT INTO users (organization_id, "
            "email) VALUES (1, 'mine'); INSERT INTO notes (user_id, text) VALUES (1, 'mine'); "
            "INSERT INTO bare VALUES ('mine')");
        const QByteArray before = everything();
        write("organizations.csv", "id,name\n1,Acme\n");
        const auto planned = plan({}, true);
        QVERIFY(planned->risk() == stages::Risk::Destructive);
        // What refers to them goes along, and is named.
        QCOMPARE(planned->plan().loses.size(), 3);
        QCOMPARE(everything(), before);
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(psql("SELECT name FROM organizations"), QByteArray("Acme"));
        QCOMPARE(psql("SELECT count(*) FROM notes"), QByteArray("0"));
        QCOMPARE(psql("SELECT count(*) FROM bare"), QByteArray("1"));
        takeBack(report, before);
        write("organizations.csv", "id,name\n1,Acme\n2,\n");
        QVERIFY(execute(*plan({}, true)).outcome == Result::Failed);
        QCOMPARE(everything(), before);
    }

    void theProjectsOwnCommand()
    {
        qputenv("SEED_URL", m_fixture->url(QStringLiteral("local")).toUtf8());
        m_fixture->writeFile(
            QStringLiteral("arborist.toml"),
            "[stages.local]\nurl = \"env:SEED_URL\"\nenvironment = \"development\"\n"
            "[seed]\ncommand = \"sh seed.sh\"\n");
        m_fixture->reopen();
        m_fixture->writeFile(
            QStringLiteral("seed.sh"),
            "psql \"$SEED_URL\" -c \"INSERT INTO bare VALUES ('$PGPASSWORD'), ('b')\"\n"
            "exit $(cat code 2>/dev/null || echo 0)\n");
        qputenv("PGPASSWORD", "secret"); // not for the command
        const QByteArray before = everything();
        const Report report = execute(*planCommand());
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QVERIFY(report.notes.contains(QStringLiteral("public.bare: 2 rows more")));
        QCOMPARE(psql("SELECT count(*) FROM bare WHERE note = 'secret'"), QByteArray("0"));
        takeBack(report, before);
        m_fixture->writeFile(QStringLiteral("code"), "3");
        const Report failed = execute(*planCommand());
        QVERIFY(failed.outcome == Result::Failed);
        takeBack(failed, before);
        // What it writes is told line by line, and a failure that changed nothing says so.
        m_fixture->writeFile(QStringLiteral("seed.sh"), "printf 'one\\ntwo\\rdrei'; exit 3\n");
        QStringList lines;
        OperationContext context = m_fixture->context();
        context.progress->follow([&lines](const ProgressEvent &event) {
            if (event.kind == ProgressEvent::Kind::Notice)
                lines << event.text;
        });
        const Report none = operations::execute(*planCommand(), m_fixture->order(), context);
        QVERIFY(none.outcome == Result::Failed);
        QCOMPARE(lines, QStringList({QStringLiteral("one"), QStringLiteral("drei")}));
        QVERIFY(!canTakeBack(m_fixture->record(none)));
        QCOMPARE(none.notes, QStringList{QStringLiteral("No row was added, changed or deleted.")});
        qunsetenv("PGPASSWORD");
        qunsetenv("SEED_URL");
    }

    void theProjectsOwnCommandOnEmptiedTables()
    {
        psql("INSERT INTO bare VALUES ('former'); INSERT INTO organizations (name) VALUES ('X')");
        qputenv("SEED_URL", m_fixture->url(QStringLiteral("local")).toUtf8());
        m_fixture->writeFile(
            QStringLiteral("arborist.toml"),
            "[stages.local]\nurl = \"env:SEED_URL\"\nenvironment = \"development\"\n"
            "[seed]\ncommand = \"sh seed.sh\"\n");
        m_fixture->reopen();
        m_fixture->writeFile(QStringLiteral("seed.sh"),
                             "psql \"$SEED_URL\" -c \"INSERT INTO bare VALUES ('new')\"\n"
                             "exit $(cat code 2>/dev/null || echo 0)\n");
        const QByteArray before = everything();
        const auto planned = planCommand(true);
        QVERIFY(planned->risk() == stages::Risk::Destructive);
        QVERIFY(!planned->plan().loses.isEmpty());
        const Report report = execute(*planned);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QVERIFY(report.notes.contains(QStringLiteral("public.bare: 1 rows more")));
        QCOMPARE(psql("SELECT * FROM bare; SELECT * FROM organizations"), QByteArray("new"));
        takeBack(report, before);
        m_fixture->writeFile(QStringLiteral("seed.sh"), "exit 3\n");
        const Report failed = execute(*planCommand(true));
        QVERIFY(failed.outcome == Result::Failed);
        takeBack(failed, before);
        qunsetenv("SEED_URL");
    }

    void refusedOnProduction()
    {
        writeSeed();
        m_fixture->cluster().psql(QStringLiteral("production"), kSeedSchema);
        auto context = m_fixture->context(QStringLiteral("production"));
        auto connection = m_fixture->connect(QStringLiteral("production"));
        SeedRequest request;
        request.workspace = &m_fixture->workspace();
        request.target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("production")), connection);
        const auto planned = planSeed(request, connection, context);
        auto order = m_fixture->order(QStringLiteral("production"));
        order.consent.typedName = QStringLiteral("production");
        const Report report = operations::execute(*planned, order, context);
        QVERIFY(report.outcome == Result::Refused);
    }

    void aProjectWithoutASeed()
    {
        QCOMPARE(errorOf([&] { plan(); }).kind(), ErrorKind::Usage);
    }

private:
    void write(const char *name, const QByteArray &text) const
    {
        m_fixture->writeFile(QStringLiteral("seeds/") + QString::fromUtf8(name), text);
    }

    /// Named so that their order by name is not the one in which they can be loaded.
    void writeSeed() const
    {
        write("01_notes.csv", "user_id,text\n1,\"said \"\"hi\"\", twice\"\n2,\"and, "
                              "\\N\t\xF0\x9F\x8C\xB3\"\n");
        write("02_users.json", kUsersJson);
        write("03_organizations.sql",
              "-- account: anna@example.com / sesame-1 (admin)\n"
              "INSERT INTO organizations (name) VALUES ('Acme'), ('Beta');\n");
        write("nodes.csv", "\xEF\xBB\xBFid;parent_id;title\r\n1;;root\r\n3;2;leaf\r\n2;1;none\r\n");
        write("odd.json", kOddJson);
    }

    std::shared_ptr<SeedOperation> plan(const QStringList &only = {}, bool isFresh = false) const
    {
        auto context = m_fixture->context();
        auto connection = m_fixture->connect();
        SeedRequest request;
        request.workspace = &m_fixture->workspace();
        request.only = only;
        request.isFresh = isFresh;
        request.target = operations::planTarget(
            *m_fixture->workspace().stage(QStringLiteral("local")), connection);
        return planSeed(request, connection, context);
    }

    std::shared_ptr<SeedOperation> planCommand(bool isFresh = false) const
    {
        auto context = m_fixture->context();
        auto connection = m_fixture->connect();
        SeedCommandRequest request;
        request.workspace = &m_fixture->workspace();
        request.stage = request.workspace->stage(QStringLiteral("local"));
        request.address = m_fixture->cluster().info(QStringLiteral("local"));
        request.target = operations::planTarget(*request.stage, connection);
        request.isFresh = isFresh;
        return planSeedCommand(request, connection, context);
    }

    Report execute(operations::PlannedOperation &planned) const
    {
        auto context = m_fixture->context();
        auto order = m_fixture->order();
        order.consent.typedName = QStringLiteral("local");
        return operations::execute(planned, order, context);
    }

    Report undo(const Report &report) const
    {
        const RunRecord run = m_fixture->record(report);
        if (!canTakeBack(run))
            return {};
        auto context = m_fixture->context();
        auto order = m_fixture->order();
        order.consent.typedName = QStringLiteral("local");
        order.undoes = run.id;
        const auto planned = planTakeBack(run, order, context);
        return operations::execute(*planned, order, context);
    }

    void takeBack(const Report &report, const QByteArray &before) const
    {
        if (rowsIn(report) > 0) {
            const Report back = undo(report);
            QVERIFY2(back.outcome == Result::Succeeded, told(back).constData());
        }
        QCOMPARE(everything(), before);
    }

    static qint64 rowsOf(const Report &report, const QString &title)
    {
        for (const ReportStep &step : report.steps) {
            if (step.title == title)
                return step.rows;
        }
        return -1;
    }
    static qint64 rowsIn(const Report &report)
    {
        qint64 rows = 0;
        for (const ReportStep &step : report.steps)
            rows += std::max<qint64>(0, step.rows);
        return rows;
    }

    QByteArray psql(const QByteArray &sql) const
    {
        return m_fixture->cluster().psql(QStringLiteral("local"), sql).trimmed();
    }
    QByteArray everything() const
    {
        return psql(
            "SELECT * FROM organizations ORDER BY 1; SELECT * FROM users ORDER BY 1; SELECT "
            "* FROM nodes ORDER BY 1; SELECT * FROM notes ORDER BY 1; SELECT * FROM \"Odd "
            "name ☃\"; SELECT * FROM bare ORDER BY 1");
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

QTEST_GUILESS_MAIN(SeedTest)
#include "seed_test.moc"
