// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to a backup while it is made and afterwards: damage anywhere is found, no room
// and killed programs leave nothing that passes for a backup.
#include "services/backup/catalog.h"
#include "services/backup/verify.h"
#include "services/core/file_lock.h"
#include "services/core/progress.h"
#include "tests/backup/dump_fixture.h"
#include "tests/postgres/error_of.h"
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace arborist;
using namespace arborist::backup;
using namespace arborist::testing;
using Result = Report::Result;

class DamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_fixture = std::make_unique<OperationsFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void init() { m_fixture->reset(); }

    void anyByte_data();
    void anyByte();
    void filesOfAFolder();
    void foreign_data();
    void foreign();
    void noRoom();
    void tooLarge();
    void leftOvers();

private:
    void damageManifest(const QString &dump, int places);
    QString folder() const { return m_fixture->path(QStringLiteral("project/backups/db")); }
    QStringList problems(const QString &dump)
    {
        ProgressSink progress;
        return verifyBackup(dump, progress, {}).problems;
    }
    void makeBig(int rows)
    {
        m_fixture->cluster().psql(QStringLiteral("local"),
                                  "CREATE TABLE big AS SELECT g, md5(g::text) || "
                                  "md5((g + 1)::text) AS t FROM generate_series(1, " +
                                      QByteArray::number(rows) + ") g");
    }

    std::unique_ptr<OperationsFixture> m_fixture;
};

void DamageTest::anyByte_data()
{
    QTest::addColumn<int>("form");
    QTest::newRow("custom") << int(Form::Custom);
    QTest::newRow("directory") << int(Form::Directory);
    QTest::newRow("plain") << int(Form::Plain);
}

/// One bit in each region of every file, and each file cut: in so many regions as ARBORIST_DAMAGE
/// says (default 25).
void DamageTest::anyByte()
{
    QFETCH(int, form);
    makeBig(2000);
    DumpRequest request;
    request.form = Form(form);
    QVERIFY(backUp(*m_fixture, request).outcome == Result::Succeeded);
    const QString dump = listBackups(folder()).front().path;
    QCOMPARE(problems(dump), QStringList());
    QStringList files{dump};
    if (QFileInfo(dump).isDir()) {
        files.clear();
        for (const QString &name : filesIn(dump))
            files << dump + u'/' + name;
        QVERIFY(files.size() >= 3);
    }
    const int asked = qEnvironmentVariableIntValue("ARBORIST_DAMAGE");
    const int regions = asked > 0 ? asked : 25;
    for (const QString &name : files) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        const qint64 size = file.size();
        for (int region = 0; region < regions; ++region) {
            const qint64 at =
                std::min(size - 1, size * region / regions + QRandomGenerator::global()->bounded(
                                                                 int(size / regions + 1)));
            char byte = 0;
            QVERIFY(file.seek(at) && file.read(&byte, 1) == 1);
            const char other = char(byte ^ (1 << (region % 8)));
            QVERIFY(file.seek(at) && file.write(&other, 1) == 1);
            QVERIFY2(!problems(dump).isEmpty(),
                     qPrintable(QStringLiteral("%1: %2").arg(name).arg(at)));
            QVERIFY(file.seek(at) && file.write(&byte, 1) == 1);
        }
        QCOMPARE(problems(dump), QStringList());
        QVERIFY(file.seek(0));
        const QByteArray whole = file.readAll();
        for (qint64 length = size - 1; length > 0;
             length = QRandomGenerator::global()->bounded(length)) {
            QVERIFY(file.resize(length));
            QVERIFY2(!problems(dump).isEmpty(),
                     qPrintable(QStringLiteral("%1 cut at %2").arg(name).arg(length)));
        }
        QVERIFY(file.seek(0) && file.write(whole) == size);
        QCOMPARE(problems(dump), QStringList());
    }
    damageManifest(dump, 2 * regions);
}

void DamageTest::damageManifest(const QString &dump, int places)
{
    const QString path = Manifest::fileOf(dump);
    const auto put = [&](const QByteArray &content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    };
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    for (int i = 0; i < places; ++i) {
        QByteArray other = whole;
        const qsizetype at = QRandomGenerator::global()->bounded(whole.size() - 1);
        other[at] = char(other[at] ^ (1 << (i % 8)));
        put(other);
        QVERIFY2(!problems(dump).isEmpty(), qPrintable(QStringLiteral("manifest: %1").arg(at)));
        put(whole.left(at));
        QVERIFY2(!problems(dump).isEmpty(), qPrintable(QStringLiteral("cut at %1").arg(at)));
    }
    put(whole);
    QCOMPARE(problems(dump), QStringList());
}

void DamageTest::filesOfAFolder()
{
    DumpRequest request;
    request.form = Form::Directory;
    QVERIFY(backUp(*m_fixture, request).outcome == Result::Succeeded);
    const QString dump = listBackups(folder()).front().path;
    QFile more(dump + QStringLiteral("/9999.dat.gz"));
    QVERIFY(more.open(QIODevice::WriteOnly));
    QVERIFY(!problems(dump).isEmpty());
    QVERIFY(more.remove());
    QCOMPARE(problems(dump), QStringList());
    const QString toc = dump + QStringLiteral("/toc.dat");
    QVERIFY(QFile::rename(toc, toc + u'x'));
    QVERIFY2(problems(dump).join(u' ').contains(u"toc.dat is missing"),
             qPrintable(problems(dump).join(u' ')));
}

void DamageTest::foreign_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("name");
    QTest::newRow("custom") << QStringList{QStringLiteral("-Fc")} << QStringLiteral("a.pgdump");
    QTest::newRow("directory") << QStringList{QStringLiteral("-Fd")} << QStringLiteral("a");
    QTest::newRow("tar") << QStringList{QStringLiteral("-Ft")} << QStringLiteral("a.tar");
    QTest::newRow("plain") << QStringList{QStringLiteral("-Fp")} << QStringLiteral("a.sql");
    QTest::newRow("gzip") << QStringList{QStringLiteral("-Fp"), QStringLiteral("-Z6")}
                          << QStringLiteral("a.sql.gz");
}

/// pg_dump's own, without a manifest: listed, and found out when it is cut.
void DamageTest::foreign()
{
    QFETCH(QStringList, options);
    QFETCH(QString, name);
    makeBig(2000);
    QDir().mkpath(folder());
    const QString dump = folder() + u'/' + name;
    QProcess program;
    program.start(QStringLiteral("pg_dump"),
                  options + QStringList{QStringLiteral("-h"), m_fixture->cluster().socketFolder(),
                                        QStringLiteral("-U"), QStringLiteral("postgres"),
                                        QStringLiteral("-f"), dump, QStringLiteral("local")});
    QVERIFY(program.waitForFinished(120'000) && program.exitCode() == 0);
    const auto all = listBackups(folder());
    QCOMPARE(all.size(), size_t(1));
    QVERIFY(!all.front().manifest && !all.front().automatic);
    QCOMPARE(problems(dump), QStringList());
    QFile file(QFileInfo(dump).isDir() ? dump + QStringLiteral("/toc.dat") : dump);
    QVERIFY(file.resize(file.size() * 2 / 3));
    QVERIFY(!problems(dump).isEmpty());
    QFile other(folder() + QStringLiteral("/readme.txt"));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("hello") == 5);
    other.close();
    QVERIFY(!problems(other.fileName()).isEmpty());
    QCOMPARE(listBackups(folder()).size(), size_t(1));
}

void DamageTest::noRoom()
{
    makeBig(300000);
    const QString small = m_fixture->path(QStringLiteral("small"));
    QDir().mkpath(small);
    if (::mount("tmpfs", QFile::encodeName(small).constData(), "tmpfs", 0, "size=6m") != 0)
        QSKIP("A small disk takes the right to mount one.");
    const auto unmount =
        qScopeGuard([&] { ::umount2(QFile::encodeName(small).constData(), MNT_DETACH); });
    for (const Form form : {Form::Custom, Form::Directory, Form::Plain}) {
        DumpRequest request;
        request.form = form;
        request.output = small + QStringLiteral("/x");
        const Report report = backUp(*m_fixture, request);
        QVERIFY2(report.outcome == Result::Failed, told(report));
        QVERIFY2(report.error->message().contains(u"no room"), told(report));
        QVERIFY2(report.error->hint().contains(u"--output"), told(report));
        QCOMPARE(filesIn(small), QStringList());
    }
    // So little that it is not even begun.
    QFile filler(small + QStringLiteral("/filler"));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    QVERIFY(filler.write(QByteArray(5'700'000, 'x')) > 0);
    DumpRequest request;
    request.output = small + QStringLiteral("/x");
    const Error error = errorOf([&] { backUp(*m_fixture, request); });
    QVERIFY2(error.message().contains(u"no room"), qPrintable(error.message()));
}

void DamageTest::tooLarge()
{
    makeBig(300000);
    rlimit old{};
    QVERIFY(::getrlimit(RLIMIT_FSIZE, &old) == 0);
    const rlimit limit{4'000'000, old.rlim_max};
    ::signal(SIGXFSZ, SIG_IGN);
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const Report report = backUp(*m_fixture);
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &old) == 0);
    ::signal(SIGXFSZ, SIG_DFL);
    QVERIFY2(report.outcome == Result::Failed, told(report));
    QVERIFY2(report.error->message().contains(u"no room"), told(report));
    QCOMPARE(filesIn(folder()), QStringList());
}

/// As a program that was killed leaves them.
void DamageTest::leftOvers()
{
    QDir().mkpath(folder());
    const auto put = [&](const QString &name) {
        QFile file(folder() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("PGDMP") == 5);
    };
    put(QStringLiteral("a.dump.partial"));
    put(QStringLiteral("a.dump.partial.lock"));
    put(QStringLiteral("a.dump.manifest.json"));
    put(QStringLiteral("b.dump.partial"));
    QDir().mkpath(folder() + QStringLiteral("/c.dir.partial/x"));
    FileLock lock(folder() + QStringLiteral("/b.dump.partial.lock"));
    QVERIFY(lock.tryLock(FileLock::Mode::Exclusive));
    QVERIFY(listBackups(folder()).empty());
    QCOMPARE(filesIn(folder()), QStringList({QStringLiteral("b.dump.partial"),
                                             QStringLiteral("b.dump.partial.lock")}));
}

QTEST_GUILESS_MAIN(DamageTest)
#include "damage_test.moc"
