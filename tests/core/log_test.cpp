// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/log.h"
#include "services/core/redact.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;

class LogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void redacts_data();
    void redacts();
    void leavesOrdinaryTextAlone();
    void writesAPrivateFileWithoutSecrets();
    void goesOnWithoutAFile();
};

void LogTest::redacts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("url") << u"to postgresql://bob:s3cr%40t@db.x.com:5432/app?a=b now"_qs
                         << u"to postgresql://bob:***@db.x.com:5432/app?a=b now"_qs;
    QTest::newRow("url with @") << u"postgres://bob:s3@cr:t@db/app"_qs
                                << u"postgres://bob:***@db/app"_qs;
    QTest::newRow("url without user")
        << u"postgres://:s3cret@db/app"_qs << u"postgres://:***@db/app"_qs;
    QTest::newRow("two urls") << u"a://u:p1@h/x b://v:p2@i/y"_qs
                              << u"a://u:***@h/x b://v:***@i/y"_qs;
    QTest::newRow("key") << u"host=h password=s3cret user=u"_qs << u"host=h password=*** user=u"_qs;
    QTest::newRow("quoted key") << u"password='s3 cr et' user=u"_qs << u"password=*** user=u"_qs;
    QTest::newRow("query") << u"postgres://h/d?user=u&password=s3cret&a=b"_qs
                           << u"postgres://h/d?user=u&password=***&a=b"_qs;
    QTest::newRow("env") << u"PGPASSWORD=s3cret psql"_qs << u"PGPASSWORD=*** psql"_qs;
    QTest::newRow("json") << u"{\"password\": \"s3cret\"}"_qs << u"{\"password\": ***}"_qs;
    QTest::newRow("sql") << u"ALTER ROLE bob PASSWORD 's3''cret'"_qs
                         << u"ALTER ROLE bob PASSWORD ***"_qs;
    QTest::newRow("bearer") << u"Authorization: Bearer abc.def-1"_qs
                            << u"Authorization: Bearer ***"_qs;
    QTest::newRow("token") << u"NEON_API_KEY=napi_123"_qs << u"NEON_API_KEY=***"_qs;
}

void LogTest::redacts()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(redacted(text), expected);
}

void LogTest::leavesOrdinaryTextAlone()
{
    for (
        const QString &text :
        {u"Password authentication failed for user \"bob\"."_qs, u"see https://x.org/a:b@c"_qs,
         u"Reading public.items: 5 items"_qs, u"mail bob@example.com: hello"_qs,
         u"The server at localhost:5432 asks for a password of user \"x\", and none was given."_qs})
        QCOMPARE(redacted(text), text);
}

void LogTest::writesAPrivateFileWithoutSecrets()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("arborist.log"));
    log::start(path);
    log::debug(QStringLiteral("too small"));
    log::info(QStringLiteral("connected to postgresql://u:s3cret@h/d"));
    qInfo("from Qt, password=s3cret");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("info connected to postgresql://u:***@h/d\n"));
    QVERIFY(text.contains("info from Qt, password=***\n"));
    QVERIFY(!text.contains("s3cret"));
    QVERIFY(!text.contains("too small"));
    QCOMPARE(QFileInfo(path).permissions(),
             QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser);
    for (int i = 0; i < 30'000; ++i)
        log::info(QStringLiteral("a line of some length, to fill the file: %1").arg(i, 60));
    QVERIFY(QFileInfo(path).size() <= 1024 * 1024);
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("arborist.1.log"))));
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("arborist.3.log"))));
}

void LogTest::goesOnWithoutAFile()
{
    log::start(QStringLiteral("/proc/no/such/arborist.log"));
    log::info(QStringLiteral("still here"));
    log::start({});
    log::error(QStringLiteral("on standard error"));
}

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
