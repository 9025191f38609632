// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/secret_address.h"
#include "services/stages/secret_cache.h"
#include "services/stages/stage_check.h"
#include "services/stages/stage_connection.h"
#include "tests/cloud/aws_sandbox.h"
#include "tests/stages/project.h"
#include "tests/support/test_cluster.h"
#include <QJsonDocument>
#include <QProcess>
#include <QTest>
#include <atomic>
#include <latch>
#include <thread>

using namespace arborist;
using stages::addressInSecret;
using stages::SecretCache;

namespace {

const QString kSecret = QStringLiteral("acme/staging/url");

QString all(const Error &error)
{
    return QStringList{error.message(), error.hint(), error.where(), error.detail()}.join(u'\n');
}

struct Run {
    int exitCode = -1;
    QByteArray out, err;
};

Run arboristctl(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(ARBORISTCTL), arguments);
    process.waitForFinished(120'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// A stage whose address is a secret: the real server, the real command line, a stand-in for AWS.
class StageSecretTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void addresses_data();
    void addresses();
    void cache();
    void cacheFetchesOnce();
    void cacheForgetsFailures();
    void openingFetchesNothing();
    void checksShareOneFetch();
    void rotation();
    void wrongSecret();
    void commandLine();

private:
    QString url(const QByteArray &password) const
    {
        return QString::fromUtf8("postgresql://app:" + password +
                                 "@/tracker?host=" + m_cluster->socketFolder().toUtf8());
    }
    void setPassword(const QByteArray &password) const
    {
        m_cluster->psql(QStringLiteral("postgres"), "ALTER ROLE app PASSWORD '" + password + "';");
    }
    Project project() const;

    std::unique_ptr<TestCluster> m_cluster;
    std::optional<AwsSandbox> m_sandbox;
    std::optional<FakeAws> m_fake;
};

void StageSecretTest::initTestCase()
{
    TestCluster::Options options;
    options.hbaLines = {QStringLiteral("local all app scram-sha-256")};
    m_cluster = std::make_unique<TestCluster>(options);
    m_cluster->createDatabase(QStringLiteral("tracker"));
    m_cluster->psql(QStringLiteral("postgres"), "CREATE ROLE app LOGIN;");
}

void StageSecretTest::init()
{
    clearEnvironment();
    SecretCache::instance().clear();
    m_sandbox.emplace();
    m_sandbox->useKeys();
    if (!m_fake)
        m_fake.emplace();
    m_fake->reset();
    qputenv("AWS_ENDPOINT_URL", m_fake->url());
    setPassword("geheim");
    m_fake->setSecret(kSecret, url("geheim"));
}

Project StageSecretTest::project() const
{
    Project project;
    project.write(QStringLiteral("arborist.toml"), R"([stages.staging]
url = "aws-secret:acme/staging/url"
environment = "test"
aws = { region = "eu-central-1" }
)");
    return project;
}

void StageSecretTest::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("found"); // "user@host:port/database", or part of what is said
    const auto row = [](const char *name, const char *text, const char *key, const char *found) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(key)
                            << QString::fromUtf8(found);
    };
    row("URL", "postgresql://u:geheim@h:6000/d", "", "u@h:6000/d");
    row("URL with white space", "\n  postgres://u:geheim@h/d \n", "", "u@h:5432/d");
    row("keywords", "host=h user=u dbname=d password=geheim", "", "u@h:5432/d");
    row("DATABASE_URL", R"({"other":"x","DATABASE_URL":"postgres://u:geheim@h/d"})", "",
        "u@h:5432/d");
    row("DB_CONNECTION_STRING", R"({"DB_CONNECTION_STRING":"postgres://u:geheim@h/d"})", "",
        "u@h:5432/d");
    row("key", R"({"DATABASE_URL":"postgres://a:b@c/e","ro":"postgres://u:geheim@h/d"})", "ro",
        "u@h:5432/d");
    row("object under a key",
        R"({"ro":{"host":"h","username":"u","password":"geheim","dbname":"d"}})", "ro",
        "u@h:5432/d");
    row("RDS", R"({"engine":"postgres","host":"h","port":6000,"username":"u","password":"geheim",
        "dbname":"d","dbInstanceIdentifier":"x"})",
        "", "u@h:6000/d");
    row("Aurora", R"({"engine":"aurora-postgresql","host":"h","port":"6000","user":"u",
        "password":"geheim","database":"d"})",
        "", "u@h:6000/d");
    row("no host", R"({"username":"u","password":"geheim"})", "", "Its keys: password, username.");
    row("another database", R"({"engine":"mysql","host":"h","password":"geheim"})", "",
        "engine mysql");
    row("no such key", R"({"a":"geheim"})", "b", "Its keys: a.");
    row("a number under the key", R"({"a":1})", "a", "no text under the key");
    row("a key in plain text", "postgres://u:geheim@h/d", "a", "Leave out #a");
    row("no address", "geheim", "", "does not hold the address");
    row("no address under the key", R"({"a":"geheim"})", "a", "does not hold the address");
    row("broken address", "host=h password='geheim", "", "libpq cannot read");
    row("mysql URL", "mysql://u:geheim@h/d", "", "does not hold the address");
    row("empty object", "{}", "", "empty object");
    row("array", "[\"geheim\"]", "", "does not hold the address");
}

void StageSecretTest::addresses()
{
    QFETCH(QString, text);
    QFETCH(QString, key);
    QFETCH(QString, found);
    try {
        const auto info = addressInSecret(text, key, QStringLiteral("secret x"));
        QCOMPARE(QStringLiteral("%1@%2:%3/%4")
                     .arg(info.user(), info.host(), info.port(), info.database()),
                 found);
        QCOMPARE(info.value(QStringLiteral("password")), QStringLiteral("geheim"));
    } catch (const Error &error) {
        QVERIFY2(all(error).contains(found), qPrintable(all(error)));
        QVERIFY2(!all(error).contains(u"geheim") && !error.hint().isEmpty(),
                 qPrintable(all(error)));
    }
}

void StageSecretTest::cache()
{
    SecretCache cache;
    int fetched = 0;
    const auto fetch = [&fetched] { return QString::number(++fetched); };
    const QString key = QStringLiteral("k");
    QVERIFY(!cache.known(key));
    QCOMPARE(cache.value(key, fetch, {}), QStringLiteral("1"));
    QCOMPARE(cache.value(key, fetch, {}), QStringLiteral("1"));
    QCOMPARE(cache.known(key), std::optional(QStringLiteral("1")));
    QCOMPARE(cache.value(QStringLiteral("other"), fetch, {}), QStringLiteral("2"));
    cache.forget(key);
    QVERIFY(!cache.known(key));
    QCOMPARE(cache.value(key, fetch, {}), QStringLiteral("3"));
}

void StageSecretTest::cacheFetchesOnce()
{
    SecretCache cache;
    std::atomic<int> fetched = 0;
    std::latch begun(1), go(1);
    const QString key = QStringLiteral("k");
    std::vector<std::jthread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            const QString text = cache.value(key,
                                             [&] {
                                                 ++fetched;
                                                 begun.count_down();
                                                 go.wait();
                                                 return QStringLiteral("text");
                                             },
                                             {});
            if (text == u"text")
                ++right;
        });
    }
    begun.wait();
    // Who waits for another's answer can be stopped.
    std::stop_source source;
    std::optional<ErrorKind> kind;
    std::jthread stopped([&] {
        try {
            cache.value(
                key, [] { return QString(); }, source.get_token());
        } catch (const Error &error) {
            kind = error.kind();
        }
    });
    source.request_stop();
    stopped.join();
    QVERIFY(kind == ErrorKind::Cancelled);
    go.count_down();
    threads.clear();
    QCOMPARE(fetched.load(), 1);
    QCOMPARE(right.load(), 8);
}

void StageSecretTest::cacheForgetsFailures()
{
    SecretCache cache;
    const QString key = QStringLiteral("k");
    QVERIFY_THROWS_EXCEPTION(
        Error, cache.value(key, []() -> QString { throw Error(QStringLiteral("no")); }, {}));
    QVERIFY(!cache.known(key));
    QCOMPARE(cache.value(key, [] { return QStringLiteral("yes"); }, {}), QStringLiteral("yes"));
}

void StageSecretTest::openingFetchesNothing()
{
    const Project folder = project();
    const Workspace workspace = folder.open();
    const Stage &stage = workspace.stages().front();
    QCOMPARE(stage.origin, QStringLiteral("secret acme/staging/url in AWS Secrets Manager "
                                          "(eu-central-1)"));
    QVERIFY2(stage.problem.isEmpty(), qPrintable(stage.problem));
    QVERIFY(!workspace.knownAddress(stage));
    QVERIFY(!workspace.holdsSecret(stage));
    QVERIFY(m_fake->journal().isEmpty());
    QCOMPARE(workspace.resolve(stage).value(QStringLiteral("password")), QStringLiteral("geheim"));
    QVERIFY(workspace.holdsSecret(stage));
    const auto known = workspace.knownAddress(stage);
    QVERIFY(known);
    QCOMPARE(known->database(), QStringLiteral("tracker"));
    QVERIFY(!known->toUrlWithPassword().contains(u"geheim"));
    // In the memory of the process: another look at the folder has it, too.
    const Workspace again = folder.open();
    QVERIFY(again.knownAddress(again.stages().front()));
    QCOMPARE(m_fake->journal().size(), 1);
}

void StageSecretTest::checksShareOneFetch()
{
    const Project folder = project();
    const Workspace workspace = folder.open();
    const Stage &stage = workspace.stages().front();
    for (int i = 0; i < 3; ++i) {
        const auto found = check(workspace, stage);
        QVERIFY2(found.reachable, found.error ? qPrintable(all(*found.error)) : "");
        QCOMPARE(found.database, QStringLiteral("tracker"));
    }
    QCOMPARE(m_fake->journal().size(), 1);
    workspace.forgetSecret(stage);
    QVERIFY(check(workspace, stage).reachable);
    QCOMPARE(m_fake->journal().size(), 1);
}

void StageSecretTest::rotation()
{
    const Project folder = project();
    const Workspace workspace = folder.open();
    const Stage &stage = workspace.stages().front();
    QVERIFY(check(workspace, stage).reachable);
    setPassword("rotated");
    m_fake->setSecret(kSecret, url("rotated"));
    m_fake->journal();
    auto connection = openStage(workspace, stage);
    QCOMPARE(connection.exec(QStringLiteral("SELECT current_user")).text(0, 0),
             QStringLiteral("app"));
    QCOMPARE(m_fake->journal().size(), 1);
    QVERIFY(check(workspace, stage).reachable);
    QVERIFY(m_fake->journal().isEmpty());
}

void StageSecretTest::wrongSecret()
{
    m_fake->setSecret(kSecret, url("wrong-geheim"));
    const Project folder = project();
    const Workspace workspace = folder.open();
    const Stage &stage = workspace.stages().front();
    const auto found = check(workspace, stage);
    QVERIFY(!found.reachable && found.error);
    QCOMPARE(found.error->sqlState(), QStringLiteral("28P01"));
    QVERIFY2(!all(*found.error).contains(u"geheim"), qPrintable(all(*found.error)));
    QCOMPARE(m_fake->journal().size(), 1); // fresh already: asking again would tell the same
    // Put right in AWS: the next look finds out.
    m_fake->setSecret(kSecret, url("geheim"));
    QVERIFY(check(workspace, stage).reachable);
}

void StageSecretTest::commandLine()
{
    const Project folder = project();
    const QStringList target{QStringLiteral("--workspace"), folder.path(),
                             QStringLiteral("--target"), QStringLiteral("staging")};
    qputenv("ARBORIST_DATA_DIR", m_sandbox->path(QStringLiteral("data")).toUtf8());
    for (const char *command : {"current", "status", "stages"}) {
        const Run run = arboristctl(target + QStringList{QString::fromLatin1(command)});
        QVERIFY2(run.exitCode == 0, run.err + run.out);
        QVERIFY2(run.out.contains("tracker"), run.out);
        QVERIFY(!(run.out + run.err).contains("geheim"));
    }
    const Run json =
        arboristctl(target + QStringList{QStringLiteral("--json"), QStringLiteral("current")});
    QVERIFY2(json.out.contains("AWS Secrets Manager"), json.out);
    QCOMPARE(m_fake->journal().size(), 4);

    // It stays in memory: no command writes it into a file.
    const QString toml = QStringLiteral("arborist.toml");
    QFile file(folder.path(toml));
    QVERIFY(file.open(QIODevice::ReadOnly));
    folder.write(toml, file.readAll() + "[stages.local]\nurl = \"env:DB_CONNECTION_STRING\"\n");
    const Run set =
        arboristctl({QStringLiteral("--workspace"), folder.path(), QStringLiteral("--target"),
                     QStringLiteral("local"), QStringLiteral("--yes"), QStringLiteral("set"),
                     QStringLiteral("target-db"), QStringLiteral("staging")});
    QVERIFY2(set.exitCode == 3, set.err);
    QVERIFY2(set.err.contains("does not belong in a file"), set.err);
    QVERIFY(!QFile::exists(folder.path(QStringLiteral(".env"))));

    // Each failure says what to do, in the terminal too.
    m_fake->fail({QStringLiteral("404")});
    qputenv("AWS_SECRET_ACCESS_KEY", "geheim");
    const Run wrong = arboristctl(target + QStringList{QStringLiteral("status")});
    QVERIFY(wrong.exitCode == 1);
    QVERIFY2(wrong.err.contains("the secret key of the environment is wrong"), wrong.err);
    QVERIFY(!(wrong.out + wrong.err).contains("geheim"));
    qunsetenv("ARBORIST_DATA_DIR");
}

QTEST_GUILESS_MAIN(StageSecretTest)
#include "stage_secret_test.moc"
