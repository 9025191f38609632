// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/credential_chain.h"
#include "services/cloud/aws/endpoint.h"
#include "services/cloud/child_process.h"
#include "tests/cloud/aws_sandbox.h"
#include <QFile>
#include <QJsonDocument>
#include <QTest>
#include <thread>

using namespace arborist;
using namespace arborist::cloud;
using aws::Account;
using aws::Credentials;
using aws::Settings;

namespace {

Credentials find(const Account &account = {}, std::stop_token stop = {})
{
    HttpClient client;
    const Settings settings = Settings::read(account);
    return aws::CredentialChain(settings, client, std::move(stop)).find();
}

QString all(const Error &error)
{
    return QStringList{error.message(), error.hint(), error.where(), error.detail()}.join(u'\n');
}

/// Everything that the failure says; "found" if there is none.
QString failure(const Account &account = {})
{
    try {
        find(account);
    } catch (const Error &error) {
        return error.hint().isEmpty() ? QStringLiteral("no hint: ") + all(error) : all(error);
    }
    return QStringLiteral("found");
}

QJsonObject object(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

Account profile(const char *name)
{
    return {QString::fromUtf8(name), {}};
}

} // namespace

/// Real files, real processes, a stand-in for STS and the single sign-on portal.
class CloudCredentialsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_sandbox.emplace(); }
    void files();
    void unreadableFiles();
    void environmentAndProfiles();
    void region();
    void process_data();
    void process();
    void processSeesNoSecrets();
    void processIsCancelled();
    void words_data();
    void words();
    void commandLine();
    void signOn();
    void signOnFailures();
    void role();
    void roleFailures();
    void nothingFound();
    void endpoints_data();
    void endpoints();

private:
    std::optional<AwsSandbox> m_sandbox;
};

void CloudCredentialsTest::files()
{
    m_sandbox->writeCredentials("\xEF\xBB\xBF# comment\r\n[default]\r\naws_access_key_id = AKD\r\n"
                                "aws_secret_access_key=a=b/c+d#e\r\n\r\n[ acme ]\r\n"
                                "AWS_ACCESS_KEY_ID=AKA\naws_secret_access_key = s \n"
                                "aws_session_token=t\n");
    m_sandbox->writeConfig("[default]\nregion=eu-west-1\n[profile acme]\nregion = eu-west-2\n"
                           "aws_access_key_id = AKC\naws_secret_access_key = other\n"
                           "[profile \"of config\"]\naws_access_key_id = AKF\n"
                           "aws_secret_access_key = f\ns3 =\n  max_concurrent_requests = 20\n"
                           "[sso-session x]\nsso_region = us-east-1\n");
    const Credentials usual = find();
    QCOMPARE(usual.accessKeyId, QByteArray("AKD"));
    QCOMPARE(usual.secretAccessKey, QByteArray("a=b/c+d#e"));
    QVERIFY(usual.sessionToken.isEmpty());
    QVERIFY2(usual.origin.contains(u"/.aws/credentials"), qPrintable(usual.origin));
    // The credentials file goes before the config file.
    const Credentials acme = find(profile("acme"));
    QCOMPARE(acme.accessKeyId, QByteArray("AKA"));
    QCOMPARE(acme.secretAccessKey, QByteArray("s"));
    QCOMPARE(acme.sessionToken, QByteArray("t"));
    QCOMPARE(find(profile("of config")).accessKeyId, QByteArray("AKF"));
    QCOMPARE(aws::ProfileFiles::read().profiles(),
             QStringList(
                 {QStringLiteral("acme"), QStringLiteral("default"), QStringLiteral("of config")}));

    m_sandbox->write(QStringLiteral("elsewhere"), "[default]\naws_access_key_id=AKE\n"
                                                  "aws_secret_access_key=e\n");
    qputenv("AWS_SHARED_CREDENTIALS_FILE", "~/elsewhere");
    QCOMPARE(find().accessKeyId, QByteArray("AKE"));
}

void CloudCredentialsTest::unreadableFiles()
{
    m_sandbox->writeCredentials("[default]\naws_access_key_id = AK\ngeheim\n");
    QVERIFY2(failure().contains(u"credentials:3 is neither"), qPrintable(failure()));
    QVERIFY(!failure().contains(u"geheim"));
    m_sandbox->writeCredentials("key = value\n");
    QVERIFY2(failure().contains(u"credentials:1 "), qPrintable(failure()));
    m_sandbox->writeCredentials("[default\n");
    QVERIFY2(failure().contains(u"credentials:1 "), qPrintable(failure()));
    m_sandbox->writeCredentials("[default]\naws_access_key_id = AK\n");
    QVERIFY2(failure().contains(u"aws_secret_access_key"), qPrintable(failure()));
    QFile::remove(m_sandbox->path(QStringLiteral(".aws/credentials")));
    m_sandbox->write(QStringLiteral(".aws/credentials/file"), "a folder in its place");
    QVERIFY2(failure().contains(u"cannot be read"), qPrintable(failure()));
}

void CloudCredentialsTest::environmentAndProfiles()
{
    m_sandbox->writeCredentials("[default]\naws_access_key_id=AKD\naws_secret_access_key=d\n"
                                "[acme]\naws_access_key_id=AKA\naws_secret_access_key=a\n");
    m_sandbox->useKeys("AKENV", "e", "token");
    QCOMPARE(find().accessKeyId, QByteArray("AKENV"));
    QCOMPARE(find().sessionToken, QByteArray("token"));
    // A profile named by a variable does not go before keys in variables, one of the stage does.
    qputenv("AWS_PROFILE", "acme");
    QCOMPARE(find().accessKeyId, QByteArray("AKENV"));
    QCOMPARE(find(profile("acme")).accessKeyId, QByteArray("AKA"));
    qunsetenv("AWS_ACCESS_KEY_ID");
    QCOMPARE(find().accessKeyId, QByteArray("AKA"));
    qputenv("AWS_DEFAULT_PROFILE", "default");
    QCOMPARE(find().accessKeyId, QByteArray("AKD"));
    qunsetenv("AWS_DEFAULT_PROFILE");
    qputenv("AWS_PROFILE", "acem");
    QVERIFY2(failure().contains(u"no AWS profile \"acem\""), qPrintable(failure()));
    QVERIFY2(failure().contains(u"acme, default"), qPrintable(failure()));
    qputenv("AWS_ACCESS_KEY_ID", "AKENV");
    qunsetenv("AWS_SECRET_ACCESS_KEY");
    QVERIFY2(failure().contains(u"AWS_SECRET_ACCESS_KEY"), qPrintable(failure()));
}

void CloudCredentialsTest::region()
{
    m_sandbox->writeConfig("[default]\nregion=eu-west-1\n[profile acme]\nregion=eu-west-2\n");
    QCOMPARE(Settings::read({}).region, QStringLiteral("eu-west-1"));
    QCOMPARE(Settings::read(profile("acme")).region, QStringLiteral("eu-west-2"));
    qputenv("AWS_DEFAULT_REGION", "eu-west-3");
    QCOMPARE(Settings::read(profile("acme")).region, QStringLiteral("eu-west-3"));
    qputenv("AWS_REGION", "eu-west-4");
    QCOMPARE(Settings::read({}).region, QStringLiteral("eu-west-4"));
    QCOMPARE(Settings::read({{}, QStringLiteral("eu-west-5")}).region, QStringLiteral("eu-west-5"));
}

void CloudCredentialsTest::process_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("told"); // empty: it works
    const auto row = [](const char *name, const QByteArray &script, const char *told) {
        QTest::newRow(name) << "#!/bin/sh\n" + script << QString::fromUtf8(told);
    };
    row("keys", R"(echo '{"Version":1,"AccessKeyId":"AKP","SecretAccessKey":"geheim"}')", "");
    row("all", R"(echo "{\"Version\":1,\"AccessKeyId\":\"AKP\",\"SecretAccessKey\":\"geheim\",
        \"SessionToken\":\"t\",\"Expiration\":\"2099-01-01T00:00:00+00:00\"}")",
        "");
    row("out of date", R"(echo '{"Version":1,"AccessKeyId":"AKP","SecretAccessKey":"geheim",
        "Expiration":"2020-01-01T00:00:00Z"}')",
        "out of date");
    row("other version", R"(echo '{"Version":2,"AccessKeyId":"AKP","SecretAccessKey":"geheim"}')",
        "version");
    row("no version", R"(echo '{"AccessKeyId":"AKP","SecretAccessKey":"geheim"}')", "version");
    row("no key", R"(echo '{"Version":1,"SecretAccessKey":"geheim"}')", "no key");
    row("no JSON", "echo geheim", "did not print JSON");
    row("nothing", "", "did not print JSON");
    row("fails", "echo secret=geheim; echo 'sign on first' >&2; exit 3", "exit code 3");
    row("crashes", "kill -9 $$", "crashed");
}

void CloudCredentialsTest::process()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, told);
    m_sandbox->write(QStringLiteral("my tools/vend"), script);
    m_sandbox->writeConfig("[profile acme]\ncredential_process = \"" +
                           m_sandbox->path(QStringLiteral("my tools/vend")).toUtf8() +
                           "\" --for 'a b'\n");
    if (told.isEmpty()) {
        const Credentials found = find(profile("acme"));
        QCOMPARE(found.accessKeyId, QByteArray("AKP"));
        QCOMPARE(found.secretAccessKey, QByteArray("geheim"));
        QVERIFY(!found.renewal.isEmpty());
        return;
    }
    const QString said = failure(profile("acme"));
    QVERIFY2(said.contains(told) && said.contains(u"vend") && said.contains(u"profile acme"),
             qPrintable(said));
    QVERIFY2(!said.contains(u"geheim") && !said.startsWith(u"no hint"), qPrintable(said));
    if (told.contains(u'3'))
        QVERIFY2(said.contains(u"sign on first"), qPrintable(said));
}

/// Neither a shell nor the secrets of our own environment.
void CloudCredentialsTest::processSeesNoSecrets()
{
    m_sandbox->write(QStringLiteral("vend"), R"(#!/bin/sh
/usr/bin/env > "$HOME/seen"
for word in "$@"; do echo "[$word]" >> "$HOME/words"; done
read line < /dev/tty && echo terminal >> "$HOME/words"
read line && echo input >> "$HOME/words"
echo '{"Version":1,"AccessKeyId":"AKP","SecretAccessKey":"p"}')");
    m_sandbox->writeConfig(
        "[profile acme]\ncredential_process = " + m_sandbox->path(QStringLiteral("vend")).toUtf8() +
        " $HOME ; echo 'one word' \"and \\\"another\\\"\" `id` *\n");
    m_sandbox->useKeys("AKENV", "geheim", "geheim");
    qputenv("PGPASSWORD", "geheim");
    qputenv("DATABASE_URL", "postgresql://u:geheim@h/d");
    const Credentials found = find(profile("acme"));
    qunsetenv("PGPASSWORD");
    qunsetenv("DATABASE_URL");
    QCOMPARE(found.accessKeyId, QByteArray("AKP"));
    QFile seen(m_sandbox->path(QStringLiteral("seen")));
    QVERIFY(seen.open(QIODevice::ReadOnly));
    const QByteArray environment = seen.readAll();
    QVERIFY2(!environment.contains("geheim"), environment);
    QVERIFY2(environment.contains("HOME="), environment);
    QFile words(m_sandbox->path(QStringLiteral("words")));
    QVERIFY(words.open(QIODevice::ReadOnly));
    QCOMPARE(words.readAll(),
             QByteArray("[$HOME]\n[;]\n[echo]\n[one word]\n[and \"another\"]\n[`id`]\n[*]\n"));
}

void CloudCredentialsTest::processIsCancelled()
{
    m_sandbox->write(QStringLiteral("vend"),
                     "#!/bin/sh\nsleep 600 &\necho $! > \"$HOME/child\"\nmv \"$HOME/child\" "
                     "\"$HOME/pid\"\nwait\n");
    qputenv("PATH", qgetenv("PATH") + ":/usr/bin:/bin");
    m_sandbox->writeConfig("[profile acme]\ncredential_process = " +
                           m_sandbox->path(QStringLiteral("vend")).toUtf8() + '\n');
    std::stop_source source;
    std::optional<ErrorKind> kind;
    std::jthread worker([&] {
        try {
            find(profile("acme"), source.get_token());
        } catch (const Error &error) {
            kind = error.kind();
        }
    });
    QFile pid(m_sandbox->path(QStringLiteral("pid")));
    QTRY_VERIFY_WITH_TIMEOUT(pid.exists(), 60'000);
    source.request_stop();
    worker.join();
    QVERIFY(kind == ErrorKind::Cancelled);
    QVERIFY(pid.open(QIODevice::ReadOnly));
    const QString child = QStringLiteral("/proc/%1/stat").arg(pid.readAll().trimmed().toInt());
    const auto isGone = [&child] {
        QFile stat(child);
        return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(isGone(), 60'000);
}

void CloudCredentialsTest::words_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words"); // joined by |; "none"
    const auto row = [](const char *line, const char *words) {
        QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(words);
    };
    row("a b  c", "a|b|c");
    row("'a b' c", "a b|c");
    row("\"a b\"c 'd'", "a bc|d");
    row(R"(a\ b "c\"d" "e\f" 'g\h')", R"(a b|c"d|e\f|g\h)");
    row("a '' b", "a||b");
    row("  ", "");
    row("a 'b", "none");
    row("a \"b", "none");
}

void CloudCredentialsTest::words()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto found = shellWords(line);
    QCOMPARE(found ? found->join(u'|') : QStringLiteral("none"), words);
}

/// What we do not follow ourselves, the AWS CLI may know.
void CloudCredentialsTest::commandLine()
{
    m_sandbox->writeConfig("[profile odd]\nlogin_session = arn:x\n");
    m_sandbox->write(QStringLiteral("bin/aws"), R"(#!/bin/sh
echo "$@" >> "$HOME/asked"
/usr/bin/env > "$HOME/seen"
echo '{"Version":1,"AccessKeyId":"AKL","SecretAccessKey":"l","SessionToken":"t"}')");
    qputenv("PATH", qgetenv("PATH") + ":/usr/bin:/bin");
    qputenv("DATABASE_URL", "postgresql://u:geheim@h/d");
    QCOMPARE(find(profile("odd")).accessKeyId, QByteArray("AKL"));
    QCOMPARE(find().accessKeyId, QByteArray("AKL"));
    qunsetenv("DATABASE_URL");
    QFile asked(m_sandbox->path(QStringLiteral("asked")));
    QVERIFY(asked.open(QIODevice::ReadOnly));
    QCOMPARE(asked.readAll(),
             QByteArray("configure export-credentials --format process --profile odd\n"
                        "configure export-credentials --format process\n"));
    QFile seen(m_sandbox->path(QStringLiteral("seen")));
    QVERIFY(seen.open(QIODevice::ReadOnly) && !seen.readAll().contains("geheim"));

    m_sandbox->write(QStringLiteral("bin/aws"), "#!/bin/sh\necho Unable to locate >&2; exit 253\n");
    const QString said = failure(profile("odd"));
    QVERIFY2(said.contains(u"aws configure export-credentials ") &&
                 said.contains(u"Unable to locate"),
             qPrintable(said));
}

void CloudCredentialsTest::signOn()
{
    FakeAws fake;
    qputenv("AWS_ENDPOINT_URL_SSO", fake.url());
    fake.tell(object(R"({"sso": {"good": {"role": "Read Only", "account": "123456789012",
        "credentials": {"accessKeyId": "AKS", "secretAccessKey": "s", "sessionToken": "t",
        "expiration": 4102444800000}}}})"));
    m_sandbox->writeConfig("[profile new]\nsso_session = my session\nsso_account_id=123456789012\n"
                           "sso_role_name = Read Only\n[sso-session my session]\n"
                           "sso_region = eu-west-1\nsso_start_url = https://x/start\n"
                           "[profile old]\nsso_start_url = https://y/start\nsso_region=eu-west-1\n"
                           "sso_account_id = 123456789012\nsso_role_name = Read Only\n");
    const QJsonObject token =
        object(R"({"accessToken": "good", "expiresAt": "2099-01-01T00:00:00Z"})");
    m_sandbox->writeToken("my session", token);
    const Credentials found = find(profile("new"));
    QCOMPARE(found.accessKeyId, QByteArray("AKS"));
    QCOMPARE(found.sessionToken, QByteArray("t"));
    QCOMPARE(found.expires.toSecsSinceEpoch(), 4102444800LL);
    QCOMPARE(found.renewal, QStringLiteral("Run: aws sso login --profile new"));
    m_sandbox->writeToken(
        "https://y/start",
        object(R"({"accessToken": "good", "expiresAt": "2099-01-01T00:00:00UTC"})"));
    QCOMPARE(find(profile("old")).accessKeyId, QByteArray("AKS"));
    const QJsonArray journal = fake.journal();
    QCOMPARE(journal.size(), 2);
    QCOMPARE(
        journal[0][QLatin1String("path")].toString(),
        QStringLiteral("/federation/credentials?role_name=Read%20Only&account_id=123456789012"));
}

void CloudCredentialsTest::signOnFailures()
{
    FakeAws fake;
    qputenv("AWS_ENDPOINT_URL_SSO", fake.url());
    fake.tell(object(R"({"sso": {"good": {"role": "R", "account": "2", "credentials": {}}}})"));
    const QByteArray config = "[profile p]\nsso_session=s\nsso_account_id=1\nsso_role_name=R\n"
                              "[sso-session s]\nsso_region=eu-west-1\n";
    m_sandbox->writeConfig(config);
    const QString login = QStringLiteral("aws sso login --profile p");
    QVERIFY2(failure(profile("p")).contains(u"Nobody has signed on"),
             qPrintable(failure(profile("p"))));
    QVERIFY(failure(profile("p")).contains(login));
    m_sandbox->writeToken(
        "s", object(R"({"accessToken": "geheim", "expiresAt": "2020-01-01T00:00:00Z"})"));
    QVERIFY2(failure(profile("p")).contains(u"has expired"), qPrintable(failure(profile("p"))));
    QVERIFY(failure(profile("p")).contains(login));
    QVERIFY(fake.journal().isEmpty());
    m_sandbox->writeToken(
        "s", object(R"({"accessToken": "geheim", "expiresAt": "2099-01-01T00:00:00Z"})"));
    QVERIFY2(failure(profile("p")).contains(u"has expired"), qPrintable(failure(profile("p"))));
    QVERIFY(failure(profile("p")).contains(login));
    QVERIFY(!failure(profile("p")).contains(u"geheim"));
    m_sandbox->writeToken(
        "s", object(R"({"accessToken": "good", "expiresAt": "2099-01-01T00:00:00Z"})"));
    QVERIFY2(failure(profile("p")).contains(u"does not include role R in account 1"),
             qPrintable(failure(profile("p"))));
    m_sandbox->writeConfig("[profile p]\nsso_session=s\nsso_account_id=1\nsso_role_name=R\n");
    QVERIFY2(failure(profile("p")).contains(u"sso_region"), qPrintable(failure(profile("p"))));

    // Only the CLI may turn an old token over.
    m_sandbox->writeConfig(config);
    m_sandbox->writeToken("s", object(R"({"accessToken": "old", "expiresAt": "2020-01-01T00:00:00Z",
                                          "refreshToken": "geheim"})"));
    QVERIFY(failure(profile("p")).contains(login));
    m_sandbox->write(QStringLiteral("bin/aws"),
                     "#!/bin/sh\necho '{\"Version\":1,"
                     "\"AccessKeyId\":\"AKR\",\"SecretAccessKey\":\"r\"}'\n");
    QCOMPARE(find(profile("p")).accessKeyId, QByteArray("AKR"));
}

void CloudCredentialsTest::role()
{
    FakeAws fake;
    qputenv("AWS_ENDPOINT_URL_STS", fake.url());
    fake.tell(object(R"({"roles": {"arn:aws:iam::1:role/deploy": {"external_id": "e x",
        "credentials": {"AccessKeyId": "AKR", "SecretAccessKey": "r", "SessionToken": "t&amp;u",
        "Expiration": "2099-01-01T00:00:00Z"}}}})"));
    m_sandbox->writeConfig("[profile deploy]\nrole_arn = arn:aws:iam::1:role/deploy\n"
                           "source_profile = base\nexternal_id = e x\nduration_seconds = 900\n"
                           "region = eu-central-1\n"
                           "[profile base]\naws_access_key_id = AKIDEXAMPLE\n"
                           "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"
                           "[profile env]\nrole_arn = arn:aws:iam::1:role/deploy\nexternal_id=e x\n"
                           "credential_source = Environment\nregion = eu-central-1\n");
    const Credentials found = find(profile("deploy"));
    QCOMPARE(found.accessKeyId, QByteArray("AKR"));
    QCOMPARE(found.secretAccessKey, QByteArray("r"));
    QCOMPARE(found.sessionToken, QByteArray("t&u"));
    QVERIFY(found.expires.isValid());
    const QString body = fake.journal()[0][QLatin1String("body")].toString();
    QVERIFY2(body.contains(u"DurationSeconds=900") && body.contains(u"ExternalId=e%20x"),
             qPrintable(body));
    m_sandbox->useKeys();
    QCOMPARE(find(profile("env")).accessKeyId, QByteArray("AKR"));
}

void CloudCredentialsTest::roleFailures()
{
    FakeAws fake;
    qputenv("AWS_ENDPOINT_URL_STS", fake.url());
    m_sandbox->writeConfig("[profile a]\nrole_arn=arn:x\nsource_profile=b\nregion=eu-central-1\n"
                           "[profile b]\nrole_arn=arn:y\nsource_profile=a\n"
                           "[profile lost]\nrole_arn=arn:x\nsource_profile=nobody\n"
                           "[profile mfa]\nrole_arn=arn:x\nsource_profile=base\nmfa_serial=arn:m\n"
                           "[profile denied]\nrole_arn=arn:x\nsource_profile=base\n"
                           "region=eu-central-1\n"
                           "[profile wrong]\nrole_arn=arn:x\nsource_profile=bad\n"
                           "region=eu-central-1\n");
    m_sandbox->writeCredentials("[base]\naws_access_key_id=AKIDEXAMPLE\n"
                                "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"
                                "[bad]\naws_access_key_id=AKIDEXAMPLE\n"
                                "aws_secret_access_key=geheim\n");
    const auto says = [](const char *name, const char *words) {
        const QString said = failure(profile(name));
        const bool fine = said.contains(QString::fromUtf8(words)) && !said.contains(u"geheim") &&
                          !said.startsWith(u"no hint");
        if (!fine)
            qWarning("%s", qPrintable(said));
        return fine;
    };
    QVERIFY(says("a", "each other's source"));
    QVERIFY(says("lost", "no AWS profile \"nobody\""));
    QVERIFY(says("mfa", "mfa_serial"));
    QVERIFY(says("denied", "sts:AssumeRole"));
    QVERIFY(says("wrong", "Renew the keys of profile bad"));
}

void CloudCredentialsTest::nothingFound()
{
    const QString said = failure();
    for (const char *place :
         {"AWS_ACCESS_KEY_ID in the environment (not set)", "/.aws/credentials (no such file)",
          "/.aws/config (no such file)", "aws configure export-credentials (aws is not installed)",
          "arborist.toml"})
        QVERIFY2(said.contains(QString::fromUtf8(place)), qPrintable(said));
    QVERIFY2(failure(profile("acme")).contains(u"no AWS profile \"acme\""),
             qPrintable(failure(profile("acme"))));
}

void CloudCredentialsTest::endpoints_data()
{
    QTest::addColumn<QByteArray>("variables");
    QTest::addColumn<QString>("profileName");
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *name, const char *variables, const char *profile,
                        const char *region, const char *url) {
        QTest::newRow(name) << QByteArray(variables) << QString::fromUtf8(profile)
                            << QString::fromUtf8(region) << QString::fromUtf8(url);
    };
    row("own host", "", "", "eu-central-1", "https://secretsmanager.eu-central-1.amazonaws.com/");
    row("China", "", "", "cn-north-1", "https://secretsmanager.cn-north-1.amazonaws.com.cn/");
    row("GovCloud", "", "", "us-gov-west-1", "https://secretsmanager.us-gov-west-1.amazonaws.com/");
    row("isolated", "", "", "us-isob-east-1",
        "https://secretsmanager.us-isob-east-1.sc2s.sgov.gov/");
    row("sovereign", "", "", "eusc-de-east-1",
        "https://secretsmanager.eusc-de-east-1.amazonaws.eu/");
    row("of the service", "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://h:1 AWS_ENDPOINT_URL=http://h:2",
        "both", "eu-central-1", "http://h:1/");
    row("of all", "AWS_ENDPOINT_URL_STS=http://h:1 AWS_ENDPOINT_URL=http://h:2/p/", "both",
        "eu-central-1", "http://h:2/p/");
    row("services section", "", "both", "eu-central-1", "http://h:3/path");
    row("profile", "", "plain", "eu-central-1", "https://h:4/");
    row("other service", "", "other", "eu-central-1",
        "https://secretsmanager.eu-central-1.amazonaws.com/");
    row("ignored", "AWS_ENDPOINT_URL=http://h:2 AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "both",
        "eu-central-1", "https://secretsmanager.eu-central-1.amazonaws.com/");
    row("no web address", "AWS_ENDPOINT_URL=ftp://h", "", "eu-central-1", "error");
    row("no host", "AWS_ENDPOINT_URL=http://", "", "eu-central-1", "error");
    row("with a password", "AWS_ENDPOINT_URL=http://u:geheim@h", "", "eu-central-1", "error");
    row("no region", "", "", "x.example.com/", "error");
    row("region of nothing", "", "", "", "error");
}

void CloudCredentialsTest::endpoints()
{
    QFETCH(QByteArray, variables);
    QFETCH(QString, profileName);
    QFETCH(QString, region);
    QFETCH(QString, url);
    m_sandbox->writeConfig("[profile both]\nservices = mine\nendpoint_url = http://h:5\n"
                           "[services mine]\ndynamodb =\n  endpoint_url = http://h:6\n"
                           "secrets_manager = \n  endpoint_url = http://h:3/path\n"
                           "[profile plain]\nendpoint_url=https://h:4\n"
                           "[profile other]\nservices = two\n"
                           "[services two]\nsts =\n  endpoint_url = http://h:7\n");
    for (const QByteArray &variable : variables.split(' ')) {
        if (const qsizetype equals = variable.indexOf('='); equals > 0)
            qputenv(variable.left(equals).constData(), variable.mid(equals + 1));
    }
    try {
        const QUrl found =
            endpointFor(aws::secretsManager(), region, Settings::read({profileName, {}}));
        QCOMPARE(found.toString(), url);
    } catch (const Error &error) {
        QCOMPARE(QStringLiteral("error"), url);
        QVERIFY2(!all(error).contains(u"geheim") && !error.hint().isEmpty(),
                 qPrintable(all(error)));
    }
}

QTEST_GUILESS_MAIN(CloudCredentialsTest)
#include "credentials_test.moc"
