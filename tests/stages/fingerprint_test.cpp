// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_verdict.h"
#include "tests/stages/project.h"
#include <thread>

using namespace arborist;
using namespace arborist::stages;

namespace {

Fingerprint print(const char *identifier, quint32 oid, const char *address = "",
                  const char *timeline = "")
{
    Fingerprint fingerprint;
    fingerprint.systemIdentifier = QString::fromUtf8(identifier);
    fingerprint.databaseOid = oid;
    fingerprint.address = QString::fromUtf8(address);
    fingerprint.timeline = QString::fromUtf8(timeline);
    return fingerprint;
}

Fingerprint at(Fingerprint fingerprint, int port, const char *directory = "", int version = 0)
{
    fingerprint.port = port;
    fingerprint.dataDirectory = QString::fromUtf8(directory);
    fingerprint.majorVersion = version;
    return fingerprint;
}

StageCheck checkOf(const char *stage, const Fingerprint &fingerprint)
{
    StageCheck check;
    check.stage = QString::fromUtf8(stage);
    check.reachable = true;
    check.database = QStringLiteral("tracker");
    check.fingerprint = fingerprint;
    check.checkedAt = QDateTime::fromSecsSinceEpoch(1'767'225'600, Qt::UTC);
    return check;
}

FingerprintRecord recordOf(const char *stage, const Fingerprint &fingerprint,
                           bool committed = false)
{
    FingerprintRecord record;
    record.stage = QString::fromUtf8(stage);
    record.fingerprint = fingerprint;
    record.database = QStringLiteral("tracker");
    record.committed = committed;
    record.firstSeen = QDateTime::fromSecsSinceEpoch(1'767'225'600, Qt::UTC);
    return record;
}

} // namespace

class FingerprintTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shortText();
    void wholeText();
    void relations_data();
    void relations();
    void verdicts();
    void declaredAddressesAreExpected();
    void storeKeepsTheFirst();
    void storeIsPrivate();
    void damagedStoreIsAnError();
    void manyWriters();
    void lockFile();
    void lockFileErrors_data();
    void lockFileErrors();
};

void FingerprintTest::shortText()
{
    QCOMPARE(print("7301526684710674412", 16412).shortText(), QStringLiteral("7301…4412/16412"));
    QCOMPARE(print("", 16412).shortText(), QStringLiteral("?/16412"));
    QCOMPARE(print("73", 1, "", "0123456789abcdef").shortText(), QStringLiteral("73/1/0123…cdef"));
}

void FingerprintTest::wholeText()
{
    const std::pair<Fingerprint, const char *> texts[] = {
        {print("7301526684710674412", 16412), "7301526684710674412/16412"},
        {print("73", 1, "127.0.0.1"), "73/1"},
        {print("73", 1, "10.2.4.18"), "73/1@10.2.4.18"},
        {print("73", 1, "fd00::1"), "73/1@fd00::1"},
        {print("73", 1, "10.2.4.18", "ab12"), "73/1/ab12"},
        {at(print("73", 1), 5432), "73/1"},
        {at(print("73", 1), 5433), "73/1@:5433"},
        {at(print("73", 1, "10.2.4.18"), 5433), "73/1@[10.2.4.18]:5433"},
        {at(print("73", 1, "fd00::1"), 5433), "73/1@[fd00::1]:5433"},
        {print("", 4'000'000'000U), "/4000000000"},
    };
    for (const auto &[fingerprint, text] : texts) {
        QCOMPARE(fingerprint.text(), QString::fromLatin1(text));
        const auto back = Fingerprint::fromText(fingerprint.text());
        QVERIFY(back);
        QCOMPARE(back->text(), fingerprint.text());
        const auto relation = relate(fingerprint, *back);
        QVERIFY(relation == FingerprintRelation::Same || fingerprint.systemIdentifier.isEmpty());
    }
    for (const char *text :
         {"", "73", "73/", "/", "x/1", "73/1/", "73/1@", "73/1@:", "73/1@[x]", "73/1 "})
        QVERIFY2(!Fingerprint::fromText(QString::fromLatin1(text)), text);
}

void FingerprintTest::relations_data()
{
    QTest::addColumn<Fingerprint>("a");
    QTest::addColumn<Fingerprint>("b");
    QTest::addColumn<int>("relation");
    const auto row = [](const char *name, const Fingerprint &a, const Fingerprint &b,
                        FingerprintRelation relation) {
        QTest::newRow(name) << a << b << static_cast<int>(relation);
    };
    using enum FingerprintRelation;
    row("equal", print("7", 1, "10.0.0.1"), print("7", 1, "10.0.0.1"), Same);
    row("socket and loopback", print("7", 1), print("7", 1, "127.0.0.1"), Same);
    row("socket and loopback 6", print("7", 1, "::1"), print("7", 1, "127.0.0.1"), Same);
    row("other address", print("7", 1, "10.0.0.1"), print("7", 1, "10.0.0.2"), SameElsewhere);
    row("socket and network", print("7", 1), print("7", 1, "10.0.0.2"), SameElsewhere);
    row("other database", print("7", 1), print("7", 2), Different);
    row("other cluster", print("7", 1), print("8", 1), Different);
    row("no identity", print("", 1, "10.0.0.1"), print("7", 1, "10.0.0.1"), Unknown);
    row("no identity, other address", print("", 1, "10.0.0.1"), print("", 1, "10.0.0.2"),
        Different);
    row("no identity, other database", print("", 1), print("", 2), Different);
    row("one timeline", print("7", 1, "10.0.0.1", "ab"), print("7", 1, "10.0.0.2", "ab"), Same);
    row("two timelines", print("7", 1, "10.0.0.1", "ab"), print("7", 1, "10.0.0.1", "cd"),
        Different);
    row("timeline and none", print("7", 1, "", "ab"), print("7", 1), SameElsewhere);
    row("a machine's own name", print("7", 1, "127.0.1.1"), print("7", 1), Same);
    row("another loopback address", print("7", 1, "127.0.0.2"), print("7", 1, "127.0.0.1"),
        SameElsewhere);
    row("other port", at(print("7", 1), 5432), at(print("7", 1), 5433), SameElsewhere);
    row("port not known", at(print("7", 1), 5432), print("7", 1), Same);
    row("other directory", at(print("7", 1), 5432, "/a"), at(print("7", 1), 5432, "/b"),
        SameElsewhere);
    row("directory not readable", at(print("7", 1), 5432, "/a"), at(print("7", 1), 5432), Same);
    row("another major version", at(print("7", 1), 0, "", 15), at(print("7", 1), 0, "", 17), Same);
}

void FingerprintTest::relations()
{
    QFETCH(Fingerprint, a);
    QFETCH(Fingerprint, b);
    QFETCH(int, relation);
    QCOMPARE(static_cast<int>(relate(a, b)), relation);
    QCOMPARE(static_cast<int>(relate(b, a)), relation);
}

void FingerprintTest::verdicts()
{
    Stage dev;
    dev.name = QStringLiteral("dev");
    const StageCheck check = checkOf("dev", print("7", 1, "10.0.0.1"));
    const auto compare = [&](const std::optional<FingerprintRecord> &own,
                             const std::vector<FingerprintRecord> &others) {
        const FingerprintFinding finding = compareFingerprint(dev, check, own, others);
        return QStringLiteral("%1 %2")
            .arg(static_cast<int>(finding.verdict))
            .arg(finding.otherStage);
    };
    const auto is = [](FingerprintVerdict verdict, const char *other = "") {
        return QStringLiteral("%1 %2").arg(static_cast<int>(verdict)).arg(QString::fromUtf8(other));
    };
    using enum FingerprintVerdict;
    const auto own = recordOf("dev", print("7", 1, "10.0.0.1"));
    const auto stranger = recordOf("test", print("9", 1, "10.0.0.1"));
    const auto same = recordOf("prod", print("7", 1, "10.0.0.1"));
    const auto copy = recordOf("prod", print("7", 1, "10.0.0.9"));
    QCOMPARE(compare({}, {}), is(FirstContact));
    QCOMPARE(compare({}, {stranger}), is(FirstContact));
    QCOMPARE(compare(own, {own, stranger}), is(Known));
    QCOMPARE(compare({}, {same}), is(SameAsStage, "prod"));
    QCOMPARE(compare(own, {own, same}), is(SameAsStage, "prod"));
    QCOMPARE(compare({}, {copy}), is(CopyOfStage, "prod"));
    QCOMPARE(compare(recordOf("dev", print("9", 1)), {}), is(OtherDatabase));
    QCOMPARE(compare(recordOf("dev", print("9", 1)), {same}), is(OtherDatabase, "prod"));
    QCOMPARE(compare(recordOf("dev", print("7", 1, "10.0.0.2")), {}), is(Moved));
    QCOMPARE(compare(recordOf("dev", print("", 1, "10.0.0.1")), {}), is(Unverified));
    // A committed record without an address holds at every address, for others too.
    QCOMPARE(compare(recordOf("dev", print("7", 1), true), {}), is(Known));
    QCOMPARE(compare({}, {recordOf("prod", print("7", 1), true)}), is(SameAsStage, "prod"));

    const auto silent = compareFingerprint(dev, checkOf("dev", print("", 1)), {}, {});
    QVERIFY(silent.verdict == Unverified);
}

void FingerprintTest::declaredAddressesAreExpected()
{
    Stage prod;
    prod.name = QStringLiteral("prod");
    prod.addresses = {QStringLiteral("10.0.0.2")};
    const auto own = recordOf("prod", print("7", 1, "10.0.0.1"));
    const auto finding =
        compareFingerprint(prod, checkOf("prod", print("7", 1, "10.0.0.2")), own, {own});
    QVERIFY(finding.verdict == FingerprintVerdict::Known);
}

void FingerprintTest::storeKeepsTheFirst()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("fingerprints.json"));
    const QString workspace = QStringLiteral("/home/phil/acme");
    FingerprintStore store(file);
    QVERIFY(store.records(workspace).empty());
    QVERIFY(!store.record(workspace, QStringLiteral("dev")));
    const Fingerprint first = print("7301526684710674412", 4'000'000'000U, "10.0.0.1", "ab");
    store.remember(workspace, recordOf("dev", first));
    store.remember(workspace, recordOf("prod", print("8", 2)));
    store.remember(QStringLiteral("/other"), recordOf("dev", print("9", 3)));
    QCOMPARE(store.remember(workspace, recordOf("dev", print("10", 4))).fingerprint, first);

    const FingerprintStore again(file);
    QCOMPARE(again.records(workspace).size(), 2U);
    const auto record = again.record(workspace, QStringLiteral("dev"));
    QVERIFY(record);
    QCOMPARE(record->fingerprint, first);
    QCOMPARE(record->database, QStringLiteral("tracker"));
    QCOMPARE(record->firstSeen, QDateTime::fromSecsSinceEpoch(1'767'225'600, Qt::UTC));
    QVERIFY(!record->committed);
}

void FingerprintTest::storeIsPrivate()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("fingerprints.json"));
    FingerprintStore(file).remember(QStringLiteral("/x"), recordOf("dev", print("7", 1)));
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther |
                        QFileDevice::WriteOther;
    QVERIFY(!(QFile::permissions(file) & others));
}

void FingerprintTest::damagedStoreIsAnError()
{
    Project project;
    const QString file = project.path(QStringLiteral("fingerprints.json"));
    for (const char *text : {"", "{", "[]", "{\"x\": 1}", "{\"version\": 2, \"workspaces\": {}}"}) {
        project.write(QStringLiteral("fingerprints.json"), text);
        FingerprintStore store(file);
        try {
            store.remember(QStringLiteral("/x"), recordOf("dev", print("7", 1)));
            QFAIL(text);
        } catch (const Error &error) {
            QCOMPARE(error.where(), file);
            QVERIFY(error.message().contains(file));
        }
        QFile kept(file);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray(text));
    }
}

void FingerprintTest::manyWriters()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("fingerprints.json"));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&file, i] {
            FingerprintStore store(file);
            for (int j = 0; j < 10; ++j)
                store.remember(QStringLiteral("/x"),
                               recordOf(qPrintable(QStringLiteral("stage-%1-%2").arg(i).arg(j)),
                                        print("7", 1)));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(FingerprintStore(file).records(QStringLiteral("/x")).size(), 40U);
}

void FingerprintTest::lockFile()
{
    Project project;
    QVERIFY(readLockFile(project.path()).empty());
    QVERIFY(readLockFile({}).empty());
    project.write(QStringLiteral("arborist.lock"), "# Known databases\r\n"
                                                   "[stages.production]\r\n"
                                                   "system_identifier = \"7301526684710674412\"\r\n"
                                                   "database_oid = 16412\r\n"
                                                   "database = \"tracker\"\r\n"
                                                   "address = \"10.2.4.18\"\r\n"
                                                   "first_seen = \"2026-03-01T09:12:00Z\"\r\n"
                                                   "[stages.staging]\r\n"
                                                   "system_identifier = \"7\"\r\n"
                                                   "database_oid = 5\r\n"
                                                   "timeline = \"ab\"\r\n");
    const auto records = readLockFile(project.path());
    QCOMPARE(records.size(), 2U);
    QCOMPARE(records[0].stage, QStringLiteral("production"));
    QCOMPARE(records[0].fingerprint, print("7301526684710674412", 16412, "10.2.4.18"));
    QCOMPARE(records[0].database, QStringLiteral("tracker"));
    QCOMPARE(records[0].firstSeen.toUTC().date(), QDate(2026, 3, 1));
    QVERIFY(records[0].committed);
    QCOMPARE(records[1].fingerprint, print("7", 5, "", "ab"));
    QVERIFY(!records[1].firstSeen.isValid());
}

void FingerprintTest::lockFileErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    const auto row = [](const char *text, int line) {
        QTest::newRow(text) << QByteArray(text) << line;
    };
    row("[stages.a]\nsystem_identifier = \"7\"\n", 1);
    row("[stages.a]\nsystem_identifier = 7\ndatabase_oid = 1\n", 2);
    row("[stages.a]\nsystem_identifier = \"7\"\ndatabase_oid = 5000000000\n", 3);
    row("[stages.a]\nsystem_identifier = \"7\"\ndatabase_oid = 1\nfoo = 1\n", 4);
    row("[stages.a]\nsystem_identifier = \"7\"\ndatabase_oid = 1\nfirst_seen = \"soon\"\n", 4);
    row("[stage.a]\n", 1);
    row("<<<<<<< HEAD\n", 1);
}

void FingerprintTest::lockFileErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    Project project;
    project.write(QStringLiteral("arborist.lock"), text);
    try {
        readLockFile(project.path());
        QFAIL("no error");
    } catch (const Error &error) {
        const QString start = QStringLiteral("arborist.lock:%1: ").arg(line);
        QVERIFY2(error.message().startsWith(start), error.what());
    }
}

QTEST_GUILESS_MAIN(FingerprintTest)
#include "fingerprint_test.moc"
