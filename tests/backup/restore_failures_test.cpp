// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/archive.h"
#include "tests/backup/restore_fixture.h"
#include "tests/postgres/error_of.h"
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using backup::RestoreRequest;
using backup::RestoreWay;
using Result = Report::Result;

/// What a restore finds wrong: with the dump, its manifest, the server.
class RestoreFailuresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<RestoreFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void harmlessAndHarmfulFailures();
    void missingRoles();
    void ownBackup();
    void damagedBytes();
    void scriptThatRunsPrograms();
    void rowsWithoutTables();
    void newerThanAnyProgram();
    void changedSincePlanned();

private:
    std::unique_ptr<RestoreFixture> m_fixture;
};

void RestoreFailuresTest::harmlessAndHarmfulFailures()
{
    // A schema of its own for public: the dump then creates it, which is there already.
    m_fixture->ask(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMENT ON SCHEMA public IS 'mine';"
        "ALTER SCHEMA public OWNER TO postgres; CREATE TABLE public.a AS SELECT 1 AS x",
        kLocal);
    RestoreRequest request;
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        request.file = m_fixture->dump({form}, QStringLiteral("public") + form);
        const Report report = m_fixture->restore(request);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    }
    // A server without the extension's files: the dump is read by pg_restore, and fails there.
    m_fixture->ask(
        "CREATE FUNCTION checks(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';"
        "CREATE TABLE checked (x int CHECK (checks(x))); INSERT INTO checked VALUES (1);"
        "CREATE OR REPLACE FUNCTION checks(int) RETURNS bool LANGUAGE sql IMMUTABLE AS "
        "'SELECT false'",
        kLocal);
    const QByteArray before = m_fixture->text();
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        request.file = m_fixture->dump({form}, QStringLiteral("failing") + form);
        const Report failed = m_fixture->restore(request);
        QVERIFY2(failed.outcome == Result::Failed, told(failed).constData());
        QVERIFY2(told(failed).contains("checked"), told(failed).constData());
        QVERIFY(m_fixture->text() == before);
        QVERIFY(m_fixture->isTidy());
    }
}

void RestoreFailuresTest::missingRoles()
{
    m_fixture->ask("CREATE ROLE passing; CREATE ROLE guest");
    m_fixture->ask("CREATE TABLE theirs (x int); ALTER TABLE theirs OWNER TO passing; "
                   "GRANT SELECT ON theirs TO guest; INSERT INTO theirs VALUES (1)",
                   kLocal);
    QStringList files;
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")})
        files << m_fixture->dump({form}, QStringLiteral("roles") + form);
    m_fixture->ask("DROP OWNED BY passing; DROP OWNED BY guest", kLocal);
    m_fixture->ask("DROP ROLE passing; DROP ROLE guest");
    for (const QString &file : files) {
        RestoreRequest request;
        request.file = file;
        try {
            const Report report = m_fixture->restore(request);
            QVERIFY2(report.outcome == Result::Failed, told(report).constData());
            QVERIFY2(told(report).contains("--no-owner"), told(report).constData());
        } catch (const Error &error) {
            QVERIFY(error.kind() == ErrorKind::Refused);
            QVERIFY(error.message().contains(QStringLiteral("passing")));
        }
        request.noOwner = true;
        const Report report = m_fixture->restore(request);
        QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
        QCOMPARE(m_fixture->ask("SELECT count(*) FROM theirs", kLocal), QByteArray("1"));
    }
}

/// With a manifest: rows are counted, and any byte that has changed is found before the swap.
void RestoreFailuresTest::ownBackup()
{
    m_fixture->fill(kLocal);
    const QByteArray before = m_fixture->text();
    RestoreRequest request;
    request.file = m_fixture->path(QStringLiteral("own.dump"));
    backup::DumpRequest wanted;
    wanted.output = request.file;
    const Report made = backUp(**m_fixture, wanted);
    QVERIFY2(made.outcome == Result::Succeeded, told(made).constData());
    m_fixture->ask("DELETE FROM items; UPDATE tree SET parent = 1", kLocal);
    const QByteArray changed = m_fixture->text();
    const Report report = m_fixture->restore(request);
    QVERIFY2(report.outcome == Result::Succeeded, told(report).constData());
    QVERIFY2(report.notes.join(u' ').contains(QStringLiteral("the rows that it must have")),
             told(report).constData());
    QVERIFY(m_fixture->text() == before);
    m_fixture->ask("DELETE FROM items; UPDATE tree SET parent = 1", kLocal);
    QVERIFY(m_fixture->text() == changed);

    auto manifest = backup::Manifest::read(request.file).value();
    QVERIFY(!told(report).contains("Its schema"));
    RestoreRequest other = request;
    other.into = QStringLiteral("other_schema");
    const QString schema = std::exchange(manifest.schemaSha256, QString(64, u'0'));
    manifest.write(request.file);
    const Report differing = m_fixture->restore(other);
    QVERIFY2(differing.outcome == Result::Succeeded, told(differing).constData());
    QVERIFY2(told(differing).contains("Its schema is not the one"), told(differing).constData());
    manifest.schemaSha256 = schema;
    manifest.tables.front().rows += 1;
    manifest.write(request.file);
    const Report miscounted = m_fixture->restore(request);
    QVERIFY2(miscounted.outcome == Result::Failed, told(miscounted).constData());
    QVERIFY(m_fixture->text() == changed);
    manifest.tables.front().rows -= 1;
    manifest.files.front().sha256.replace(0, 4, QStringLiteral("0000"));
    manifest.write(request.file);
    const Report altered = m_fixture->restore(request);
    QVERIFY2(altered.outcome == Result::Failed, told(altered).constData());
    QVERIFY2(told(altered).contains("is damaged"), told(altered).constData());
    QVERIFY(m_fixture->text() == changed);
    request.way = RestoreWay::InPlace;
    QVERIFY(m_fixture->restore(request).outcome == Result::Failed);
    QVERIFY(m_fixture->text() == changed);
    QVERIFY(m_fixture->isTidy());
}

/// A byte anywhere: found while it is looked at or restored, or of no weight; never half of it.
void RestoreFailuresTest::damagedBytes()
{
    m_fixture->ask("INSERT INTO items SELECT g, md5(g::text) FROM generate_series(101, 3000) g",
                   kLocal);
    const QByteArray before = m_fixture->text();
    const QString file = m_fixture->dump({QStringLiteral("-Fc")});
    m_fixture->ask("DELETE FROM items", kLocal);
    const QByteArray changed = m_fixture->text();
    QFile whole(file);
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    for (int i = 1; i < 10; ++i) {
        QByteArray damaged = bytes;
        const qsizetype at = bytes.size() * i / 10;
        damaged[at] = char(damaged[at] ^ 0x55);
        const QString name = m_fixture->path(QStringLiteral("damaged.dump"));
        QFile out(name);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(damaged);
        out.close();
        RestoreRequest request;
        request.file = name;
        bool replaced = false;
        try {
            replaced = m_fixture->restore(request).outcome == Result::Succeeded;
        } catch (const Error &) {
        }
        QVERIFY2(m_fixture->text() == (replaced ? before : changed),
                 qPrintable(QString::number(at)));
        QVERIFY(m_fixture->isTidy());
        if (replaced)
            m_fixture->ask("DELETE FROM items", kLocal);
    }
}

/// COPY to a program runs as the server's account: no dump has it.
void RestoreFailuresTest::scriptThatRunsPrograms()
{
    const QByteArray before = m_fixture->text();
    for (const QByteArray &statement :
         {QByteArray("COPY items TO PROGRAM 'cat > /tmp/arborist_never';"),
          QByteArray("copy items FROM '/etc/passwd';"),
          QByteArray("-- x\n  Copy\titems to '/x';")}) {
        RestoreRequest request;
        request.file = m_fixture->dump({QStringLiteral("-Fp")}, QStringLiteral("program.sql"));
        QFile script(request.file);
        QVERIFY(script.open(QIODevice::Append));
        script.write(statement + '\n');
        script.close();
        const Error error = errorOf([&] { m_fixture->plan(request); });
        QVERIFY2(error.kind() == ErrorKind::Refused, error.what());
        QVERIFY2(error.message().contains(QStringLiteral("COPY")), error.what());
    }
    QVERIFY(m_fixture->text() == before);
}

void RestoreFailuresTest::rowsWithoutTables()
{
    for (const QString &form : {QStringLiteral("-Fc"), QStringLiteral("-Fp")}) {
        for (const QString &rows : {QStringLiteral("--no-comments"), QStringLiteral("--inserts")}) {
            RestoreRequest request;
            request.file = m_fixture->dump({form, QStringLiteral("--data-only"), rows});
            const Error error = errorOf([&] { m_fixture->plan(request); });
            QVERIFY2(error.message().contains(QStringLiteral("holds rows only")), error.what());
        }
    }
}

void RestoreFailuresTest::newerThanAnyProgram()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
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
        m_fixture->plan(request);
        QFAIL("nothing was thrown");
    } catch (const Error &error) {
        QVERIFY2(error.message().contains(QStringLiteral("pg_dump 98")), error.what());
        QVERIFY(error.hint().contains(QStringLiteral("postgresql-client-98")));
    }
}

void RestoreFailuresTest::changedSincePlanned()
{
    RestoreRequest request;
    request.file = m_fixture->dump({QStringLiteral("-Fc")});
    const auto planned = m_fixture->plan(request);
    QFile file(request.file);
    QVERIFY(file.open(QIODevice::Append));
    file.write("x");
    file.close();
    const Report report = m_fixture->run(*planned, m_fixture->order());
    QVERIFY2(report.outcome == Result::Refused, told(report).constData());
    QVERIFY(m_fixture->isTidy());
}

QTEST_GUILESS_MAIN(RestoreFailuresTest)
#include "restore_failures_test.moc"
