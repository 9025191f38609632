// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to a backup while it is made and afterwards: damage anywhere is found, no room
// and killed programs leave nothing that passes for a backup.
#include "services/backup/catalog.h"
#include "services/backup/verify.h"
#include "services/core/file_lock.h"
#include "services/core/progress.h"
#include "tests/backup/dump_fixture.h"
#include "tests/postgres/error_of.h"
#include "tests/support/steps.h"
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
    void childKilled();
    void serverKilled();
    void leftOvers();

private:
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

/// One bit in each of fifty regions of every file, and each file cut.
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
    constexpr int kRegions = 50;
    for (const QString &name : files) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        const qint64 size = file.size();
        for (int region = 0; region < kRegions; ++region) {
            const qint64 at =
                std::min(size - 1, size * region / kRegions + QRandomGenerator::global()->bounded(
                                                                  int(size / kRegions + 1)));
            char byte = 0;
            QVERIFY(file.seek(at) && file.read(&byte, 1) == 1);
            const char other = char(byte ^ (1 << (region % 8)));
            QVERIFY(file.seek(at) && file.write(&other, 1) == 1);
            QVERIFY2(!problems(dump).isEmpty(),
                     qPrintable(QStringLiteral("%1: %2").arg(name).arg(at)));
            QVERIFY(file.seek(at) && file.write(&byte, 1) == 1);
        }
        QCOMPARE(problems(dump), QStringList());
        const QByteArray last = [&] {
            file.seek(size - 1);
            return file.read(1);
        }();
        QVERIFY(file.resize(size - 1));
        QVERIFY(!problems(dump).isEmpty());
        QVERIFY(file.seek(size - 1) && file.write(last) == 1);
        QCOMPARE(problems(dump), QStringList());
    }
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

/// pg_dump is killed at some moment, again and again.
void DamageTest::childKilled()
{
    makeBig(100000);
    for (int moment = 0; moment < 10; ++moment) {
        const int wait = QRandomGenerator::global()->bounded(300);
        QProcess killer;
        killer.start(QStringLiteral("/bin/sh"),
                     {QStringLiteral("-c"),
                      QStringLiteral("for i in $(seq 2000); do p=$(pgrep -P %1 -x pg_dump) && "
                                     "break; sleep 0.01; done; sleep 0.%2; kill -9 $p")
                          .arg(QCoreApplication::applicationPid())
                          .arg(wait, 3, 10, QLatin1Char('0'))});
        DumpRequest request;
        request.form = moment % 2 == 0 ? Form::Custom : Form::Directory;
        request.jobs = moment % 2 == 0 ? 1 : 2;
        const Report report = backUp(*m_fixture, request);
        killer.waitForFinished(60'000);
        for (const ListedBackup &each : listBackups(folder()))
            QCOMPARE(problems(each.path), QStringList());
        if (report.outcome != Result::Succeeded)
            QVERIFY2(report.error->message().contains(u"signal"), told(report));
        QCOMPARE(filesIn(folder()).size(), 2 * int(listBackups(folder()).size()));
    }
}

void DamageTest::serverKilled()
{
    makeBig(300000);
    const Report report = backUp(*m_fixture, {}, [this](OperationContext &context) {
        testing::followSteps(*context.progress, [this](const QString &step) {
            if (step == u"Dumping the database")
                m_fixture->cluster().kill9();
        });
    });
    m_fixture->cluster().start();
    QVERIFY2(report.outcome == Result::Failed, told(report));
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
