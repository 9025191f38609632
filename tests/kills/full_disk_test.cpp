// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/data/generator/generate.h"
#include "services/operations/plan_target.h"
#include "tests/kills/killed_shop.h"
#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QStorageInfo>
#include <QTest>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace arborist;
using namespace arborist::testing;

/// No room while something is written, on the server or here: an error that says what to do, and
/// everything is as it was. The database lies on a small disk of its own.
class FullDiskTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void onTheServer_data();
    void onTheServer();
    void generate();
    void here_data();
    void here();

private:
    void mount(const QString &place, const char *size);
    void leave(const QString &disk, qint64 bytes) const;
    void requireFailure(const QStringList &words, const QByteArray &says);

    std::unique_ptr<KilledShop> m_shop;
    QStringList m_mounts;
    QByteArray m_old;
    QString m_disk, m_dump, m_archive;
};

void FullDiskTest::mount(const QString &place, const char *size)
{
    QDir().mkpath(place);
    const QByteArray path = QFile::encodeName(place);
    if (::mount("tmpfs", path.constData(), "tmpfs", 0, size) != 0)
        QSKIP("Mounting a small disk needs root with CAP_SYS_ADMIN");
    m_mounts << place;
}

void FullDiskTest::initTestCase()
{
    m_shop = std::make_unique<KilledShop>();
    m_disk = m_shop->cluster().socketFolder() + QStringLiteral("/small");
    mount(m_disk, "size=64m");
    if (m_mounts.isEmpty())
        return;
    struct stat server {
    };
    const QByteArray data = QFile::encodeName(m_shop->cluster().dataFolder());
    QVERIFY(::stat(data.constData(), &server) == 0);
    QVERIFY(::chown(QFile::encodeName(m_disk).constData(), server.st_uid, server.st_gid) == 0);
    m_shop->cluster().psql(QStringLiteral("postgres"),
                           "CREATE TABLESPACE small LOCATION '" + m_disk.toUtf8() + "'");
    m_shop->cluster().psql(QStringLiteral("postgres"), "ALTER DATABASE local SET TABLESPACE small");
    // Twice the rows, for which there is no room in the end.
    m_shop->cluster().psql(QStringLiteral("local"),
                           "INSERT INTO big (users, note) SELECT users, note FROM big");
    m_dump = m_shop->path(QStringLiteral("new.dump"));
    m_archive = m_shop->path(QStringLiteral("archive"));
    QVERIFY(m_shop->run({QStringLiteral("backup"), QStringLiteral("--output"), m_dump}).code == 0);
    QVERIFY(m_shop->run({QStringLiteral("export"), m_archive}).code == 0);
    QFile rows(m_shop->path(QStringLiteral("project/seeds/big.csv")));
    QVERIFY(rows.open(QIODevice::WriteOnly));
    rows.write("id,users,note\n");
    for (int id = 100'000; id < 130'000; ++id)
        rows.write(QByteArray::number(id) + ",1," + QByteArray(300, 'x') + '\n');
    rows.close();
    // A reset makes a table for these, too.
    QFile migration(m_shop->path(QStringLiteral("project/migrations/003_big.sql")));
    QVERIFY(migration.open(QIODevice::WriteOnly));
    migration.write("-- Up\nCREATE TABLE big (id serial PRIMARY KEY, users int REFERENCES users, "
                    "note text);\n-- Down\nDROP TABLE big;\n");
    migration.close();
    m_shop->makeOld();
    m_old = m_shop->state();
}

void FullDiskTest::cleanupTestCase()
{
    m_shop->cluster().kill9();
    for (const QString &place : m_mounts)
        ::umount2(QFile::encodeName(place).constData(), MNT_DETACH);
    m_shop.reset();
}

/// Only so much room is left on the disk.
void FullDiskTest::leave(const QString &disk, qint64 bytes) const
{
    QFile filler(disk + QStringLiteral("/filler"));
    QFile::remove(filler.fileName());
    const qint64 free = QStorageInfo(disk).bytesAvailable();
    QVERIFY(filler.open(QIODevice::WriteOnly));
    const QByteArray block(64 * 1024, 'x');
    for (qint64 left = free - bytes; left > 0; left -= block.size())
        filler.write(block);
}

void FullDiskTest::requireFailure(const QStringList &words, const QByteArray &says)
{
    const Ended ended = m_shop->run(words);
    const QByteArray said = words.join(u' ').toUtf8() + ": " + ended.said;
    QVERIFY2(ended.code == 1, said.constData());
    QVERIFY2(ended.said.contains(says), said.constData());
    QVERIFY2(ended.said.contains("Hint: "), said.constData());
    QVERIFY2(m_shop->state() == m_old, said.constData());
    QCOMPARE(m_shop->leftovers(), QByteArray());
    QCOMPARE(m_shop->backups(), QStringList());
}

void FullDiskTest::onTheServer_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("megabytes");
    // A new database takes about 8 MB before it has any rows.
    QTest::newRow("import") << QStringList{QStringLiteral("import"), m_archive} << 3;
    QTest::newRow("restore") << QStringList{QStringLiteral("restore"), m_dump} << 11;
    QTest::newRow("restore in place")
        << QStringList{QStringLiteral("restore"), QStringLiteral("--in-place"), m_dump} << 3;
    QTest::newRow("seed") << QStringList{QStringLiteral("seed")} << 2;
    QTest::newRow("seed afresh") << QStringList{QStringLiteral("seed"), QStringLiteral("--fresh")}
                                 << 2;
    QTest::newRow("reset") << QStringList{QStringLiteral("reset"), QStringLiteral("--data"),
                                          QStringLiteral("seed")}
                           << 11;
}

void FullDiskTest::onTheServer()
{
    if (m_mounts.isEmpty())
        QSKIP("There is no small disk.");
    QFETCH(QStringList, words);
    QFETCH(int, megabytes);
    m_shop->cluster().psql(QStringLiteral("postgres"), "CHECKPOINT"); // what is gone is gone
    leave(m_disk, qint64(megabytes) << 20);
    requireFailure(words, "disk is full");
}

void FullDiskTest::generate()
{
    if (m_mounts.isEmpty())
        QSKIP("There is no small disk.");
    leave(m_disk, 2 << 20);
    OperationsFixture &fixture = m_shop->operations();
    OperationContext context = fixture.context();
    data::GenerateRequest request;
    request.workspace = &fixture.workspace();
    request.wanted = {QStringLiteral("big=50000")};
    operations::PlannedOperationPtr planned;
    {
        postgres::Connection connection = context.connect();
        request.target =
            operations::planTarget(*fixture.workspace().stage(QStringLiteral("local")), connection);
        planned = planGenerate(request, connection, context);
    }
    const Report report = operations::execute(*planned, fixture.order(), context);
    QVERIFY(report.outcome == Report::Result::Failed);
    QVERIFY2(report.error->hint().contains(QStringLiteral("disk is full")), told(report));
    // Numbers that were given out are gone, as the server does it.
    m_shop->cluster().psql(QStringLiteral("local"), "SELECT setval('big_id_seq', 20000)");
    QVERIFY(m_shop->state() == m_old);
}

void FullDiskTest::here_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<bool>("isFull"); ///< from the start
    const QStringList reset{QStringLiteral("reset"), QStringLiteral("--data"),
                            QStringLiteral("none")};
    const QStringList inPlace{QStringLiteral("restore"), QStringLiteral("--in-place"), m_dump};
    QTest::newRow("backup") << QStringList{QStringLiteral("backup")} << false;
    QTest::newRow("export") << QStringList{QStringLiteral("export"), m_shop->exportFolder()}
                            << false;
    QTest::newRow("import") << QStringList{QStringLiteral("import"), m_archive} << false;
    QTest::newRow("wipe") << QStringList{QStringLiteral("wipe")} << false;
    QTest::newRow("restore") << QStringList{QStringLiteral("restore"), m_dump} << true;
    QTest::newRow("restore in place") << inPlace << false;
    QTest::newRow("seed") << QStringList{QStringLiteral("seed")} << true;
    QTest::newRow("reset") << reset << true;
}

/// Where history and ways back are kept, and the files of the project.
void FullDiskTest::here()
{
    QFETCH(QStringList, words);
    QFETCH(bool, isFull);
    QFile::remove(m_disk + QStringLiteral("/filler"));
    const QString data = m_shop->path(QStringLiteral("data"));
    mount(data, "size=200k");
    if (!m_mounts.contains(data))
        return;
    mount(m_shop->path(QStringLiteral("project/backups")), "size=200k");
    mount(m_shop->path(QStringLiteral("out")), "size=200k");
    const auto unmount = qScopeGuard([&] {
        for (const char *name : {"data", "project/backups", "out"}) {
            const QString place = m_shop->path(QString::fromLatin1(name));
            ::umount2(QFile::encodeName(place).constData(), MNT_DETACH);
            m_mounts.removeAll(place);
        }
    });
    if (isFull)
        leave(data, 0);
    requireFailure(words, "");
}

QTEST_GUILESS_MAIN(FullDiskTest)
#include "full_disk_test.moc"
