// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_journal.h"
#include "services/migrations/files/drizzle_script.h"
#include "services/migrations/files/file_text.h"
#include "tests/migrations/project.h"
#include <QTest>
#include <sys/stat.h>

using namespace arborist;
using namespace arborist::migrations;

/// Folders of drizzle-kit up to 0.31.
class DrizzleFilesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDemoProjectIsFound();
    void theSamplesHaveTheirHashes();
    void breakpointsSplitExactly();
    void bytesAreReplacedAsNodeDoes_data();
    void bytesAreReplacedAsNodeDoes();
    void textStaysAsItIs_data();
    void textStaysAsItIs();
    void downFilesAreBeside();
    void foldersAreChecked_data();
    void foldersAreChecked();
    void conflictsShowBothSides();
    void brokenJournalsGiveWhatTheyHave_data();
    void brokenJournalsGiveWhatTheyHave();
    void strangeNamesAreRead();
    void strangeFilesAreRefused();
    void manyEntriesAreRead();
};

void DrizzleFilesTest::theDemoProjectIsFound()
{
    const auto sets =
        readSets(stages::Workspace::open(QFINDTESTDATA("../../resources/demo/acme-tracker")));
    QCOMPARE(sets.size(), 1U);
    const MigrationSet &set = sets.front();
    QCOMPARE(toKey(set.tool), QStringLiteral("drizzle"));
    QCOMPARE(set.shown, QStringLiteral("drizzle"));
    QCOMPARE(set.ledger,
             (LedgerName{QStringLiteral("drizzle"), QStringLiteral("__drizzle_migrations")}));
    QCOMPARE(set.migrations.size(), 16U);
    QCOMPARE(set.migrations.front().name, QStringLiteral("0000_init"));
    QCOMPARE(set.migrations.front().order, 1768210864831);
    QCOMPARE(codes(set.problems), QStringList());
}

void DrizzleFilesTest::theSamplesHaveTheirHashes()
{
    const QString samples = QStringLiteral("/work/shared/samples/drizzle");
    if (!QFileInfo::exists(samples))
        QSKIP("The samples of drizzle-kit are not at hand.");
    MigrationSet set;
    set.tool = Tool::Drizzle;
    set.folder = samples + QStringLiteral("/stable/drizzle");
    set = readSet(set);
    QCOMPARE(set.migrations.size(), 3U);
    const std::pair<const char *, qint64> rows[]{
        {"4a6e003d50a563b7d005088cd5ee3b9d6b303ba707b9df035209d7b83b00eaf4", 1795219685639},
        {"090d2a8cbfb052a4b958e7214e7f2c4a4f06e215058b93362d2180a5d860842b", 1795221831488},
        {"978cba186011f38b54bdb0165142d3ec2243a3eb92e9735c28972aee25895414", 1795221831886}};
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(set.migrations[i].hash, QString::fromLatin1(rows[i].first));
        QCOMPARE(set.migrations[i].order, rows[i].second);
    }
    QCOMPARE(codes(set.problems), QStringList());
}

void DrizzleFilesTest::breakpointsSplitExactly()
{
    const auto pieces =
        splitAtBreakpoints("a;\n--> statement-breakpoint\n'--> statement-breakpoint'");
    QCOMPARE(pieces.size(), 3U);
    QCOMPARE(pieces[0].sql, QByteArray("a;\n"));
    QCOMPARE(pieces[1].sql, QByteArray("\n'"));
    QCOMPARE(pieces[1].offset, 27);
    QCOMPARE(pieces[1].line, 2);
    QCOMPARE(pieces[2].sql, QByteArray("'"));
    QCOMPARE(pieces[2].line, 3);
    QCOMPARE(splitAtBreakpoints({}).size(), 1U);
    QCOMPARE(splitAtBreakpoints("--> statement-breakpoint--> statement-breakpoint").size(), 3U);
    QCOMPARE(splitAtBreakpoints("-> statement-breakpoint").size(), 1U);
}

void DrizzleFilesTest::bytesAreReplacedAsNodeDoes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const QByteArray r = "\xEF\xBF\xBD";
    // The answers are those of Buffer.from(bytes).toString() in Node 20.
    QTest::newRow("fine") << QByteArray("a\xC3\xA9\xF0\x9F\x8C\xB1")
                          << QByteArray("a\xC3\xA9\xF0\x9F\x8C\xB1");
    QTest::newRow("byte order mark stays")
        << QByteArray("\xEF\xBB\xBFx") << QByteArray("\xEF\xBB\xBFx");
    QTest::newRow("Latin-1") << QByteArray("caf\xE9!") << QByteArray("caf" + r + "!");
    QTest::newRow("cut short at the end") << QByteArray("a\xE2\x82") << QByteArray("a" + r);
    QTest::newRow("cut short") << QByteArray("\xE2\x82z") << QByteArray(r + "z");
    QTest::newRow("four bytes cut short") << QByteArray("\xF0\x9F\x8Cz") << QByteArray(r + "z");
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << QByteArray(r + r);
    QTest::newRow("overlong, three bytes") << QByteArray("\xE0\x80\xAF") << QByteArray(r + r + r);
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << QByteArray(r + r + r);
    QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << QByteArray(r + r + r + r);
    QTest::newRow("never a byte") << QByteArray("\xFF\xFEz") << QByteArray(r + r + "z");
    QTest::newRow("lone continuation") << QByteArray("\x80\x80") << QByteArray(r + r);
    QTest::newRow("zero byte") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
}

void DrizzleFilesTest::bytesAreReplacedAsNodeDoes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(withReplacements(bytes), text);
}

void DrizzleFilesTest::textStaysAsItIs_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("hash");
    // sha256sum says so, too.
    QTest::newRow("CRLF")
        << QByteArray("select 1;\r\n")
        << QByteArray("a2efbdcd209e877d7c15164011fb713d9ecdc99ae8e5a695823aa8b1ac03b13f");
    QTest::newRow("byte order mark")
        << QByteArray("\xEF\xBB\xBFselect 1;")
        << QByteArray("fe8a13b358125cac37a73807ee6260047ab4e74b0a77d7ea6b128b162bbfe283");
    QTest::newRow("no line end")
        << QByteArray("select 1;")
        << QByteArray("354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4");
    QTest::newRow("empty")
        << QByteArray("")
        << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

void DrizzleFilesTest::textStaysAsItIs()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, hash);
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, sql}});
    const MigrationSet set = project.set();
    QCOMPARE(set.migrations[0].text, sql);
    QCOMPARE(set.migrations[0].hash, QString::fromLatin1(hash));
    QCOMPARE(set.migrations[0].up->pieces.size(), 1U);
    QCOMPARE(set.migrations[0].up->pieces[0].sql, sql);
}

void DrizzleFilesTest::downFilesAreBeside()
{
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "create table a ()"}, {"0001_b", 2000, "select 1"}});
    project.write(QStringLiteral("drizzle/0000_a.down.sql"), "drop table a");
    const MigrationSet set = project.set();
    QCOMPARE(codes(set.problems), QStringList());
    QVERIFY(set.migrations[0].down);
    QCOMPARE(set.migrations[0].down->pieces[0].sql, QByteArray("drop table a"));
    QCOMPARE(set.migrations[0].down->file, project.path(QStringLiteral("drizzle/0000_a.down.sql")));
    QVERIFY(!set.migrations[1].down);
}

using Change = std::function<void(const Project &)>;
Q_DECLARE_METATYPE(Change)

void DrizzleFilesTest::foldersAreChecked_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Change change, const char *expected) {
        QTest::newRow(name) << change
                            << QString::fromLatin1(expected).split(u'|', Qt::SkipEmptyParts);
    };
    row(
        "nothing", [](const Project &) {}, "");
    row(
        "orphan file",
        [](const Project &p) { p.write(QStringLiteral("drizzle/0009_x.sql"), "select 1"); },
        "orphan-file 0009_x.sql");
    row(
        "backups are no orphans",
        [](const Project &p) { p.write(QStringLiteral("drizzle/0000_a.sql.backup"), "x"); }, "");
    row(
        "missing file", [](const Project &p) { p.remove(QStringLiteral("drizzle/0001_b.sql")); },
        "missing-file 0001_b");
    row(
        "renamed file",
        [](const Project &p) {
            p.remove(QStringLiteral("drizzle/0001_b.sql"));
            p.write(QStringLiteral("drizzle/0001_new.sql"), "select 2");
        },
        "missing-file 0001_b|orphan-file 0001_new.sql");
    row(
        "same number",
        [](const Project &p) {
            writeDrizzle(p, {{"0000_a", 1000, ""}, {"0001_b", 2000, ""}, {"0001_c", 3000, ""}});
        },
        "same-prefix 0001_c");
    row(
        "same tag",
        [](const Project &p) {
            writeDrizzle(p, {{"0000_a", 1000, ""}, {"0000_a", 2000, ""}});
        },
        "same-tag 0000_a|orphan-file 0001_b.sql");
    row(
        "same idx",
        [](const Project &p) {
            p.write(
                QStringLiteral("drizzle/meta/_journal.json"),
                R"({"entries":[{"idx":1,"when":1,"tag":"0000_a"},{"idx":1,"when":2,"tag":"0001_b"}]})");
        },
        "same-prefix 0001_b");
    row(
        "no prefix",
        [](const Project &p) {
            writeDrizzle(p, {{"_a", 1000, ""}});
        },
        "no-prefix _a|orphan-file 0000_a.sql|orphan-file 0001_b.sql");
    row(
        "snapshot missing in between",
        [](const Project &p) { p.remove(QStringLiteral("drizzle/meta/0000_snapshot.json")); },
        "snapshot-missing 0000_a");
    row(
        "last snapshot missing",
        [](const Project &p) { p.remove(QStringLiteral("drizzle/meta/0001_snapshot.json")); },
        "stale-snapshot 0001_b");
    row(
        "snapshot cut short",
        [](const Project &p) {
            p.write(QStringLiteral("drizzle/meta/0001_snapshot.json"),
                    R"({"id":"x","prevId":"id-0","version":"7","tables":{"a":)");
        },
        "snapshot-broken 0001_b");
    row(
        "snapshot without id",
        [](const Project &p) {
            p.write(QStringLiteral("drizzle/meta/0001_snapshot.json"), R"({"tables":{}})");
        },
        "snapshot-broken 0001_b");
    row(
        "two snapshots of one parent",
        [](const Project &p) {
            p.write(QStringLiteral("drizzle/meta/0001_snapshot.json"),
                    R"({"id":"x","prevId":"00000000-0000-0000-0000-000000000000","version":"7"})");
        },
        "snapshot-fork");
    row(
        "snapshot of another version",
        [](const Project &p) {
            p.write(QStringLiteral("drizzle/meta/0001_snapshot.json"),
                    R"({"version":"5","dialect":"pg","id":"x","prevId":"id-0"})");
        },
        "snapshot-version");
    row(
        "entry leads out",
        [](const Project &p) {
            p.write(QStringLiteral("secret.sql"), "select 'secret'");
            p.write(QStringLiteral("drizzle/meta/_journal.json"),
                    R"({"entries":[{"idx":0,"when":1,"tag":"../secret"}]})");
        },
        "journal-broken ../secret|stale-snapshot ../secret|orphan-file 0000_a.sql|orphan-file "
        "0001_b.sql");
}

void DrizzleFilesTest::foldersAreChecked()
{
    QFETCH(Change, change);
    QFETCH(QStringList, expected);
    Project project;
    writeDrizzle(project, {{"0000_a", 1000, "select 1"}, {"0001_b", 2000, "select 2"}});
    change(project);
    const MigrationSet set = project.set();
    QCOMPARE(codes(set.problems), expected);
    for (const Problem &problem : set.problems) {
        QVERIFY(!problem.text.isEmpty() && !problem.remedy.isEmpty());
        QVERIFY2(problem.where.startsWith(QStringLiteral("drizzle/")), qPrintable(problem.where));
        QVERIFY(!problem.text.contains(u'\n'));
    }
    for (const Migration &each : set.migrations)
        QVERIFY(!each.text.contains("secret"));
}

void DrizzleFilesTest::conflictsShowBothSides()
{
    const Journal journal = parseJournal(R"({
  "version": "7", "dialect": "postgresql", "entries": [
    { "idx": 0, "when": 1, "tag": "0000_a" },
    {
      "idx": 1,
<<<<<<< HEAD
      "when": 20,
      "tag": "0001_ours"
||||||| base
=======
      "when": 30,
      "tag": "0001_theirs"
    },
    {
      "idx": 2,
      "when": 40,
      "tag": "0002_theirs"
>>>>>>> feature
    }
  ]
}
)",
                                         QStringLiteral("drizzle/meta/_journal.json"));
    QVERIFY(!journal.isWhole);
    QCOMPARE(codes(journal.problems), QStringList(QStringLiteral("journal-conflict")));
    QCOMPARE(journal.problems[0].where, QStringLiteral("drizzle/meta/_journal.json:6"));
    const QString text = journal.problems[0].text;
    QVERIFY2(text.contains(QStringLiteral("Only ours: 0001_ours")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Only theirs: 0001_theirs, 0002_theirs")),
             qPrintable(text));
    QStringList tags;
    for (const JournalEntry &entry : journal.entries)
        tags.append(entry.tag + u':' + QString::number(entry.line));
    QCOMPARE(tags,
             (QStringList{QStringLiteral("0000_a:3"), QStringLiteral("0001_ours:8"),
                          QStringLiteral("0001_theirs:12"), QStringLiteral("0002_theirs:17")}));
}

void DrizzleFilesTest::brokenJournalsGiveWhatTheyHave_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("entries");
    const QByteArray one = R"({"idx":0,"when":1,"tag":"0000_a"})";
    QTest::newRow("empty") << QByteArray() << 0;
    QTest::newRow("no object") << QByteArray("[]") << 0;
    QTest::newRow("no entries") << QByteArray(R"({"version":"7"})") << 0;
    QTest::newRow("entries are no list") << QByteArray(R"({"entries":{}})") << 0;
    QTest::newRow("cut short in an entry")
        << QByteArray(R"({"entries":[)" + one + R"(,{"idx":1,"wh)") << 1;
    QTest::newRow("cut short in a string")
        << QByteArray(R"({"entries":[)" + one + R"(,{"tag":"0)") << 1;
    QTest::newRow("cut short after an escape") << QByteArray(R"({"entries":["\)") << 0;
    QTest::newRow("entry without a tag")
        << QByteArray(R"({"entries":[{"when":1},)" + one + "]}") << 1;
    QTest::newRow("entry without a time")
        << QByteArray(R"({"entries":[{"tag":"x"},)" + one + "]}") << 2;
    QTest::newRow("time is a text") << QByteArray(R"({"entries":[{"tag":"x","when":"1"}]})") << 1;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{\"entries\":[]}") << 0;
    QTest::newRow("deep") << QByteArray(R"({"entries":)" + QByteArray(2'000'000, '[')) << 0;
    QTest::newRow("deep objects") << QByteArray(R"({"a":)").repeated(500'000) << 0;
    QTest::newRow("zero bytes") << QByteArray(1000, '\0') << 0;
    QTest::newRow("conflict without an end")
        << QByteArray("<<<<<<< HEAD\n{\"entries\":[" + one + "]}\n") << 1;
}

void DrizzleFilesTest::brokenJournalsGiveWhatTheyHave()
{
    QFETCH(QByteArray, json);
    QFETCH(int, entries);
    const Journal journal = parseJournal(json, QStringLiteral("j"));
    QVERIFY(!journal.isWhole);
    QVERIFY(!journal.problems.empty());
    QCOMPARE(int(journal.entries.size()), entries);
    // A folder with it is read, too.
    Project project;
    project.write(QStringLiteral("drizzle/meta/_journal.json"), json);
    QVERIFY(!project.set().problems.empty());
}

void DrizzleFilesTest::strangeNamesAreRead()
{
    Project project;
    std::vector<TestEntry> entries;
    for (const char *name : {"it's", "with blanks", "\"quoted\"", "✨🌱", "two\nlines", "back\\slash",
                             "$(touch x)", "%1%2", "-- drop", "\xCC\x81 combining"}) {
        const QByteArray number =
            QByteArray::number(qsizetype(entries.size())).rightJustified(4, '0');
        entries.push_back({number + '_' + name, qint64(1000 + entries.size()), "select 1"});
    }
    writeDrizzle(project, entries);
    const MigrationSet set = project.set();
    QCOMPARE(codes(set.problems), QStringList());
    QCOMPARE(set.migrations.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        QCOMPARE(set.migrations[i].id, QString::fromUtf8(entries[i].tag));
        QVERIFY(set.migrations[i].up);
    }
}

void DrizzleFilesTest::strangeFilesAreRefused()
{
    Project project;
    writeDrizzle(project, {{"0000_folder", 1, ""},
                           {"0001_pipe", 2, ""},
                           {"0002_loop", 3, ""},
                           {"0003_huge", 4, ""},
                           {"0004_link", 5, ""}});
    const auto path = [&project](const char *name) {
        return project.path(QStringLiteral("drizzle/") + QString::fromLatin1(name));
    };
    for (const char *name : {"0000_folder.sql", "0001_pipe.sql", "0002_loop.sql", "0004_link.sql"})
        QFile::remove(path(name));
    QVERIFY(QDir().mkpath(path("0000_folder.sql")));
    QCOMPARE(mkfifo(path("0001_pipe.sql").toUtf8().constData(), 0600), 0);
    QVERIFY(QFile::link(path("0002_loop.sql"), path("0002_loop.sql")));
    QVERIFY(QFile::resize(path("0003_huge.sql"), 1LL << 36)); // sparse
    project.write(QStringLiteral("elsewhere.sql"), "select 1");
    QVERIFY(QFile::link(project.path(QStringLiteral("elsewhere.sql")), path("0004_link.sql")));
    // Folders that contain themselves.
    QVERIFY(QDir().mkpath(project.path(QStringLiteral("a/b"))));
    QVERIFY(QFile::link(project.path(QStringLiteral("a")), project.path(QStringLiteral("a/b/a"))));
    const MigrationSet set = project.set();
    QCOMPARE(codes(set.problems), (QStringList{QStringLiteral("unreadable-file 0000_folder"),
                                               QStringLiteral("unreadable-file 0001_pipe"),
                                               QStringLiteral("unreadable-file 0002_loop"),
                                               QStringLiteral("unreadable-file 0003_huge")}));
    QVERIFY(set.migrations[4].up);
}

void DrizzleFilesTest::manyEntriesAreRead()
{
    Project project;
    QByteArray journal = R"({"entries":[)";
    for (int i = 0; i < 10'000; ++i)
        journal += (i ? ",\n" : "\n") + QByteArray(R"({"idx":)") + QByteArray::number(i) +
                   R"(,"when":)" + QByteArray::number(1000 + i) + R"(,"tag":")" +
                   QByteArray::number(i) + R"(_x"})";
    project.write(QStringLiteral("drizzle/meta/_journal.json"), journal + "]}");
    for (int i = 0; i < 10'000; i += 100)
        project.write(QStringLiteral("drizzle/%1_x.sql").arg(i), "select 1");
    const MigrationSet set = project.set();
    QCOMPARE(set.migrations.size(), 10'000U);
    QCOMPARE(set.problems.size(), 9'901U); // each missing file, and one about snapshots
    QCOMPARE(set.problems[9'899].where, QStringLiteral("drizzle/meta/_journal.json:10001"));
}

QTEST_GUILESS_MAIN(DrizzleFilesTest)
#include "drizzle_files_test.moc"
