// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/archive.h"
#include "services/backup/plain_script.h"
#include "services/core/error.h"
#include "tests/support/run_program.h"
#include "tests/support/test_cluster.h"
#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

namespace arborist {

using backup::Archive;
using backup::ArchiveForm;
using backup::PlainScript;

namespace {

const char *const kContent = R"(
CREATE TABLE items (id int PRIMARY KEY, value text, raw bytea);
INSERT INTO items SELECT g, 'row ' || g || E'\t\\ \n', decode(md5(g::text), 'hex')
    FROM generate_series(1, 20000) g;
CREATE TABLE "odd ""name"" 🌲" (id int, t text);
INSERT INTO "odd ""name"" 🌲" VALUES (1, E'\\.'), (2, ';'), (3, NULL);
CREATE TABLE none (id int);
CREATE FUNCTION sum_of(a int, b int) RETURNS int LANGUAGE sql
    BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN a + b ELSE b END; SELECT a + b; END;
CREATE FUNCTION body() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN '\connect; '; END; $f$;
CREATE RULE two AS ON INSERT TO none DO ALSO (SELECT 1; SELECT 2);
COMMENT ON TABLE items IS E'it''s; a -- "comment" \\ with $$ and /*';
SELECT lo_create(7001);
SELECT lo_put(7001, 0, repeat('x', 50000)::bytea);
)";

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allForms_data();
    void allForms();
    void cutFiles_data();
    void cutFiles();
    void foreignFiles_data();
    void foreignFiles();
    void missingMember();
    void damagedHeaders();
    void statements();
    void splitsInAnyPieces();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void dump(const QStringList &arguments, const QString &name) const;
    QString write(const QString &name, const QByteArray &content) const;
    static Archive look(const QString &path)
    {
        OperationContext context;
        return backup::inspectArchive(path, context);
    }
    static QString refusal(const QString &path)
    {
        try {
            look(path);
        } catch (const Error &error) {
            return error.message();
        }
        return {};
    }

    std::unique_ptr<TestCluster> m_cluster;
    QTemporaryDir m_folder;
};

void ArchiveTest::initTestCase()
{
    m_cluster = std::make_unique<TestCluster>();
    m_cluster->createDatabase(QStringLiteral("source"));
    m_cluster->psql(QStringLiteral("source"), kContent);
    dump({QStringLiteral("-Fc")}, QStringLiteral("a.dump"));
    dump({QStringLiteral("-Fc"), QStringLiteral("-Z0")}, QStringLiteral("unpacked.dump"));
    dump({QStringLiteral("-Fd")}, QStringLiteral("a.dir"));
    dump({QStringLiteral("-Ft")}, QStringLiteral("a.tar"));
    dump({QStringLiteral("-Fp")}, QStringLiteral("a.sql"));
    dump({QStringLiteral("-Fp"), QStringLiteral("-Z6")}, QStringLiteral("a.sql.gz"));
    runProgram(m_folder.path(), QStringLiteral("zstd"),
               {QStringLiteral("-q"), path(QStringLiteral("a.sql")), QStringLiteral("-o"),
                path(QStringLiteral("a.sql.zst"))});
}

void ArchiveTest::dump(const QStringList &arguments, const QString &name) const
{
    runProgram(m_folder.path(), QStringLiteral("pg_dump"),
               QStringList{QStringLiteral("-h"), m_cluster->socketFolder(), QStringLiteral("-U"),
                           QStringLiteral("postgres"), QStringLiteral("-f"), path(name)} +
                   arguments + QStringList{QStringLiteral("source")});
}

QString ArchiveTest::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

void ArchiveTest::allForms_data()
{
    QTest::addColumn<ArchiveForm>("form");
    QTest::addColumn<bool>("countsRows");
    QTest::newRow("a.dump") << ArchiveForm::Custom << false;
    QTest::newRow("unpacked.dump") << ArchiveForm::Custom << false;
    QTest::newRow("a.dir") << ArchiveForm::Directory << false;
    QTest::newRow("a.tar") << ArchiveForm::Tar << false;
    QTest::newRow("a.sql") << ArchiveForm::Plain << true;
    QTest::newRow("a.sql.gz") << ArchiveForm::Plain << true;
    QTest::newRow("a.sql.zst") << ArchiveForm::Plain << true;
}

void ArchiveTest::allForms()
{
    QFETCH(ArchiveForm, form);
    QFETCH(bool, countsRows);
    const Archive archive = look(path(QString::fromUtf8(QTest::currentDataTag())));
    QCOMPARE(archive.form, form);
    QVERIFY(archive.bytes > 1000);
    QCOMPARE(archive.database, countsRows ? QString() : QStringLiteral("source"));
    QVERIFY(archive.majorOfDump() >= 15);
    QVERIFY(archive.serverVersion.startsWith(QString::number(archive.majorOfDump())));
    QCOMPARE(archive.tables.size(), size_t(3));
    QStringList names;
    for (const backup::ArchiveTable &table : archive.tables) {
        names << table.name;
        if (table.name == u"public.items") {
            QVERIFY2(table.bytes > 20000, qPrintable(QString::number(table.bytes)));
            QCOMPARE(table.rows, countsRows ? 20000 : -1);
        }
    }
    names.sort();
    QCOMPARE(names, (QStringList{QStringLiteral("public.items"), QStringLiteral("public.none"),
                                 QStringLiteral("public.odd \"name\" 🌲")}));
    QVERIFY(archive.makesSchema);
    QVERIFY(!archive.dropsFirst);
    if (!countsRows) {
        QCOMPARE(archive.owners.contains(QStringLiteral("postgres")), true);
        QVERIFY(archive.items > 10);
    }
}

void ArchiveTest::cutFiles_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"a.dump", "unpacked.dump", "a.tar", "a.sql", "a.sql.gz", "a.sql.zst"})
        QTest::newRow(name) << QString::fromUtf8(name);
}

/// At many places, and by one byte.
void ArchiveTest::cutFiles()
{
    QFETCH(QString, name);
    const QByteArray whole = contentOf(path(name));
    QVERIFY(whole.size() > 1000);
    QRandomGenerator random(7);
    std::vector<qint64> lengths{0, 1, 4, 100, whole.size() / 2, whole.size() - 1};
    for (int i = 0; i < 20; ++i)
        lengths.push_back(random.bounded(whole.size()));
    for (const qint64 length : lengths) {
        // The last bytes of a script are of no weight.
        if (name == u"a.sql" && length > whole.size() - 120)
            continue;
        // tar's end is two empty blocks, and more of them to fill up.
        if (name == u"a.tar" && length > whole.size() - 10240)
            continue;
        const QString cut = write(QStringLiteral("cut-") + name, whole.first(length));
        QVERIFY2(!refusal(cut).isEmpty(), qPrintable(QString::number(length)));
    }
    const QString more = write(QStringLiteral("more-") + name, whole + "rest of something");
    if (name.endsWith(QStringLiteral(".dump")) || name.endsWith(QStringLiteral("gz")))
        QVERIFY(!refusal(more).isEmpty());
}

void ArchiveTest::foreignFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("The file is empty.");
    QTest::newRow("html") << QByteArray("<!DOCTYPE html><html>No</html>")
                          << QStringLiteral(
                                 "This is no dump but a web page: the download has failed.");
    QTest::newRow("text") << QByteArray("SELECT 1;\n")
                          << QStringLiteral("This is not a dump of pg_dump.");
    QTest::newRow("zeroes") << QByteArray(5000, '\0')
                            << QStringLiteral("This is not a dump of pg_dump.");
    QTest::newRow("newer") << QByteArray("PGDMP\x01\x2f\x00\x04\x08\x01", 11)
                           << QStringLiteral("The dump was made by a newer pg_dump (format 1.47) "
                                             "than is known here.");
    QTest::newRow("pg_dumpall")
        << QByteArray("--\n-- PostgreSQL database cluster dump\n--\n\nSELECT 1;\n")
        << QStringLiteral("This is a dump of a whole server, made by pg_dumpall.");
    const QByteArray head = "--\n-- PostgreSQL database dump\n--\n\n";
    const QByteArray end = "\n--\n-- PostgreSQL database dump complete\n--\n";
    const QString elsewhere = QStringLiteral(
        "The dump leads to a database of its own choice: it was made with --create.");
    QTest::newRow("create") << head + "CREATE DATABASE x;\n\\connect x\n" + end << elsewhere;
    QTest::newRow("connect") << head + "SELECT 1;\n\\connect x\n" + end << elsewhere;
    QTest::newRow("shell") << head + "SELECT 1 \\! rm\n" + end
                           << QStringLiteral("The script has a command of psql: \\!.");
}

void ArchiveTest::foreignFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, message);
    QCOMPARE(refusal(write(QStringLiteral("foreign"), content)), message);
}

void ArchiveTest::missingMember()
{
    QVERIFY(!refusal(path(QStringLiteral("nowhere"))).isEmpty());
    QVERIFY(!refusal(m_folder.path()).isEmpty());
    QVERIFY(!refusal(path(QStringLiteral("a.dir/toc.dat"))).isEmpty());
    const QString copy = path(QStringLiteral("copy.dir"));
    const QStringList members = QDir(path(QStringLiteral("a.dir"))).entryList(QDir::Files);
    QVERIFY(members.size() > 4);
    for (const QString &missing : members) {
        QDir(copy).removeRecursively();
        QDir().mkpath(copy);
        for (const QString &name : members) {
            if (name != missing)
                QFile::copy(path(QStringLiteral("a.dir/") + name), copy + u'/' + name);
        }
        QVERIFY2(!refusal(copy).isEmpty(), qPrintable(missing));
    }
}

/// Whatever the bytes are: an answer or an Error, in time and in little memory.
void ArchiveTest::damagedHeaders()
{
    const QByteArray whole = contentOf(path(QStringLiteral("a.dump")));
    QRandomGenerator random(11);
    for (int i = 0; i < 300; ++i) {
        QByteArray damaged = whole;
        damaged[random.bounded(6000)] = char(random.bounded(256));
        refusal(write(QStringLiteral("damaged"), damaged));
    }
}

void ArchiveTest::statements()
{
    const QByteArray text = "-- a; b\nSELECT ';', E'\\';', \";\", $a$;$a$, 1$1;\n/* ; /* ; */ */"
                            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);;\n"
                            "\\restrict abc\nCOPY t (a) FROM stdin;\n1\n\\\\.\n\\.\n\nSELECT 2 ;";
    bool given = false;
    PlainScript script([&] { return std::exchange(given, true) ? QByteArray() : text; }, {});
    QCOMPARE(script.next().text, QByteArray("SELECT ';', E'\\';', \";\", $a$;$a$, 1$1"));
    const PlainScript::Piece rule = script.next();
    QCOMPARE(rule.text, QByteArray("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)"));
    QCOMPARE(rule.line, 3);
    const PlainScript::Piece copy = script.next();
    QCOMPARE(copy.kind, PlainScript::Kind::Copy);
    QCOMPARE(copy.line, 5);
    QCOMPARE(script.copyRows(), QByteArray("1\n\\\\.\n"));
    QCOMPARE(script.copyRows(), QByteArray());
    const PlainScript::Piece last = script.next();
    QCOMPARE(last.text, QByteArray("SELECT 2"));
    QCOMPARE(last.line, 10);
    QCOMPARE(script.next().kind, PlainScript::Kind::End);
}

void ArchiveTest::splitsInAnyPieces()
{
    const QByteArray whole = contentOf(path(QStringLiteral("a.sql")));
    const auto digest = [&](qsizetype piece) {
        qsizetype at = 0;
        PlainScript script(
            [&] {
                const QByteArray bytes = whole.mid(at, piece);
                at += bytes.size();
                return bytes;
            },
            {});
        QByteArray all;
        for (PlainScript::Piece each = script.next(); each.kind != PlainScript::Kind::End;
             each = script.next()) {
            all += QByteArray::number(each.line) + ' ' + each.text + '\n';
            if (each.kind != PlainScript::Kind::Copy)
                continue;
            for (QByteArray rows = script.copyRows(); !rows.isEmpty(); rows = script.copyRows())
                all += rows;
        }
        return all;
    };
    const QByteArray once = digest(whole.size());
    QVERIFY(once.contains("BEGIN ATOMIC"));
    for (const qsizetype piece : {1, 2, 3, 7, 100, 4096})
        QVERIFY2(digest(piece) == once, qPrintable(QString::number(piece)));
}

} // namespace arborist

QTEST_GUILESS_MAIN(arborist::ArchiveTest)
#include "archive_test.moc"
