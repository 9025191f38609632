// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/connection_info.h"

#include "tests/postgres/error_of.h"
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;
using postgres::ConnectionInfo;

namespace {

const char *const variables[] = {"PGHOST",     "PGPORT",      "PGUSER",        "PGDATABASE",
                                 "PGPASSWORD", "PGSERVICE",   "PGSERVICEFILE", "PGPASSFILE",
                                 "PGHOSTADDR", "PGSYSCONFDIR"};

} // namespace

class ConnectionInfoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void reads_data();
    void reads();
    void refusesWithoutTellingThePassword_data();
    void refusesWithoutTellingThePassword();
    void fallsBackAsLibpqDoes();
    void readsServiceFiles();
    void knowsWhatIsLocal_data();
    void knowsWhatIsLocal();
    void knowsPooledEndpoints_data();
    void knowsPooledEndpoints();
    void writesUrls_data();
    void writesUrls();
};

void ConnectionInfoTest::init()
{
    for (const char *name : variables)
        qunsetenv(name);
}

void ConnectionInfoTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // keywords in alphabetical order
    QTest::newRow("url") << u"postgresql://bob:s%40c%2Fr@db.x.com:6000/app?sslmode=require"_qs
                         << u"dbname=app host=db.x.com password=s@c/r port=6000 sslmode=require "
                            "user=bob"_qs;
    QTest::newRow("short") << u"postgres://db/app"_qs << u"dbname=app host=db"_qs;
    QTest::newRow("quoted") << u" \"postgres://db/app\" \n"_qs << u"dbname=app host=db"_qs;
    QTest::newRow("single quoted") << u"'postgres://db/app'"_qs << u"dbname=app host=db"_qs;
    QTest::newRow("socket") << u"postgresql://%2Ftmp%2Fx:5433/app"_qs
                            << u"dbname=app host=/tmp/x port=5433"_qs;
    QTest::newRow("socket in query")
        << u"postgresql:///app?host=/tmp/x"_qs << u"dbname=app host=/tmp/x"_qs;
    QTest::newRow("ipv6") << u"postgres://[::1]:5/app"_qs << u"dbname=app host=::1 port=5"_qs;
    QTest::newRow("hosts") << u"postgres://a:1,b:2/app"_qs << u"dbname=app host=a,b port=1,2"_qs;
    QTest::newRow("keys") << u"host=db  user=bob password='it\\'s' dbname = 'my db'"_qs
                          << u"dbname=my db host=db password=it's user=bob"_qs;
    QTest::newRow("service") << u"service=prod"_qs << u"service=prod"_qs;
    QTest::newRow("prisma") << u"postgres://db/app?schema=public&pgbouncer=true&connection_limit=1"
                               "&sslmode=require&socket_timeout=3"_qs
                            << u"dbname=app host=db sslmode=require"_qs;
    QTest::newRow("prisma only") << u"postgres://db/app?schema=public"_qs
                                 << u"dbname=app host=db"_qs;
    QTest::newRow("node") << u"postgres://db/app?sslmode=no-verify"_qs
                          << u"dbname=app host=db sslmode=require"_qs;
    QTest::newRow("ssl") << u"postgres://db/app?ssl=true"_qs
                         << u"dbname=app host=db sslmode=require"_qs;
    QTest::newRow("jdbc") << u"jdbc:postgresql://db/app?user=bob&password=x"_qs
                          << u"dbname=app host=db password=x user=bob"_qs;
    QTest::newRow("sqlalchemy") << u"postgresql+psycopg2://bob@db/app"_qs
                                << u"dbname=app host=db user=bob"_qs;
    QTest::newRow("neon")
        << u"postgres://u:p@ep-a-1-pooler.eu.aws.neon.tech/d?sslmode=require"
           "&channel_binding=require&options=project%3Dep-a-1"_qs
        << u"channel_binding=require dbname=d host=ep-a-1-pooler.eu.aws.neon.tech "
           "options=project=ep-a-1 password=p sslmode=require user=u"_qs;
    QTest::newRow("empty host") << u"postgres:///"_qs << u""_qs;
    QTest::newRow("question mark in password")
        << u"postgres://u:a?b@db/app?schema=x"_qs << u"dbname=app host=db password=a?b user=u"_qs;
}

void ConnectionInfoTest::reads()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const ConnectionInfo info = ConnectionInfo::parse(text);
    QStringList parts;
    for (auto it = info.values().cbegin(); it != info.values().cend(); ++it)
        parts += it.key() + u'=' + it.value();
    QCOMPARE(parts.join(u' '), expected);
}

void ConnectionInfoTest::refusesWithoutTellingThePassword_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << u"  "_qs;
    QTest::newRow("empty quotes") << u"\"\""_qs;
    QTest::newRow("word") << u"s3cret"_qs;
    QTest::newRow("mysql") << u"mysql://bob:s3cret@db/app"_qs;
    QTest::newRow("percent") << u"postgres://bob:s3cret%zz@db/app"_qs;
    QTest::newRow("percent at the end") << u"postgres://bob:s3cret%@db/app"_qs;
    QTest::newRow("at sign") << u"postgres://bob:my@s3cret@db/app"_qs;
    QTest::newRow("slash") << u"postgres://bob:my/s3cret@db/app"_qs;
    QTest::newRow("number and slash") << u"postgres://bob:1/s3cret@db/app?sslmode=require"_qs;
    QTest::newRow("bracket") << u"postgres://bob:s3cret@[::1/app"_qs;
    QTest::newRow("after bracket") << u"postgres://bob:s3cret@[::1]s3cret/app"_qs;
    QTest::newRow("spaces") << u"host=db password=my s3cret user=bob"_qs;
    QTest::newRow("spaces and equals") << u"host=db password=my s3cret=1"_qs;
    QTest::newRow("open quote") << u"host=db password='s3cret"_qs;
    QTest::newRow("quotes") << u"host=db password=a \"s3cret\" user=bob"_qs;
    QTest::newRow("no value") << u"postgres://db/app?password"_qs;
}

void ConnectionInfoTest::refusesWithoutTellingThePassword()
{
    QFETCH(QString, text);
    const Error error = errorOf([&] { ConnectionInfo::parse(text); });
    QCOMPARE(error.kind(), ErrorKind::Usage);
    QVERIFY(!error.message().isEmpty());
    QVERIFY(!error.hint().isEmpty());
    QVERIFY(!(error.message() + error.hint() + error.detail() + error.where())
                 .contains(QStringLiteral("s3cret")));
}

void ConnectionInfoTest::fallsBackAsLibpqDoes()
{
    const ConnectionInfo empty;
    QCOMPARE(empty.host(), QStringLiteral("/var/run/postgresql"));
    QCOMPARE(empty.port(), QStringLiteral("5432"));
    QVERIFY(!empty.user().isEmpty());
    QCOMPARE(empty.database(), empty.user());
    QVERIFY(empty.isSocket());
    ConnectionInfo bob;
    bob.setValue(QStringLiteral("user"), QStringLiteral("bob"));
    QCOMPARE(bob.database(), QStringLiteral("bob"));
    qputenv("PGHOST", "db.x.com");
    qputenv("PGPORT", "6000");
    qputenv("PGUSER", "eve");
    qputenv("PGDATABASE", "app");
    QCOMPARE(empty.host(), QStringLiteral("db.x.com"));
    QCOMPARE(empty.address(), QStringLiteral("db.x.com:6000"));
    QCOMPARE(empty.user(), QStringLiteral("eve"));
    QCOMPARE(empty.database(), QStringLiteral("app"));
    QVERIFY(!empty.isLoopback());
    QCOMPARE(bob.user(), QStringLiteral("bob"));
}

void ConnectionInfoTest::readsServiceFiles()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("services.conf"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[prod]\nhost=db.x.com\nport=6000\nuser=bob\ndbname=app\npassword=s3cret\n");
    file.close();
    qputenv("PGSERVICEFILE", path.toUtf8());
    ConnectionInfo info = ConnectionInfo::parse(QStringLiteral("service=prod"));
    QCOMPARE(info.address(), QStringLiteral("db.x.com:6000"));
    QCOMPARE(info.user(), QStringLiteral("bob"));
    QCOMPARE(info.database(), QStringLiteral("app"));
    QVERIFY(!info.isLoopback());
    info.setValue(QStringLiteral("host"), QStringLiteral("127.0.0.1"));
    QCOMPARE(info.address(), QStringLiteral("127.0.0.1:6000"));
    qputenv("PGSERVICE", "prod");
    QCOMPARE(ConnectionInfo().address(), QStringLiteral("db.x.com:6000"));
    QCOMPARE(info.toUrl(), QStringLiteral("postgresql://127.0.0.1/?service=prod"));
}

void ConnectionInfoTest::knowsWhatIsLocal_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("socket");
    QTest::addColumn<bool>("loopback");
    QTest::addColumn<QString>("address");
    QTest::newRow("socket") << u"host=/tmp"_qs << true << true << u"socket"_qs;
    QTest::newRow("abstract") << u"host=@x"_qs << true << true << u"socket"_qs;
    QTest::newRow("localhost") << u"host=localhost"_qs << false << true << u"localhost:5432"_qs;
    QTest::newRow("LOCALHOST") << u"host=LocalHost"_qs << false << true << u"LocalHost:5432"_qs;
    QTest::newRow("127") << u"host=127.0.0.1 port=6"_qs << false << true << u"127.0.0.1:6"_qs;
    QTest::newRow("127.1.2.3") << u"host=127.1.2.3"_qs << false << true << u"127.1.2.3:5432"_qs;
    QTest::newRow("::1") << u"host=::1"_qs << false << true << u"[::1]:5432"_qs;
    QTest::newRow("disguise") << u"host=127.0.0.1.evil.com"_qs << false << false
                              << u"127.0.0.1.evil.com"_qs;
    QTest::newRow("localhost.evil")
        << u"host=localhost.evil.com"_qs << false << false << u"localhost.evil.com"_qs;
    QTest::newRow("remote") << u"host=db.x.com"_qs << false << false << u"db.x.com"_qs;
    QTest::newRow("port") << u"host=db.x.com port=6"_qs << false << false << u"db.x.com:6"_qs;
    QTest::newRow("ipv6") << u"host=2001:db8::1"_qs << false << false << u"[2001:db8::1]"_qs;
    // libpq goes to the address; the host is a name for certificates only.
    QTest::newRow("hostaddr") << u"host=localhost hostaddr=10.0.0.1"_qs << false << false
                              << u"localhost"_qs;
    QTest::newRow("socket name, address")
        << u"host=/tmp hostaddr=10.0.0.1"_qs << false << false << u"/tmp"_qs;
    QTest::newRow("list") << u"host=localhost,db.x.com"_qs << false << false
                          << u"localhost,db.x.com"_qs;
    QTest::newRow("local list") << u"host=localhost,127.0.0.1"_qs << false << true
                                << u"localhost,127.0.0.1:5432"_qs;
}

void ConnectionInfoTest::knowsWhatIsLocal()
{
    QFETCH(QString, text);
    QFETCH(bool, socket);
    QFETCH(bool, loopback);
    QFETCH(QString, address);
    const ConnectionInfo info = ConnectionInfo::parse(text);
    QCOMPARE(info.isSocket(), socket);
    QCOMPARE(info.isLoopback(), loopback);
    QCOMPARE(info.address(), address);
}

void ConnectionInfoTest::knowsPooledEndpoints_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("pooled");
    QTest::newRow("neon") << u"postgres://u@ep-a-1-pooler.eu.aws.neon.tech/d"_qs << true;
    QTest::newRow("neon direct") << u"postgres://u@ep-a-1.eu.aws.neon.tech/d"_qs << false;
    QTest::newRow("name") << u"postgres://u@x.my-pooler.com/d"_qs << false;
    QTest::newRow("6432") << u"postgres://u@db:6432/d"_qs << true;
    QTest::newRow("6543") << u"postgres://u@db:6543/d"_qs << true;
    QTest::newRow("prisma") << u"postgres://u@db/d?pgbouncer=true"_qs << true;
    QTest::newRow("prisma off") << u"postgres://u@db/d?pgbouncer=false"_qs << false;
    QTest::newRow("plain") << u"postgres://u@db/d"_qs << false;
}

void ConnectionInfoTest::knowsPooledEndpoints()
{
    QFETCH(QString, text);
    QFETCH(bool, pooled);
    QCOMPARE(ConnectionInfo::parse(text).isPooled(), pooled);
}

void ConnectionInfoTest::writesUrls_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"postgres://db/app"_qs << u"postgresql://db/app"_qs;
    QTest::newRow("password") << u"postgres://bob:s3cr%40t@db:6/app?sslmode=require"_qs
                              << u"postgresql://bob@db:6/app?sslmode=require"_qs;
    QTest::newRow("odd names") << u"user='b/o@b' dbname='my db?' host=db password='a b'"_qs
                               << u"postgresql://b%2Fo%40b@db/my%20db%3F"_qs;
    QTest::newRow("socket") << u"host=/tmp/x port=5433 user=bob password=x dbname=app"_qs
                            << u"postgresql://bob@%2Ftmp%2Fx:5433/app"_qs;
    QTest::newRow("ipv6") << u"host=::1 dbname=app"_qs << u"postgresql://[::1]/app"_qs;
    QTest::newRow("list") << u"host=a,b port=1,2 dbname=app password=s3cret"_qs
                          << u"postgresql:///app?host=a%2Cb&port=1%2C2"_qs;
    QTest::newRow("ssl password") << u"host=db sslpassword=s3cret"_qs << u"postgresql://db/"_qs;
}

void ConnectionInfoTest::writesUrls()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    ConnectionInfo info = ConnectionInfo::parse(text);
    QCOMPARE(info.toUrl(), shown);
    ConnectionInfo back = ConnectionInfo::parse(info.toUrlWithPassword());
    if (info.value(u"user"_qs).isEmpty() && !info.value(u"password"_qs).isEmpty())
        info.setValue(u"user"_qs, info.user()); // a URL has no password without a user
    QCOMPARE(back.values(), info.values());
}

QTEST_GUILESS_MAIN(ConnectionInfoTest)
#include "connection_info_test.moc"
