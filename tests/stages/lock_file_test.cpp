// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_store.h"
#include "tests/stages/project.h"

using namespace arborist;
using namespace arborist::stages;

namespace {

const QString kFile = QStringLiteral("arborist.lock");

FingerprintRecord record(const QString &stage)
{
    FingerprintRecord record;
    record.stage = stage;
    record.fingerprint.systemIdentifier = QStringLiteral("7301526684710674412");
    record.fingerprint.databaseOid = 16412;
    record.fingerprint.address = QStringLiteral("10.2.4.18");
    record.fingerprint.port = 5433;
    record.fingerprint.majorVersion = 15;
    record.database = QStringLiteral("tracker");
    record.environment = Environment::Production;
    record.firstSeen = QDateTime::fromSecsSinceEpoch(1'767'225'600, Qt::UTC);
    return record;
}

QByteArray content(const Project &project)
{
    QFile file(project.path(kFile));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// arborist.lock as it is written: by people and by us, in one file.
class LockFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aNewFile();
    void backAndForth_data();
    void backAndForth();
    void keepsTheRest();
    void keepsLineEnds();
    void keepsLinkAndPermissions();
    void withoutALastLineEnd();
    void oddlyWritten_data();
    void oddlyWritten();
    void cannotBeWritten();
    void removes();

private:
    QTemporaryDir m_data;
};

void LockFileTest::initTestCase()
{
    qputenv("ARBORIST_DATA_DIR", QFile::encodeName(m_data.path()));
}

void LockFileTest::aNewFile()
{
    Project project;
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    const QByteArray text = content(project);
    QVERIFY2(text.startsWith("# Which databases"), text.constData());
    QVERIFY2(text.endsWith("\n[stages.production]\n"
                           "system_identifier = \"7301526684710674412\"\n"
                           "database_oid = 16412\n"
                           "database = \"tracker\"\n"
                           "address = \"10.2.4.18\"\n"
                           "port = 5433\n"
                           "major_version = 15\n"
                           "environment = \"production\"\n"
                           "first_seen = \"2026-01-01T00:00:00Z\"\n"),
             text.constData());
    // The same once more changes nothing.
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    QCOMPARE(content(project), text);
}

void LockFileTest::backAndForth_data()
{
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("database");
    for (const char *stage : {"production", "EU prod", "a.b", "quote\"d", "Übung", "1"})
        QTest::newRow(stage) << QString::fromUtf8(stage) << QStringLiteral("back\\slash \"x\"");
}

void LockFileTest::backAndForth()
{
    QFETCH(QString, stage);
    QFETCH(QString, database);
    Project project;
    FingerprintRecord written = record(stage);
    written.database = database;
    written.fingerprint.timeline = QStringLiteral("ab");
    written.fingerprint.standby = true;
    writeLockRecord(project.path(), record(QStringLiteral("other")));
    writeLockRecord(project.path(), record(stage));
    writeLockRecord(project.path(), written);
    const auto read = readLockFile(project.path());
    QCOMPARE(read.size(), 2U);
    QCOMPARE(read[1].stage, stage);
    QCOMPARE(read[1].database, database);
    QCOMPARE(read[1].fingerprint, written.fingerprint);
    QCOMPARE(read[1].firstSeen, written.firstSeen);
    QVERIFY(read[1].environment == Environment::Production);
    QVERIFY(read[1].committed && read[1].isProtected);
}

void LockFileTest::keepsTheRest()
{
    Project project;
    project.write(kFile, "# ours\n\n"
                         "[stages.staging] # two\n"
                         "database_oid = 5\n"
                         "system_identifier = '7'\n\n"
                         "  # the big one\n"
                         "  [stages.production]\n"
                         "  system_identifier = \"1\" # old\n"
                         "  timeline = \"ab\"\n"
                         "  database_oid = 1\n"
                         "# tail\n"
                         "[stages.qa]\n"
                         "system_identifier = \"9\"\n"
                         "database_oid = 9\n");
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    QCOMPARE(content(project), QByteArray("# ours\n\n"
                                          "[stages.staging] # two\n"
                                          "database_oid = 5\n"
                                          "system_identifier = '7'\n\n"
                                          "  # the big one\n"
                                          "  [stages.production]\n"
                                          "  system_identifier = \"7301526684710674412\" # old\n"
                                          "  database_oid = 16412\n"
                                          "database = \"tracker\"\n"
                                          "address = \"10.2.4.18\"\n"
                                          "port = 5433\n"
                                          "major_version = 15\n"
                                          "environment = \"production\"\n"
                                          "first_seen = \"2026-01-01T00:00:00Z\"\n"
                                          "# tail\n"
                                          "[stages.qa]\n"
                                          "system_identifier = \"9\"\n"
                                          "database_oid = 9\n"));
}

void LockFileTest::keepsLineEnds()
{
    Project project;
    project.write(kFile, "[stages.qa]\r\nsystem_identifier = \"9\"\r\ndatabase_oid = 9\r\n");
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    const QByteArray text = content(project);
    QCOMPARE(text.count('\n'), text.count("\r\n"));
    QCOMPARE(readLockFile(project.path()).size(), 2U);
}

void LockFileTest::keepsLinkAndPermissions()
{
    Project project;
    project.write(QStringLiteral("shared/real.lock"),
                  "[stages.qa]\nsystem_identifier = \"9\"\ndatabase_oid = 9\n");
    const QString real = project.path(QStringLiteral("shared/real.lock"));
    const auto permissions = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser |
                             QFile::WriteUser | QFile::ReadGroup;
    QVERIFY(QFile::setPermissions(real, permissions));
    QVERIFY(QFile::link(real, project.path(kFile)));
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    QVERIFY(QFileInfo(project.path(kFile)).isSymLink());
    QCOMPARE(QFile::permissions(real), permissions);
    QCOMPARE(readLockFile(project.path()).size(), 2U);
}

void LockFileTest::withoutALastLineEnd()
{
    Project project;
    project.write(kFile, "[stages.production]\nsystem_identifier = \"9\"\ndatabase_oid = 9");
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    QCOMPARE(readLockFile(project.path()).front().fingerprint,
             record(QStringLiteral("production")).fingerprint);
    project.write(kFile, "[stages.qa]\nsystem_identifier = \"9\"\ndatabase_oid = 9");
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    QCOMPARE(readLockFile(project.path()).size(), 2U);
}

void LockFileTest::oddlyWritten_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("inline") << QByteArray(
        "[stages]\nproduction = { system_identifier = \"1\", database_oid = 1 }\n");
    QTest::newRow("dotted keys") << QByteArray("[stages]\nproduction.system_identifier = \"1\"\n"
                                               "production.database_oid = 1\n");
    QTest::newRow("several lines") << QByteArray("[stages.production]\n"
                                                 "system_identifier = \"\"\"\n1\"\"\"\n"
                                                 "database_oid = 1\n");
}

/// What cannot be edited safely is left alone, and said so.
void LockFileTest::oddlyWritten()
{
    QFETCH(QByteArray, text);
    Project project;
    project.write(kFile, text);
    try {
        writeLockRecord(project.path(), record(QStringLiteral("production")));
        QFAIL(content(project).constData());
    } catch (const Error &error) {
        QVERIFY2(!error.hint().isEmpty(), error.what());
    }
    QCOMPARE(content(project), text);
}

void LockFileTest::cannotBeWritten()
{
    const Project project;
    try {
        writeLockRecord(project.path(QStringLiteral("no/such/folder")),
                        record(QStringLiteral("production")));
        QFAIL("no error");
    } catch (const Error &error) {
        QVERIFY2(!error.hint().isEmpty(), error.what());
    }
}

void LockFileTest::removes()
{
    Project project;
    project.write(kFile, "# ours\n[stages.qa]\nsystem_identifier = \"9\"\ndatabase_oid = 9\n");
    const QByteArray before = content(project);
    removeLockRecord(project.path(), QStringLiteral("production"));
    QCOMPARE(content(project), before);
    writeLockRecord(project.path(), record(QStringLiteral("production")));
    removeLockRecord(project.path(), QStringLiteral("qa"));
    const auto read = readLockFile(project.path());
    QCOMPARE(read.size(), 1U);
    QCOMPARE(read.front().stage, QStringLiteral("production"));
    QVERIFY(content(project).startsWith("# ours\n"));
}

QTEST_GUILESS_MAIN(LockFileTest)
#include "lock_file_test.moc"
