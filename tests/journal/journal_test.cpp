// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/journal/journal.h"
#include "tests/postgres/error_of.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <random>
#include <sys/resource.h>

using namespace arborist;
using namespace arborist::journal;

/// The file alone: what comes back, what is refused, who may open it.
class JournalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsBatches();
    void isPrivate();
    void isLockedWhileAlive();
    void tellsACutFile();
    void tellsDamage();
    void tellsAnotherFile();
    void tellsAFullDisk();
    void keepsMoreThanRows();
    void takesBackTwice();
};

namespace {

ChangeBatch someBatch(int rows)
{
    ChangeBatch batch;
    batch.schema = QStringLiteral("pub\"lic");
    batch.table = QStringLiteral("items 🌳");
    batch.key = {QStringLiteral("id"), QStringLiteral("kind")};
    batch.columns = {QStringLiteral("a"), QStringLiteral("b c"), QStringLiteral("d")};
    std::mt19937 random(unsigned(rows) + 1);
    for (int i = 0; i < rows; ++i) {
        RowChange row;
        row.key = {QByteArray::number(i), "it's \\ \"🌲\"\t\n"};
        row.version = random();
        row.changed = random() % 8;
        const QByteArray noise = QByteArray::number(random());
        row.before = {Value("x" + noise), Value(), Value("")};
        row.after = {Value(), Value(QByteArray(int(random() % 300), 'y')), Value(noise)};
        batch.rows.push_back(row);
    }
    return batch;
}

void compare(const ChangeBatch &found, const ChangeBatch &expected)
{
    QCOMPARE(int(found.action), int(expected.action));
    QCOMPARE(found.schema, expected.schema);
    QCOMPARE(found.table, expected.table);
    QCOMPARE(found.key, expected.key);
    QCOMPARE(found.columns, expected.columns);
    QCOMPARE(found.rows.size(), expected.rows.size());
    for (size_t i = 0; i < found.rows.size(); ++i) {
        QCOMPARE(found.rows[i].version, expected.rows[i].version);
        QCOMPARE(found.rows[i].changed, expected.rows[i].changed);
        QVERIFY(found.rows[i].key == expected.rows[i].key);
        QVERIFY(found.rows[i].before == expected.rows[i].before);
        QVERIFY(found.rows[i].after == expected.rows[i].after);
    }
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void replace(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

QString writeJournal(const QString &folder, int rows)
{
    Journal journal = Journal::create(folder, QStringLiteral("run"));
    journal.settle(journal.prepare(someBatch(rows), QStringLiteral("4711")), BatchState::Applied);
    journal.prepare(someBatch(7), QStringLiteral("4712"));
    return journal.file();
}

/// Everything that can be read of it; throws for what cannot.
void readAll(const QString &file)
{
    const Journal journal = Journal::open(file, false);
    const auto records = journal.batches();
    for (const BatchRecord &record : records)
        compare(journal.read(record.number), someBatch(int(record.rows)));
    QCOMPARE(records.size(), size_t(2));
}

} // namespace

void JournalTest::keepsBatches()
{
    const QTemporaryDir folder;
    QString file;
    {
        Journal journal =
            Journal::create(folder.filePath(QStringLiteral("a/b")), QStringLiteral("20261121-1"));
        file = journal.file();
        QCOMPARE(journal.prepare(someBatch(10000), QStringLiteral("4294967299")), 1);
        journal.settle(1, BatchState::Applied);
        ChangeBatch second = someBatch(3);
        second.action = ChangeBatch::Action::Delete;
        QCOMPARE(journal.prepare(second, QStringLiteral("4294967300")), 2);
        journal.settle(2, BatchState::NotApplied);
        QCOMPARE(journal.prepare(someBatch(0), QStringLiteral("4294967301")), 3);
        QCOMPARE(journal.appliedRows(), 10000);
        compare(journal.read(1), someBatch(10000));
        QVERIFY(!errorOf([&] { journal.read(4); }).hint().isEmpty());
        QVERIFY(!errorOf([&] { journal.settle(4, BatchState::Applied); }).hint().isEmpty());
    }
    QVERIFY(file.endsWith(QStringLiteral("/a/b/20261121-1.journal")));
    QCOMPARE(QDir(QFileInfo(file).path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    Journal journal = Journal::open(file, true);
    const auto records = journal.batches();
    QCOMPARE(records.size(), size_t(3));
    QCOMPARE(records[0].table, QStringLiteral("pub\"lic.items 🌳"));
    QCOMPARE(records[0].rows, 10000);
    QCOMPARE(records[0].transaction, QStringLiteral("4294967299"));
    QVERIFY(records[0].state == BatchState::Applied);
    QVERIFY(records[1].state == BatchState::NotApplied);
    QVERIFY(records[1].action == ChangeBatch::Action::Delete);
    QVERIFY(records[2].state == BatchState::Prepared);
    compare(journal.read(1), someBatch(10000));
    QCOMPARE(journal.prepare(someBatch(1), QStringLiteral("5")), 4);
    QVERIFY(errorOf([&] {
                Journal::create(QFileInfo(file).path(), QStringLiteral("20261121-1"));
            }).where() == file);
}

void JournalTest::isPrivate()
{
    const QTemporaryDir folder;
    const QString inner = folder.filePath(QStringLiteral("journals"));
    const Journal journal = Journal::create(inner, QStringLiteral("run"));
    const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
    QCOMPARE(QFile::permissions(journal.file()), owner);
    QCOMPARE(QFile::permissions(inner), owner | QFile::ExeOwner | QFile::ExeUser);
    for (const QFileInfo &file : QDir(inner).entryInfoList(QDir::Files | QDir::Hidden))
        QCOMPARE(file.permissions(), owner);
}

void JournalTest::isLockedWhileAlive()
{
    const QTemporaryDir folder;
    QString file;
    {
        Journal journal = Journal::create(folder.path(), QStringLiteral("run"));
        file = journal.file();
        QVERIFY(Journal::isAlive(file));
        QVERIFY(errorOf([&] { Journal::open(file, true); }).message().contains(file));
        // Reading beside the run neither fails nor takes anything from it.
        QCOMPARE(journal.prepare(someBatch(5), QStringLiteral("1")), 1);
        {
            Journal reader = Journal::open(file, false);
            QCOMPARE(reader.batches().size(), size_t(1));
            QVERIFY(Journal::isAlive(file));
        }
        QVERIFY(Journal::isAlive(file));
        journal.settle(1, BatchState::Applied);
        Journal moved = std::move(journal);
        QVERIFY(Journal::isAlive(file));
    }
    QVERIFY(!Journal::isAlive(file));
    {
        const Journal journal = Journal::open(file, true);
        QVERIFY(Journal::isAlive(file));
    }
    QVERIFY(!Journal::isAlive(file));
    QVERIFY(!Journal::isAlive(folder.filePath(QStringLiteral("none.journal"))));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void JournalTest::tellsACutFile()
{
    const QTemporaryDir folder;
    const QString file = writeJournal(folder.path(), 2000);
    readAll(file);
    const QByteArray whole = contentOf(file);
    QVERIFY(whole.size() > 20000);
    for (qsizetype size = 0; size < whole.size(); size += size < 200 ? 7 : 1021) {
        replace(file, whole.left(size));
        const Error error = errorOf([&] { readAll(file); });
        QVERIFY2(error.where() == file && error.message().contains(file),
                 qPrintable(QStringLiteral("%1 bytes: %2").arg(size).arg(error.message())));
    }
    QFile::remove(file);
    QVERIFY(errorOf([&] { readAll(file); }).message().contains(file));
}

void JournalTest::tellsDamage()
{
    const QTemporaryDir folder;
    const QString file = writeJournal(folder.path(), 300);
    const QByteArray whole = contentOf(file);
    std::mt19937 random(5);
    int told = 0;
    for (int i = 0; i < 400; ++i) {
        QByteArray damaged = whole;
        const auto place = qsizetype(random() % size_t(whole.size()));
        damaged[place] = char(damaged.at(place) ^ char(1 + random() % 255));
        replace(file, damaged);
        // Nothing but an Error, and never other rows than those that were written.
        const Error error = errorOf([&] { readAll(file); });
        told += error.message() != u"no error";
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(QStringLiteral("byte %1").arg(place)));
    }
    QVERIFY(told > 100); // the rest hits unused bytes of SQLite's pages
}

void JournalTest::tellsAnotherFile()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.journal"));
    replace(file, "a text that is no database at all, but long enough to be looked at as one\n");
    QVERIFY(errorOf([&] { Journal::open(file, true); }).message().contains(file));
    QVERIFY(!Journal::isAlive(file));
}

void JournalTest::tellsAFullDisk()
{
    const QTemporaryDir folder;
    Journal journal = Journal::create(folder.path(), QStringLiteral("run"));
    QCOMPARE(journal.prepare(someBatch(100), QStringLiteral("1")), 1);
    rlimit old{};
    QVERIFY(getrlimit(RLIMIT_FSIZE, &old) == 0);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = old;
    small.rlim_cur = rlim_t(QFileInfo(journal.file()).size() + 8192);
    QVERIFY(setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Error error = errorOf([&] { journal.prepare(someBatch(5000), QStringLiteral("2")); });
    QVERIFY(setrlimit(RLIMIT_FSIZE, &old) == 0);
    QVERIFY2(error.message().contains(journal.file()), qPrintable(error.message()));
    QVERIFY(!error.hint().isEmpty());
    QCOMPARE(journal.batches().size(), size_t(1));
    QCOMPARE(journal.prepare(someBatch(5000), QStringLiteral("2")), 2);
    compare(journal.read(1), someBatch(100));
    compare(journal.read(2), someBatch(5000));
}

void JournalTest::keepsMoreThanRows()
{
    const QTemporaryDir folder;
    QString file;
    {
        Journal journal = Journal::create(folder.path(), QStringLiteral("run"));
        file = journal.file();
        QVERIFY(journal.kept().empty());
        journal.keep({QStringLiteral("archive"), {{QStringLiteral("tables"), 1}}});
        journal.keep({QStringLiteral("database"), {{QStringLiteral("name"), QStringLiteral("ä")}}});
        journal.keep({QStringLiteral("archive"), {{QStringLiteral("tables"), 2}}});
        QVERIFY(QFileInfo(journal.keptFolder()).isDir());
        QCOMPARE(journal.keptFolder(), keptFolderOf(file));
    }
    const auto kept = Journal::open(file, true).kept();
    QCOMPARE(kept.size(), size_t(2));
    QCOMPARE(kept.front().kind, QStringLiteral("archive"));
    QCOMPARE(kept.front().what[u"tables"].toInt(), 2);
    QCOMPARE(kept.back().what[u"name"].toString(), QStringLiteral("ä"));
}

void JournalTest::takesBackTwice()
{
    ChangeBatch batch = someBatch(5);
    const ChangeBatch back = inverse(batch);
    QVERIFY(back.rows.front().key == batch.rows.back().key);
    QVERIFY(back.rows.front().before == batch.rows.back().after);
    QCOMPARE(back.rows.front().version, 0U);
    for (RowChange &row : batch.rows)
        row.version = 0;
    compare(inverse(back), batch);
    batch.action = ChangeBatch::Action::Delete;
    QVERIFY(inverse(batch).action == ChangeBatch::Action::Insert);
    batch.action = ChangeBatch::Action::Insert;
    QVERIFY(inverse(batch).action == ChangeBatch::Action::Delete);
}

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
