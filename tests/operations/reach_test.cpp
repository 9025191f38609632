// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/fingerprint_verdict.h"
#include "tests/operations/operations_fixture.h"
#include "tests/operations/reach_fixture.h"
#include "tests/postgres/tcp_peer.h"
#include <QDir>
#include <QFile>
#include <QTest>

using namespace arborist;
using namespace arborist::testing;
using Attempt = ReachFixture::Attempt;
using Result = Report::Result;

namespace {

/// One way to write an address that leads to production: what .env says of LOCAL_URL. {host},
/// {port}, {socket}, {folder} and {relay} are filled in.
struct Way {
    const char *name;
    const char *url;
    std::vector<std::pair<const char *, const char *>> variables = {};
    const char *stages = nullptr; ///< arborist.toml, where it is not the usual one
};

const char *const kFamily = "[stages.local]\nurl = \"env:TRACKER_*\"\nenvironment = \"test\"\n"
                            "[stages.production]\nurl = \"env:PRODUCTION_URL\"\n";

const std::vector<Way> &ways()
{
    static const std::vector<Way> all{
        {"the same address", "postgresql://postgres@127.0.0.1:{port}/production"},
        {"an alias", "${PRODUCTION_URL}"},
        {"key and value", "host=127.0.0.1 port={port} user=postgres dbname=production"},
        {"the other scheme", "postgres://postgres@127.0.0.1:{port}/production"},
        {"name instead of IP", "postgresql://postgres@localhost:{port}/production"},
        {"name in capitals", "postgresql://postgres@LOCALHOST:{port}/production"},
        {"IPv6", "postgresql://postgres@[::1]:{port}/production"},
        {"the server's second address", "postgresql://postgres@127.0.0.2:{port}/production"},
        {"socket", "postgresql:///production?host={socket}&port={port}&user=postgres"},
        {"socket, percent-encoded", "postgresql://postgres@{encoded}:{port}/production"},
        {"hostaddr beside another name",
         "host=db.dev.example.com hostaddr=127.0.0.1 port={port} user=postgres dbname=production"},
        {"port forward", "postgresql://postgres@127.0.0.1:{relay}/production"},
        {"another role", "postgresql://developer@127.0.0.1:{port}/production"},
        {"several hosts, the first one dead",
         "postgresql://postgres@127.0.0.9:1,127.0.0.1:{port}/production?"
         "target_session_attrs=read-write"},
        {"several hosts of one name",
         "host=127.0.0.1,127.0.0.2 port={port},{port} user=postgres dbname=production "
         "target_session_attrs=primary"},
        {"query options",
         "postgresql://postgres@127.0.0.1:{port}/production?application_name=local&"
         "connect_timeout=9&schema=public&pgbouncer=true"},
        {"a timeline of one's own",
         "postgresql://postgres@127.0.0.1:{port}/production?"
         "options=-c%20neon.timeline_id%3D0123456789abcdef0123456789abcdef"},
        {"a search path with false functions",
         "postgresql://postgres@127.0.0.1:{port}/production?"
         "options=-c%20search_path%3Dfalse_friends%2Cpg_catalog%2Cpublic"},
        {"the role's default search path", "postgresql://misled@127.0.0.1:{port}/production"},
        {"a role that may not ask for the identity",
         "postgresql://limited@127.0.0.1:{port}/production"},
        {"the default database of a role", "postgresql://production@127.0.0.1:{port}"},
        {"a service of the service file",
         "postgresql:///?service=local",
         {{"PGSERVICEFILE", "{folder}/services.conf"}}},
        {"PGSERVICE",
         "postgresql:///",
         {{"PGSERVICEFILE", "{folder}/services.conf"}, {"PGSERVICE", "local"}}},
        {"PGHOST and its like",
         "postgresql:///",
         {{"PGHOST", "127.0.0.1"},
          {"PGPORT", "{port}"},
          {"PGDATABASE", "production"},
          {"PGUSER", "postgres"}}},
        {"PGHOST with the name of a local database",
         "postgresql:///production?user=postgres",
         {{"PGHOST", "{socket}"}, {"PGPORT", "{port}"}}},
        {"PGOPTIONS",
         "postgresql://postgres@127.0.0.1:{port}/production",
         {{"PGOPTIONS", "-c search_path=false_friends,pg_catalog,public"}}},
        {"a password of .pgpass",
         "postgresql://developer@127.0.0.1:{port}/production",
         {{"PGPASSFILE", "{folder}/pgpass"}}},
        {"the process's environment",
         "postgresql://postgres@127.0.0.1:{port}/local",
         {{"LOCAL_URL", "postgresql://postgres@127.0.0.1:{port}/production"}}},
        {"a family of variables",
         "",
         {{"TRACKER_HOST", "localhost"},
          {"TRACKER_PORT", "{port}"},
          {"TRACKER_USER", "postgres"},
          {"TRACKER_DATABASE", "production"}},
         kFamily},
    };
    return all;
}

} // namespace

/// Every way to a protected database from a stage that is not it: none gets a write through.
class ReachTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init() { m_fixture->reset(); }

    void byAddress_data();
    void byAddress();
    void swappedValues();
    void symlinkedFolder();
    void copiedFolder_data();
    void copiedFolder();
    void aRecentProjectThatNobodyHasWorkedOn();
    void renamedStage_data();
    void renamedStage();
    void lessProtectedByTheFile_data();
    void lessProtectedByTheFile();
    void bareUrl();
    void bareUrlInAFreshProject();
    void bareUrlBesideAStageNeverMet();
    void bareUrlOfAStageThatDoesNotAnswer();
    void renamedDatabase();
    void renamedIntoItsPlace();
    void logicalClone();
    void droppedAndMadeAgain();
    void restoredCopy();
    void staleRecordAgainstTheLock();
    void damagedRecords_data();
    void damagedRecords();
    void anOpenSiblingHidesNothing();

private:
    QByteArray filled(const char *text) const;
    /// Another database, of which nothing is on record.
    void makeShop() const
    {
        m_fixture->forgetMachine();
        m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE IF EXISTS shop");
        m_fixture->cluster().psql(QStringLiteral("postgres"),
                                  "CREATE DATABASE shop TEMPLATE production");
    }
    /// Nothing may have changed in either database.
    Error refused(const Attempt &attempt = {});

    std::unique_ptr<ReachFixture> m_fixture;
    std::unique_ptr<TcpPeer> m_relay;
};

void ReachTest::initTestCase()
{
    m_fixture = std::make_unique<ReachFixture>();
    TestCluster &cluster = m_fixture->cluster();
    m_relay = std::make_unique<TcpPeer>(
        TcpPeer::Manner::Forwards,
        QStringLiteral("%1/.s.PGSQL.%2").arg(cluster.socketFolder()).arg(m_fixture->port()));
    cluster.psql(QStringLiteral("production"), R"(
        CREATE ROLE developer LOGIN SUPERUSER;
        CREATE ROLE production LOGIN SUPERUSER;
        CREATE ROLE limited LOGIN;
        GRANT pg_read_all_data, pg_write_all_data TO limited;
        CREATE ROLE misled LOGIN SUPERUSER;
        ALTER ROLE misled SET search_path = false_friends, pg_catalog, public;
        REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public;
        CREATE SCHEMA false_friends;
        SET search_path = false_friends;
        CREATE FUNCTION current_database() RETURNS name LANGUAGE sql AS $$ SELECT 'local'::name $$;
        CREATE FUNCTION inet_server_addr() RETURNS inet LANGUAGE sql AS $$ SELECT '10.9.9.9'::inet $$;
        CREATE FUNCTION pg_is_in_recovery() RETURNS bool LANGUAGE sql AS 'SELECT false';
        CREATE FUNCTION pg_backend_pid() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION pg_control_system(OUT pg_control_version int, OUT catalog_version_no int,
            OUT system_identifier bigint, OUT pg_control_last_modified timestamptz)
            LANGUAGE sql AS 'SELECT 1, 1, 7000000000000000001, now()';
        CREATE VIEW pg_database AS SELECT 4711::oid AS oid, 'local'::name AS datname;
        CREATE VIEW pg_settings AS SELECT 'port' AS name, '1' AS setting, 'postmaster' AS context;)");
}

void ReachTest::cleanupTestCase()
{
    m_relay.reset();
    m_fixture.reset();
}

QByteArray ReachTest::filled(const char *text) const
{
    const QByteArray socket = m_fixture->cluster().socketFolder().toUtf8();
    QByteArray out(text);
    out.replace("{port}", QByteArray::number(m_fixture->port()));
    out.replace("{relay}", m_relay->port().toUtf8());
    out.replace("{socket}", socket);
    out.replace("{encoded}", socket.toPercentEncoding());
    out.replace("{folder}", m_fixture->path().toUtf8());
    return out;
}

Error ReachTest::refused(const Attempt &attempt)
{
    const Report report = m_fixture->write(attempt);
    if (m_fixture->changed() != 0 || m_fixture->changed(QStringLiteral("local")) != 0)
        qFatal("it got through: %s", told(report).constData());
    if (!report.error || report.outcome == Result::Succeeded)
        qFatal("not refused: %s", told(report).constData());
    if (report.error->hint().isEmpty())
        qFatal("no hint: %s", told(report).constData());
    return *report.error;
}

void ReachTest::byAddress_data()
{
    QTest::addColumn<int>("way");
    QTest::addColumn<int>("known");
    const char *const states[] = {"both on record", "the stage is new", "arborist.lock only",
                                  "nothing on record"};
    for (int way = 0; way < int(ways().size()); ++way) {
        // What is known decides in one place: every third way is taken in each state.
        for (const int known : way % 3 == 0 ? QList<int>{0, 1, 2, 3} : QList<int>{0, 2})
            QTest::addRow("%s: %s", ways()[size_t(way)].name, states[known]) << way << known;
    }
}

void ReachTest::byAddress()
{
    QFETCH(int, way);
    QFETCH(int, known);
    const Way &how = ways()[size_t(way)];
    if (QByteArray(how.name) == "IPv6" && !m_fixture->hasIpv6())
        QSKIP("This machine has no ::1.");
    if (known == 0)
        m_fixture->visit({QStringLiteral("local"), QStringLiteral("production")});
    else if (known == 1)
        m_fixture->visit({QStringLiteral("production")});
    else if (known == 2)
        m_fixture->lock();
    if (how.stages)
        m_fixture->setStages(how.stages);
    m_fixture->write(QStringLiteral("services.conf"),
                     filled("[local]\nhost=127.0.0.1\nport={port}\nuser=postgres\n"
                            "dbname=production\n"));
    m_fixture->write(QStringLiteral("pgpass"), filled("127.0.0.1:{port}:*:developer:secret\n"));
    QFile::setPermissions(m_fixture->path(QStringLiteral("pgpass")),
                          QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray production = m_fixture->url("production");
    m_fixture->write(QStringLiteral(".env"),
                     "PRODUCTION_URL=" + production + "\nLOCAL_URL=\"" + filled(how.url) + "\"\n");
    for (const auto &[name, value] : how.variables)
        m_fixture->setVariable(name, filled(value));
    const Error error = refused();
    QVERIFY2(error.kind() == ErrorKind::Refused, error.what());
    const bool limited = QByteArray(how.name).contains("may not ask");
    QVERIFY2(error.message().contains(u"production") || (limited && known == 0), error.what());
}

void ReachTest::swappedValues()
{
    m_fixture->visit({QStringLiteral("local"), QStringLiteral("production")});
    m_fixture->setAddresses(m_fixture->url("production"), m_fixture->url("local"));
    const Error local = refused();
    QVERIFY2(local.message().contains(u"It is the database of production."), local.what());
    QVERIFY2(local.hint().contains(u"Correct the address of local"), qPrintable(local.hint()));
    const Error production = refused(ReachFixture::through(QStringLiteral("production")));
    QVERIFY2(production.message().contains(u"It is the database of local."), production.what());
}

void ReachTest::symlinkedFolder()
{
    m_fixture->visit({QStringLiteral("local"), QStringLiteral("production")});
    const QString link = m_fixture->outside(QStringLiteral("elsewhere"));
    QVERIFY(QFile::link(m_fixture->path(), link));
    m_fixture->setAddresses(m_fixture->url("production"), m_fixture->url("production"));
    Attempt attempt;
    attempt.folder = link;
    QVERIFY(refused(attempt).message().contains(u"production"));
}

void ReachTest::copiedFolder_data()
{
    QTest::addColumn<bool>("gone");
    QTest::newRow("beside the project") << false;
    QTest::newRow("the project is gone") << true; // its record is not
}

void ReachTest::copiedFolder()
{
    QFETCH(bool, gone);
    m_fixture->visit({QStringLiteral("production")});
    const QString project = m_fixture->path();
    if (gone)
        QVERIFY(QDir(project).removeRecursively());
    const QString copy = m_fixture->outside(QStringLiteral("copy"));
    m_fixture->write(copy + QStringLiteral("/arborist.toml"),
                     "[stages.local]\nurl = \"env:LOCAL_URL\"\nenvironment = \"development\"\n");
    m_fixture->write(copy + QStringLiteral("/.env"),
                     "LOCAL_URL=" + m_fixture->url("production") + '\n');
    Attempt attempt;
    attempt.folder = copy;
    const Error error = refused(attempt);
    QVERIFY2(error.message().contains(project), error.what());
    QVERIFY2(gone || error.hint().contains(u"--workspace"), qPrintable(error.hint()));
}

void ReachTest::aRecentProjectThatNobodyHasWorkedOn()
{
    m_fixture->lock();
    m_fixture->write(qEnvironmentVariable("ARBORIST_DATA_DIR") + QStringLiteral("/recent.json"),
                     "{\"workspaces\": [{\"location\": \"" + m_fixture->path().toUtf8() +
                         "\", \"name\": \"project\"}]}");
    const QString other = m_fixture->outside(QStringLiteral("other"));
    m_fixture->write(other + QStringLiteral("/.env.local"),
                     "DATABASE_URL=" + m_fixture->url("production", "localhost") + '\n');
    Attempt attempt;
    attempt.folder = other;
    QVERIFY(refused(attempt).message().contains(u"production"));
}

void ReachTest::renamedStage_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("name");
    QTest::newRow("protected by its name")
        << QByteArray("[stages.prod]\nurl = \"env:PRODUCTION_URL\"\n") << QStringLiteral("prod");
    QTest::newRow("protected by the file alone")
        << QByteArray("[stages.main]\nurl = \"env:PRODUCTION_URL\"\nprotected = true\n")
        << QStringLiteral("main");
    QTest::newRow("by its environment alone")
        << QByteArray("[stages.main]\nurl = \"env:PRODUCTION_URL\"\nenvironment = \"staging\"\n")
        << QStringLiteral("main");
}

void ReachTest::renamedStage()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, name);
    m_fixture->setStages(before);
    m_fixture->visit({name});
    m_fixture->setStages("[stages.sandbox]\nurl = \"env:PRODUCTION_URL\"\n"
                         "environment = \"development\"\n");
    const Error error = refused(ReachFixture::through(QStringLiteral("sandbox")));
    QVERIFY2(error.message().contains(name), error.what());
    QVERIFY2(error.hint().contains(u"stages trust sandbox"), qPrintable(error.hint()));
}

void ReachTest::lessProtectedByTheFile_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<bool>("locked");
    QTest::newRow("not protected") << QByteArray("protected = false\n") << false;
    QTest::newRow("not protected, another machine") << QByteArray("protected = false\n") << true;
    QTest::newRow("another environment")
        << QByteArray("protected = false\nenvironment = \"development\"\n") << false;
}

void ReachTest::lessProtectedByTheFile()
{
    QFETCH(QByteArray, more);
    QFETCH(bool, locked);
    if (locked)
        m_fixture->lock();
    else
        m_fixture->visit({QStringLiteral("production")});
    m_fixture->setStages("[stages.production]\nurl = \"env:PRODUCTION_URL\"\n" + more);
    const Error error = refused(ReachFixture::through(QStringLiteral("production")));
    QVERIFY2(error.message().contains(u"protects it less"), error.what());
    QVERIFY2(error.hint().contains(u"stages trust production"), qPrintable(error.hint()));
}

void ReachTest::bareUrl()
{
    m_fixture->visit({QStringLiteral("production")});
    for (const char *host : {"127.0.0.1", "localhost", "127.0.0.2"}) {
        Attempt attempt;
        attempt.url = QString::fromUtf8(m_fixture->url("production", host));
        attempt.typed = QStringLiteral("postgres");
        const Error error = refused(attempt);
        QVERIFY2(error.hint().contains(u"--confirm production"), qPrintable(error.hint()));
    }
}

void ReachTest::bareUrlInAFreshProject()
{
    m_fixture->lock();
    m_fixture->forgetMachine();
    Attempt attempt;
    attempt.url = QString::fromUtf8(m_fixture->url("production", "localhost"));
    attempt.typed = QStringLiteral("postgres");
    attempt.nearby = m_fixture->path();
    QVERIFY(refused(attempt).hint().contains(u"--confirm production"));
}

/// Nobody has ever looked at production from here; its database has another name.
void ReachTest::bareUrlBesideAStageNeverMet()
{
    makeShop();
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("shop"));
    Attempt attempt;
    attempt.url = QString::fromUtf8(m_fixture->url("shop", "127.0.0.2"));
    attempt.typed = QStringLiteral("shop");
    attempt.nearby = m_fixture->path();
    const Report report = m_fixture->write(attempt);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->hint().contains(u"--confirm production"), told(report));
    QCOMPARE(m_fixture->changed(QStringLiteral("shop")), 0);
}

/// The role in the project is wrong, the typed one is right.
void ReachTest::bareUrlOfAStageThatDoesNotAnswer()
{
    makeShop();
    const QByteArray url = m_fixture->url("shop");
    m_fixture->setAddresses(m_fixture->url("local"),
                            QByteArray(url).replace("://postgres", "://nobody_at_all"));
    Attempt attempt;
    attempt.url = QString::fromUtf8(url);
    attempt.typed = QStringLiteral("shop");
    attempt.nearby = m_fixture->path();
    const Report report = m_fixture->write(attempt);
    QVERIFY2(report.outcome == Result::Refused, told(report));
    QVERIFY2(report.error->message().contains(u"the address of production"), told(report));
    QCOMPARE(m_fixture->changed(QStringLiteral("shop")), 0);
}

void ReachTest::renamedDatabase()
{
    m_fixture->visit({QStringLiteral("local"), QStringLiteral("production")});
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE production RENAME TO scratch");
    m_fixture->setAddresses(m_fixture->url("scratch"), m_fixture->url("production"));
    Report report = m_fixture->write(Attempt());
    const int changed = m_fixture->changed(QStringLiteral("scratch"));
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE scratch RENAME TO production");
    QVERIFY2(report.outcome == Result::Refused && changed == 0, told(report));
    QVERIFY2(report.error->message().contains(u"It is the database of production."), told(report));
}

void ReachTest::renamedIntoItsPlace()
{
    m_fixture->visit({QStringLiteral("local"), QStringLiteral("production")});
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE local RENAME TO put_away");
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE production RENAME TO local");
    const Report report = m_fixture->write(Attempt());
    const int changed = m_fixture->changed(QStringLiteral("local"));
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE local RENAME TO production");
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "ALTER DATABASE put_away RENAME TO local");
    QVERIFY2(report.outcome == Result::Refused && changed == 0, told(report));
}

void ReachTest::logicalClone()
{
    m_fixture->visit({QStringLiteral("production")});
    m_fixture->cluster().psql(QStringLiteral("postgres"),
                              "CREATE DATABASE clone TEMPLATE production");
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("clone"));
    const Error error = refused(ReachFixture::through(QStringLiteral("production")));
    QCOMPARE(m_fixture->changed(QStringLiteral("clone")), 0);
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE clone");
    QVERIFY2(error.message().contains(u"another database than on record"), error.what());
}

void ReachTest::droppedAndMadeAgain()
{
    m_fixture->cluster().createDatabase(QStringLiteral("brief"));
    m_fixture->makeItems(QStringLiteral("brief"));
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("brief"));
    m_fixture->visit({QStringLiteral("production")});
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE brief");
    m_fixture->cluster().createDatabase(QStringLiteral("brief"));
    m_fixture->makeItems(QStringLiteral("brief"));
    const Error error = refused(ReachFixture::through(QStringLiteral("production")));
    QCOMPARE(m_fixture->changed(QStringLiteral("brief")), 0);
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE brief");
    QVERIFY2(error.message().contains(u"dropped and created again"), error.what());
}

void ReachTest::restoredCopy()
{
    m_fixture->visit({QStringLiteral("production")});
    m_fixture->cluster().createDatabase(QStringLiteral("restored"));
    m_fixture->cluster().restore(QStringLiteral("production"), QStringLiteral("restored"));
    m_fixture->setAddresses(m_fixture->url("local"), m_fixture->url("restored"));
    const Error error = refused(ReachFixture::through(QStringLiteral("production")));
    QCOMPARE(m_fixture->changed(QStringLiteral("restored")), 0);
    // As a database of its own it may be worked on.
    m_fixture->setAddresses(m_fixture->url("restored"), m_fixture->url("production"));
    const Report own = m_fixture->write(Attempt());
    m_fixture->cluster().psql(QStringLiteral("postgres"), "DROP DATABASE restored");
    QVERIFY2(error.message().contains(u"another database than on record"), error.what());
    QVERIFY2(own.outcome == Result::Succeeded, told(own));
}

void ReachTest::staleRecordAgainstTheLock()
{
    // This machine has met the database as local's; the project says by now whose it is.
    m_fixture->setStages("[stages.local]\nurl = \"env:PRODUCTION_URL\"\n");
    m_fixture->visit({QStringLiteral("local")});
    m_fixture->setStages(ReachFixture::usualStages());
    m_fixture->lock();
    m_fixture->setAddresses(m_fixture->url("production"), m_fixture->url("production"));
    QVERIFY(refused().message().contains(u"production is protected"));
    // And the other way round: the lock names another database for production than this machine.
    m_fixture->forgetMachine();
    m_fixture->visit({QStringLiteral("production")});
    m_fixture->write(QStringLiteral("arborist.lock"),
                     "[stages.production]\nsystem_identifier = \"7\"\ndatabase_oid = 1\n");
    QVERIFY(refused().message().contains(u"production"));
    const Error own = refused(ReachFixture::through(QStringLiteral("production")));
    QVERIFY2(own.message().contains(u"another database than on record"), own.what());
}

void ReachTest::damagedRecords_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    const QString record = QStringLiteral("fingerprints.json");
    QTest::newRow("no JSON") << record << QByteArray("{\"version\": 1, \"worksp");
    QTest::newRow("empty") << record << QByteArray();
    QTest::newRow("of a later version")
        << record << QByteArray("{\"version\": 9, \"workspaces\": {}}");
    QTest::newRow("conflict in arborist.lock")
        << QStringLiteral("arborist.lock") << QByteArray("<<<<<<< HEAD\n[stages.production]\n");
}

void ReachTest::damagedRecords()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    m_fixture->visit({QStringLiteral("production")});
    const QString data = qEnvironmentVariable("ARBORIST_DATA_DIR");
    m_fixture->write(file.endsWith(u".json") ? data + u'/' + file : file, text);
    m_fixture->setAddresses(m_fixture->url("production"), m_fixture->url("production"));
    QVERIFY(refused().message().contains(file));
}

void ReachTest::anOpenSiblingHidesNothing()
{
    // A stage that shares the database openly is no licence.
    m_fixture->setStages(ReachFixture::usualStages() +
                         "[stages.scratch]\nurl = \"env:LOCAL_URL\"\nenvironment = \"test\"\n");
    m_fixture->visit({QStringLiteral("production")});
    m_fixture->setAddresses(m_fixture->url("production", "127.0.0.2"),
                            m_fixture->url("production"));
    m_fixture->visit({QStringLiteral("scratch"), QStringLiteral("local")});
    const Error error = refused();
    QVERIFY2(error.message().contains(u"production is protected"), error.what());
    QVERIFY2(error.hint().contains(u"stages trust local"), qPrintable(error.hint()));
}

QTEST_GUILESS_MAIN(ReachTest)
#include "reach_test.moc"
