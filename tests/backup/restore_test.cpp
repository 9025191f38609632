// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/restore.h"

#include "services/backup/archive.h"
#include "services/backup/restore_marks.h"
#include "services/backup/restore_recovery.h"
#include "services/backup/safety_copy.h"
#include "services/journal/journal.h"
#include "tests/backup/dump_fixture.h"
#include "tests/backup/rich_database.h"
#include "tests/operations/operations_fixture.h"
#include "tests/support/steps.h"
#include <QDir>
#include <QJsonArray>
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::testing;
using backup::RestoreRequest;
using backup::RestoreWay;
using operations::Order;
using operations::PlannedOperationPtr;
using Result = Report::Result;

namespace {

const QString kLocal = QStringLiteral("local");

QByteArrayList lines(const QByteArray &text)
{
    return text.trimmed().split('\n');
}

} // namespace

class RestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_fixture.reset(); }
    void init();

    void equalInEveryForm_data();
    void equalInEveryForm();
    void keepsWhatTheDatabaseIs();
    void undoAndUndoOfUndo();
    void endsOtherSessions();
    void harmlessAndHarmfulFailures();
    void missingRoles();
    void ownBackup();
    void damagedBytes();
    void newerThanAnyProgram();
    void changedSincePlanned();
    void into();
    void cancelled();
    void overtakenByAnother();
    void inPlace_data();
    void inPlace();
    void inPlaceFailureChangesNothing();
    void withoutRights();
    void refusesOnProduction();
    void dropsOld();

private:
    void fill(const QString &database);
    PlannedOperationPtr plan(RestoreRequest request, const QString &stage = kLocal);
    Report run(operations::PlannedOperation &operation, const Order &order);
    Report restore(const RestoreRequest &request);
    Order order() const
    {
        Order order = m_fixture->order();
        order.consent.typedName = kLocal;
        order.safetyCopy = backup::safetyCopy();
        return order;
    }
    QString path(const QString &name) const { return m_fixture->path(name); }
    QString dump(const QStringList &options, const QString &name = QStringLiteral("a.dump"));
    QByteArray ask(const QByteArray &sql, const QString &database = QStringLiteral("postgres"))
    {
        return m_fixture->cluster().psql(database, sql).trimmed();
    }
    QByteArray text(const QString &database = kLocal)
    {
        return dumpText(m_fixture->cluster(), database);
    }
    /// Nothing half made is left, and no note of it.
    bool isTidy()
    {
        return ask("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_restore\\_%'") ==
                   "0" &&
               backup::RestoreMark::all().isEmpty();
    }

    /// What the run has put aside, as the server has it.
    std::optional<backup::KeptDatabase> keptBy(const QString &run)
    {
        postgres::Connection connection = m_fixture->connect();
        for (const backup::KeptDatabase &kept : backup::keptDatabases(connection)) {
            if (kept.run == run)
                return kept;
        }
        return std::nullopt;
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void RestoreTest::initTestCase()
{
    m_fixture = std::make_unique<OperationsFixture>();
}

void RestoreTest::init()
{
    for (const QByteArray &name :
         lines(ask("SELECT quote_ident(datname) FROM pg_database "
                   "WHERE datname NOT IN ('postgres') AND NOT datistemplate")))
        ask("DROP DATABASE IF EXISTS " + (name.isEmpty() ? QByteArray("none") : name) +
            " WITH (FORCE)");
    m_fixture->reset();
}

void RestoreTest::fill(const QString &database)
{
    m_fixture->cluster().psql(database, kRichContent);
}

QString RestoreTest::dump(const QStringList &options, const QString &name)
{
    dumpInto(m_fixture->cluster(), kLocal, path(name), options);
    return path(name);
}

PlannedOperationPtr RestoreTest::plan(RestoreRequest request, const QString &stage)
{
    OperationContext context = m_fixture->context(stage);
    postgres::Connection connection = context.connect();
    stages::Stage named;
    named.name = stage;
    request.target = operations::planTarget(named, connection);
    return planRestore(request, connection, context);
}

Report RestoreTest::run(operations::PlannedOperation &operation, const Order &order)
{
    OperationContext context = m_fixture->context();
    Report report = execute(operation, order, context);
    if (m_fixture->auditRows() < 0)
        qFatal("the audit is broken");
    return report;
}

Report RestoreTest::restore(const RestoreRequest &request)
{
    return run(*plan(request), order());
}

void RestoreTest::equalInEveryForm_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("jobs");
    QTest::addColumn<QString>("packer");
    const auto row = [](const char *name, const QStringList &options, int jobs,
                        const QString &packer = {}) {
        QTest::newRow(name) << options << jobs << packer;
    };
    row("custom", {QStringLiteral("-Fc")}, 1);
    row("custom, two jobs", {QStringLiteral("-Fc")}, 2);
    row("directory", {QStringLiteral("-Fd")}, 2);
    row("tar", {QStringLiteral("-Ft")}, 2);
    row("plain", {QStringLiteral("-Fp")}, 1);
    row("gzip", {QStringLiteral("-Fp"), QStringLiteral("-Z5")}, 1);
    row("zstd", {QStringLiteral("-Fp")}, 1, QStringLiteral("zstd"));
    row("inserts", {QStringLiteral("-Fp"), QStringLiteral("--inserts")}, 1);
}

void RestoreTest::equalInEveryForm()
{
    QFETCH(QStringList, options);
    QFETCH(int, jobs);
    QFETCH(QString, packer);
    fill(kLocal);
    const QByteArray before = text();
    RestoreRequest request;
    request.file = dump(options);
    request.jobs = jobs;
    if (!packer.isEmpty()) {
        QVERIFY(runProgram(path({}), packer,
                           {QStringLiteral("-q"), QStringLiteral("--rm"), request.file})
                    .fine);
        request.file += QStringLiteral(".zst");
    }
    ask("DROP TABLE left_side, right_side CASCADE; UPDATE tree SET parent = 1; CREATE TABLE new "
        "();",
        kLocal);
    const QByteArray changed = text();
    QVERIFY(changed != before);
    const auto planned = plan(request);
    QCOMPARE(planned->plan().steps.size(), size_t(4));
    QVERIFY(!planned->plan().loses.isEmpty());
    const Report report = run(*planned, order());
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(report.steps.size(), size_t(4));
    QVERIFY(text() == before);
    const auto kept = keptBy(report.run);
    QVERIFY(kept);
    QVERIFY(kept->name.startsWith(QStringLiteral("local_before_2")));
    QVERIFY(text(kept->name) == changed);
    QVERIFY(isTidy());
}

void RestoreTest::keepsWhatTheDatabaseIs()
{
    ask("DO $$ BEGIN CREATE ROLE keeper; CREATE ROLE reader; EXCEPTION WHEN OTHERS THEN END $$");
    ask("ALTER DATABASE local OWNER TO keeper; ALTER DATABASE local CONNECTION LIMIT 17;"
        "ALTER DATABASE local SET search_path = 'odd \"path', public;"
        "ALTER DATABASE local SET work_mem = '7MB'; ALTER DATABASE local SET app.x = E'a\\'b\\\\c';"
        "ALTER ROLE reader IN DATABASE local SET statement_timeout = '7s';"
        "REVOKE ALL ON DATABASE local FROM PUBLIC; GRANT CONNECT ON DATABASE local TO reader "
        "WITH GRANT OPTION; COMMENT ON DATABASE local IS E'it''s \\\\ ours'");
    const QByteArray question =
        "SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datconnlimit, "
        "datallowconn,"
        " datistemplate, dattablespace, datacl::text, shobj_description(d.oid, 'pg_database'),"
        " (SELECT string_agg(setrole::text || setconfig::text, '|' ORDER BY setrole)"
        "  FROM pg_db_role_setting WHERE setdatabase = d.oid)"
        " FROM pg_database d WHERE datname = 'local'";
    const QByteArray before = ask(question);
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    const Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(ask(question), before);
    const Report undone = run(
        *[&] {
            postgres::Connection connection = m_fixture->connect();
            return backup::planSwapBack(m_fixture->record(report),
                                        operations::planTarget(connection), connection);
        }(),
        order());
    QVERIFY2(undone.outcome == Result::Succeeded, told(undone).constData());
    QCOMPARE(ask(question), before);
}

void RestoreTest::undoAndUndoOfUndo()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    ask("UPDATE items SET value = 'later'", kLocal);
    const QByteArray later = text();
    Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    const QByteArray restored = text();
    QVERIFY(restored != later);
    for (const QByteArray &expected : {later, restored, later}) {
        postgres::Connection connection = m_fixture->connect();
        const auto back = backup::planSwapBack(m_fixture->record(report),
                                               operations::planTarget(connection), connection);
        Order order = this->order();
        order.undoes = report.run;
        // A second way back of the same run would be one too many.
        const QString last = report.run;
        report = run(*back, order);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QVERIFY(text() == expected);
        QCOMPARE(RunLog().run(last)->undoneBy, report.run);
        QVERIFY(isTidy());
    }
}

void RestoreTest::endsOtherSessions()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    postgres::Connection idle = m_fixture->connect();
    idle.execScript("BEGIN; UPDATE items SET value = 'never'");
    const auto planned = plan(request);
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("postgres")));
    // Programs that connect again and again, as pools do.
    std::atomic<int> connected = 0;
    std::atomic<bool> failedOddly = false;
    std::vector<std::jthread> pool;
    for (int i = 0; i < 3; ++i) {
        pool.emplace_back([&](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                try {
                    postgres::Connection connection = m_fixture->connect();
                    ++connected;
                    for (int k = 0; k < 20 && !stop.stop_requested(); ++k)
                        connection.exec(QStringLiteral("SELECT count(*) FROM items"));
                } catch (const Error &error) {
                    // Ended, or kept out for the moment: both are what is expected.
                    const QStringList expected{QStringLiteral("57P01"), QStringLiteral("3D000"),
                                               QStringLiteral("55006"), QStringLiteral("08006")};
                    if (!expected.contains(error.sqlState()) && !error.sqlState().isEmpty())
                        failedOddly = true;
                }
            }
        });
    }
    QTRY_VERIFY_WITH_TIMEOUT(connected > 3, 60000);
    const Report report = run(*planned, order());
    const int then = connected;
    QTRY_VERIFY_WITH_TIMEOUT(connected > then + 3, 60000);
    for (std::jthread &thread : pool)
        thread.request_stop();
    pool.clear();
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(!failedOddly);
    QVERIFY_THROWS_EXCEPTION(Error, idle.exec(QStringLiteral("SELECT 1")));
    QCOMPARE(ask("SELECT count(*) FROM items WHERE value = 'never'", kLocal), QByteArray("0"));
}

void RestoreTest::harmlessAndHarmfulFailures()
{
    // A schema of its own for public: the dump then creates it, which is there already.
    ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMENT ON SCHEMA public IS 'mine';"
        "ALTER SCHEMA public OWNER TO postgres; CREATE TABLE public.a AS SELECT 1 AS x",
        kLocal);
    RestoreRequest request;
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        request.file = dump({form}, QStringLiteral("public") + form);
        const Report report = restore(request);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    }
    // A server without the extension's files: the dump is read by pg_restore, and fails there.
    ask("CREATE FUNCTION checks(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';"
        "CREATE TABLE checked (x int CHECK (checks(x))); INSERT INTO checked VALUES (1);"
        "CREATE OR REPLACE FUNCTION checks(int) RETURNS bool LANGUAGE sql IMMUTABLE AS "
        "'SELECT false'",
        kLocal);
    const QByteArray before = text();
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        request.file = dump({form}, QStringLiteral("failing") + form);
        const Report failed = restore(request);
        QVERIFY2(failed.outcome == Result::Failed, told(failed).constData());
        QVERIFY2(told(failed).contains("checked"), told(failed).constData());
        QVERIFY(text() == before);
        QVERIFY(isTidy());
    }
}

void RestoreTest::missingRoles()
{
    ask("CREATE ROLE passing; CREATE ROLE guest");
    ask("CREATE TABLE theirs (x int); ALTER TABLE theirs OWNER TO passing; "
        "GRANT SELECT ON theirs TO guest; INSERT INTO theirs VALUES (1)",
        kLocal);
    QStringList files;
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")})
        files << dump({form}, QStringLiteral("roles") + form);
    ask("DROP OWNED BY passing; DROP OWNED BY guest", kLocal);
    ask("DROP ROLE passing; DROP ROLE guest");
    for (const QString &file : files) {
        RestoreRequest request;
        request.file = file;
        try {
            const Report report = restore(request);
            QVERIFY2(report.outcome == Result::Failed, told(report).constData());
            QVERIFY2(told(report).contains("--no-owner"), told(report).constData());
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Refused);
            QVERIFY(error.message().contains(QStringLiteral("passing")));
        }
        request.noOwner = true;
        const Report report = restore(request);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(ask("SELECT count(*) FROM theirs", kLocal), QByteArray("1"));
    }
}

/// With a manifest: rows are counted, and any byte that has changed is found before the swap.
void RestoreTest::ownBackup()
{
    fill(kLocal);
    const QByteArray before = text();
    RestoreRequest request;
    request.file = path(QStringLiteral("own.dump"));
    backup::DumpRequest wanted;
    wanted.output = request.file;
    const Report made = backUp(*m_fixture, wanted);
    QVERIFY2(made.outcome == Result::Succeeded, told(made).constData());
    ask("DELETE FROM items; UPDATE tree SET parent = 1", kLocal);
    const QByteArray changed = text();
    const Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY2(report.notes.join(u' ').contains(QStringLiteral("the rows that it must have")),
             told(report).constData());
    QVERIFY(text() == before);
    ask("DELETE FROM items; UPDATE tree SET parent = 1", kLocal);
    QVERIFY(text() == changed);

    auto manifest = backup::Manifest::read(request.file).value();
    QVERIFY(!told(report).contains("Its schema"));
    RestoreRequest other = request;
    other.into = QStringLiteral("other_schema");
    const QString schema = std::exchange(manifest.schemaSha256, QString(64, u'0'));
    manifest.write(request.file);
    const Report differing = restore(other);
    QVERIFY2(differing.outcome == Result::Succeeded, told(differing).constData());
    QVERIFY2(told(differing).contains("Its schema is not the one"), told(differing).constData());
    manifest.schemaSha256 = schema;
    manifest.tables.front().rows += 1;
    manifest.write(request.file);
    const Report miscounted = restore(request);
    QVERIFY2(miscounted.outcome == Result::Failed, told(miscounted).constData());
    QVERIFY(text() == changed);
    manifest.tables.front().rows -= 1;
    manifest.files.front().sha256.replace(0, 4, QStringLiteral("0000"));
    manifest.write(request.file);
    const Report altered = restore(request);
    QVERIFY2(altered.outcome == Result::Failed, told(altered).constData());
    QVERIFY2(told(altered).contains("is damaged"), told(altered).constData());
    QVERIFY(text() == changed);
    request.way = RestoreWay::InPlace;
    QVERIFY(restore(request).outcome == Result::Failed);
    QVERIFY(text() == changed);
    QVERIFY(isTidy());
}

/// A byte anywhere: found while it is looked at or restored, or of no weight; never half of it.
void RestoreTest::damagedBytes()
{
    ask("INSERT INTO items SELECT g, md5(g::text) FROM generate_series(101, 3000) g", kLocal);
    const QByteArray before = text();
    const QString file = dump({QStringLiteral("-Fc")});
    ask("DELETE FROM items", kLocal);
    const QByteArray changed = text();
    QFile whole(file);
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    for (int i = 1; i < 10; ++i) {
        QByteArray damaged = bytes;
        const qsizetype at = bytes.size() * i / 10;
        damaged[at] = char(damaged[at] ^ 0x55);
        const QString name = path(QStringLiteral("damaged.dump"));
        QFile out(name);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(damaged);
        out.close();
        RestoreRequest request;
        request.file = name;
        bool replaced = false;
        try {
            replaced = restore(request).outcome == Result::Succeeded;
        } catch (const Error &) {
        }
        QVERIFY2(text() == (replaced ? before : changed), qPrintable(QString::number(at)));
        QVERIFY(isTidy());
        if (replaced)
            ask("DELETE FROM items", kLocal);
    }
}

void RestoreTest::newerThanAnyProgram()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    QFile file(request.file);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    // Of server and program, as texts in the header.
    OperationContext context;
    const QByteArray version = backup::inspectArchive(request.file, context).dumpVersion.toUtf8();
    QVERIFY(bytes.left(400).contains(version));
    bytes.replace(version, "98" + version.mid(2));
    file.seek(0);
    file.write(bytes);
    file.close();
    try {
        plan(request);
        QFAIL("nothing was thrown");
    } catch (const Error &error) {
        QVERIFY2(error.message().contains(QStringLiteral("pg_dump 98")), error.what());
        QVERIFY(error.hint().contains(QStringLiteral("postgresql-client-98")));
    }
}

void RestoreTest::changedSincePlanned()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    const auto planned = plan(request);
    QFile file(request.file);
    QVERIFY(file.open(QIODevice::Append));
    file.write("x");
    file.close();
    const Report report = run(*planned, order());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY(isTidy());
}

void RestoreTest::into()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    request.into = QStringLiteral("a \"copy\" 🌲");
    const QByteArray before = text();
    const Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(text() == before);
    QCOMPARE(ask("SELECT count(*) FROM items", request.into), QByteArray("100"));
    QVERIFY(!keptBy(report.run));
    QVERIFY(isTidy());
    QVERIFY_THROWS_EXCEPTION(Error, plan(request));
}

void RestoreTest::cancelled()
{
    ask("CREATE TABLE big AS SELECT g, repeat(md5(g::text), 20) AS t FROM generate_series(1, "
        "60000) g",
        kLocal);
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        RestoreRequest request;
        request.file = dump({form}, QStringLiteral("big") + form);
        const QByteArray before = ask("SELECT oid FROM pg_database WHERE datname = 'local'");
        const auto planned = plan(request);
        OperationContext context = m_fixture->context();
        std::stop_source source;
        context.stop = source.get_token();
        context.connect = [this, stop = context.stop] {
            return postgres::Connection::open(m_fixture->cluster().info(kLocal), stop);
        };
        testing::followSteps(*context.progress, [&](const QString &step) {
            if (step.startsWith(QStringLiteral("Restoring")))
                source.request_stop();
        });
        const Report report = execute(*planned, order(), context);
        QVERIFY2(report.outcome == Result::Cancelled, told(report).constData());
        QCOMPARE(ask("SELECT oid FROM pg_database WHERE datname = 'local'"), before);
        QVERIFY(isTidy());
    }
}

/// Two do it at once: the later one says so, instead of the session that the first has ended.
void RestoreTest::overtakenByAnother()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")}, QStringLiteral("twice"));
    const auto slow = plan(request);
    const auto quick = plan(request);
    std::optional<Report> first;
    OperationContext context = m_fixture->context();
    testing::followSteps(*context.progress, [&](const QString &step) {
        if (!first && step.startsWith(QStringLiteral("Restoring"))) {
            OperationContext other = m_fixture->context();
            first.emplace(execute(*quick, order(), other));
        }
    });
    const Report report = execute(*slow, order(), context);
    QVERIFY2(first && first->outcome == Result::Succeeded, told(*first).constData());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY2(report.error->message().contains(QStringLiteral("another restore or reset")),
             told(report).constData());
    QCOMPARE(ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'local\\_restore%'"),
             QByteArray("0"));
}

void RestoreTest::inPlace_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("custom") << QStringList{QStringLiteral("-Fc")};
    QTest::newRow("directory") << QStringList{QStringLiteral("-Fd")};
    QTest::newRow("script") << QStringList{QStringLiteral("-Fp")};
    QTest::newRow("clean script") << QStringList{QStringLiteral("-Fp"), QStringLiteral("--clean"),
                                                 QStringLiteral("--if-exists")};
}

void RestoreTest::inPlace()
{
    QFETCH(QStringList, options);
    fill(kLocal);
    const QByteArray before = text();
    RestoreRequest request;
    request.file = dump(options);
    request.way = RestoreWay::InPlace;
    ask("UPDATE tree SET parent = 1; SELECT lo_unlink(70001); DELETE FROM items", kLocal);
    const QByteArray oid = ask("SELECT oid FROM pg_database WHERE datname = 'local'");
    const Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QCOMPARE(ask("SELECT oid FROM pg_database WHERE datname = 'local'"), oid);
    QVERIFY(text() == before);
    // The backup that came first is the way back.
    const auto kept = journal::Journal::open(m_fixture->record(report).journal, false).kept();
    QCOMPARE(std::ranges::count(kept, QStringLiteral("backup"), &journal::Kept::kind), 1);
    QCOMPARE(std::ranges::count(kept, backup::kInPlace, &journal::Kept::kind), 1);
}

void RestoreTest::inPlaceFailureChangesNothing()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    request.way = RestoreWay::InPlace;
    // What depends on a table of the dump, and is none of it, from after the plan was made.
    const auto planned = plan(request);
    ask("CREATE VIEW later AS SELECT * FROM items; UPDATE items SET value = 'later'", kLocal);
    const QByteArray before = text();
    const Report report = run(*planned, order());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY2(told(report).contains("view public.later"), told(report).constData());
    QVERIFY(text() == before);
    // A script that does not say what it makes.
    QFile script(dump({QStringLiteral("-Fp")}, QStringLiteral("plain.sql")));
    QVERIFY(script.open(QIODevice::ReadWrite));
    const QByteArray bare = script.readAll().replace("-- Name: ", "-- ");
    script.resize(0);
    script.write(bare);
    script.close();
    request.file = script.fileName();
    QVERIFY_THROWS_EXCEPTION(Error, plan(request));
}

/// A role that may not create databases, as managed servers give it.
void RestoreTest::withoutRights()
{
    ask("DO $$ BEGIN CREATE ROLE weak LOGIN; EXCEPTION WHEN OTHERS THEN END $$;"
        "ALTER DATABASE local OWNER TO weak");
    ask("ALTER TABLE items OWNER TO weak; GRANT ALL ON SCHEMA public TO weak", kLocal);
    const QByteArray before = text();
    RestoreRequest request;
    request.file = dump(
        {QStringLiteral("-Fc"), QStringLiteral("--no-owner"), QStringLiteral("--table=items")});
    ask("DELETE FROM items", kLocal);
    OperationContext context = m_fixture->context();
    context.connect = [this] {
        postgres::ConnectionInfo info = m_fixture->cluster().info(kLocal);
        info.setValue(QStringLiteral("user"), QStringLiteral("weak"));
        return postgres::Connection::open(info);
    };
    postgres::Connection connection = context.connect();
    request.noOwner = true;
    request.target = operations::planTarget(connection);
    const auto planned = planRestore(request, connection, context);
    QCOMPARE(planned->plan().request.value(QStringLiteral("way")).toString(),
             QStringLiteral("in place"));
    QVERIFY(planned->plan().remarks.join(u' ').contains(QStringLiteral("may not create")));
    request.way = RestoreWay::Beside;
    QVERIFY_THROWS_EXCEPTION(Error, planRestore(request, connection, context));
    // The role is not told which server it is: the stage's own record is another matter.
    Order order = this->order();
    const Report report = execute(*planned, order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(text() == before);
}

void RestoreTest::refusesOnProduction()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    const QString production = QStringLiteral("production");
    OperationContext context = m_fixture->context(production);
    const auto planned = plan(request, production);
    Order order = m_fixture->order(production);
    order.consent.typedName = production;
    QVERIFY(execute(*planned, order, context).outcome == Result::Refused);
    order.consent.caller = stages::Caller::Pipeline;
    order.consent.typedName.clear();
    QVERIFY(execute(*plan(request, production), order, context).outcome == Result::Refused);
    order.consent.typedName = production;
    const Report report = execute(*plan(request, production), order, context);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY(QFile::exists(path(QStringLiteral("project/arborist.lock"))));
}

void RestoreTest::dropsOld()
{
    RestoreRequest request;
    request.file = dump({QStringLiteral("-Fc")});
    const Report report = restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    const RunRecord record = m_fixture->record(report);
    const auto kept = keptBy(record.id);
    QVERIFY(kept);
    postgres::Connection connection = m_fixture->connect();
    const auto planned = backup::planDropKept(backup::keptDatabases(connection),
                                              operations::planTarget(connection), connection);
    QCOMPARE(planned->plan().steps.size(), size_t(1));
    QCOMPARE(backup::keptDatabases(connection).front().name, kept->name);
    QCOMPARE(backup::keptDatabases(connection).front().run, record.id);
    const Report dropped = run(*planned, order());
    QVERIFY2(dropped.outcome == Result::Succeeded, told(dropped).constData());
    QCOMPARE(ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'local\\_before%'"),
             QByteArray("0"));
    QVERIFY(
        !backup::planDropKept({*kept}, operations::planTarget(connection), connection)->hasWork());
    QVERIFY_THROWS_EXCEPTION(
        Error, backup::planSwapBack(record, operations::planTarget(connection), connection));
}

QTEST_GUILESS_MAIN(RestoreTest)
#include "restore_test.moc"
