// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/manifest.h"
#include "tests/postgres/error_of.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>

using namespace arborist;
using namespace arborist::backup;

class ManifestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenAndRead();
    void noneAndDamaged_data();
    void noneAndDamaged();
};

void ManifestTest::writtenAndRead()
{
    const QTemporaryDir folder;
    const QString dump = folder.filePath(QStringLiteral("crm_dev_20261121_161651.dump"));
    Manifest manifest;
    manifest.name = QStringLiteral("crm_dev_20261121_161651.dump");
    manifest.made = QDateTime(QDate(2026, 11, 21), QTime(16, 16, 51), Qt::UTC);
    manifest.automatic = true;
    manifest.operation = QStringLiteral("migrate");
    manifest.run = QStringLiteral("r-1");
    manifest.stage = QStringLiteral("dev");
    manifest.workspace = QStringLiteral("/projects/crm");
    manifest.database = QStringLiteral("crm \"x\" 🌲");
    manifest.fingerprint = QStringLiteral("7/16384");
    manifest.form = Form::Directory;
    manifest.compression = Compression::Zstd;
    manifest.jobs = 4;
    manifest.bytes = 5'000'000'000;
    manifest.files = {{QStringLiteral("toc.dat"), 12, QStringLiteral("ab")},
                      {QStringLiteral("1.dat.zst"), 4'999'999'988, QStringLiteral("cd")}};
    manifest.extensions = {{QStringLiteral("citext"), QStringLiteral("1.6")}};
    manifest.tables = {{QStringLiteral("public.items"), 3'000'000'000, 1}, {u"a.\"b c\""_qs, 2, 3}};
    manifest.sequences = 3;
    manifest.largeObjects = 2;
    manifest.verification = Verification::Restored;
    manifest.verifiedAt = manifest.made.addSecs(60);
    manifest.write(dump);
    QCOMPARE(manifest.rows(), 3'000'000'002);

    const auto read = Manifest::read(dump);
    QVERIFY(read.has_value());
    QVERIFY(*read == manifest);
    struct stat status {
    };
    QVERIFY(::stat(QFile::encodeName(Manifest::fileOf(dump)).constData(), &status) == 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));
}

void ManifestTest::noneAndDamaged_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::newRow("cut") << QByteArray("{\"format\":1,") << QStringLiteral("cannot be read");
    QTest::newRow("list") << QByteArray("[]") << QStringLiteral("it holds no object");
    QTest::newRow("foreign") << QByteArray("{}") << QStringLiteral("not the manifest of a backup");
    QTest::newRow("later") << QByteArray("{\"format\":9}") << QStringLiteral("later version");
    QTest::newRow("word") << QByteArray("{\"format\":1,\"form\":\"tape\"}")
                          << QStringLiteral("“tape”");
}

void ManifestTest::noneAndDamaged()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, reason);
    const QTemporaryDir folder;
    const QString dump = folder.filePath(QStringLiteral("a.dump"));
    QVERIFY(!Manifest::read(dump));
    QFile file(Manifest::fileOf(dump));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    const Error error = errorOf([&] { Manifest::read(dump); });
    QVERIFY2(error.message().contains(reason), qPrintable(error.message()));
    QCOMPARE(error.where(), file.fileName());
}

QTEST_GUILESS_MAIN(ManifestTest)
#include "manifest_test.moc"
