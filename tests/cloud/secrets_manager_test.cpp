// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/secrets_manager.h"
#include "services/core/error.h"
#include "tests/cloud/aws_sandbox.h"
#include <QJsonDocument>
#include <QTest>
#include <thread>

using namespace arborist;
using cloud::aws::Account;
using cloud::aws::secretText;

namespace {

const QString kName = QStringLiteral("acme/staging/url");
const QString kText = QStringLiteral("postgresql://app:geheim@db.example.com/acme");

QString read(const QString &id = kName, const Account &account = {})
{
    return secretText(id, account, {});
}

QString all(const Error &error)
{
    return QStringList{error.message(), error.hint(), error.where(), error.detail()}.join(u'\n');
}

/// Everything that the failure says.
QString failure(const QString &id = kName, const Account &account = {})
{
    try {
        return QStringLiteral("found: ") + read(id, account);
    } catch (const Error &error) {
        return error.hint().isEmpty() ? QStringLiteral("no hint: ") + all(error) : all(error);
    }
}

} // namespace

/// Against fake_aws.py, which checks each signature.
class CloudSecretsManagerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void reads();
    void regions();
    void names_data();
    void names();
    void otherContents();
    void passingTrouble_data();
    void passingTrouble();
    void lastingTrouble_data();
    void lastingTrouble();
    void clocks_data();
    void clocks();
    void credentials();
    void expiredSignOn();
    void redirect();
    void nobodyThere();
    void cancel_data();
    void cancel();

private:
    std::optional<AwsSandbox> m_sandbox;
    std::optional<FakeAws> m_fake;
};

void CloudSecretsManagerTest::init()
{
    m_sandbox.emplace();
    m_sandbox->useKeys();
    if (!m_fake)
        m_fake.emplace();
    m_fake->reset();
    m_fake->setSecret(kName, kText);
    qputenv("AWS_ENDPOINT_URL", m_fake->url());
    qputenv("AWS_REGION", "eu-central-1");
}

void CloudSecretsManagerTest::reads()
{
    QCOMPARE(read(), kText);
    m_fake->setSecret(QStringLiteral("größe/値"), QStringLiteral("{\"a\": \"ü\"}"));
    QCOMPARE(read(QStringLiteral("größe/値")), QStringLiteral("{\"a\": \"ü\"}"));
    const QJsonArray journal = m_fake->journal();
    QCOMPARE(journal.size(), 2);
    const QJsonValue headers = journal[0][QLatin1String("headers")];
    QCOMPARE(headers[QLatin1String("content-type")].toString(),
             QStringLiteral("application/x-amz-json-1.1"));
    QCOMPARE(headers[QLatin1String("user-agent")].toString(), QStringLiteral("Arborist"));
    QVERIFY(headers[QLatin1String("authorization")].toString().contains(
        u"SignedHeaders=content-type;host;x-amz-date;x-amz-target,"));
    QCOMPARE(journal[0][QLatin1String("body")].toString(),
             QStringLiteral("{\"SecretId\":\"acme/staging/url\"}"));

    // With temporary credentials the token is sent and signed; a path of the endpoint is kept.
    m_fake->tell({{QStringLiteral("keys"),
                   QJsonObject{{QStringLiteral("AKT"),
                                QJsonObject{{QStringLiteral("secret"), QStringLiteral("s")},
                                            {QStringLiteral("token"), QStringLiteral("t/+=")}}}}}});
    m_sandbox->useKeys("AKT", "s", "t/+=");
    qputenv("AWS_ENDPOINT_URL", m_fake->url() + "/below/this/");
    QCOMPARE(read(), kText);
    QCOMPARE(m_fake->journal()[0][QLatin1String("path")].toString(),
             QStringLiteral("/below/this/"));
}

void CloudSecretsManagerTest::regions()
{
    const QString arn =
        QStringLiteral("arn:aws:secretsmanager:eu-north-1:123456789012:secret:") + kName;
    m_fake->tell({{QStringLiteral("region"), QStringLiteral("eu-north-1")}});
    QCOMPARE(read(arn), kText); // the ARN goes before AWS_REGION
    QVERIFY(failure().contains(u"refuses our signature"));
    m_fake->tell({{QStringLiteral("region"), QStringLiteral("eu-south-2")}});
    QCOMPARE(read(kName, {{}, QStringLiteral("eu-south-2")}), kText);
    qunsetenv("AWS_REGION");
    QVERIFY2(failure().contains(u"No AWS region is named"), qPrintable(failure()));
    QVERIFY(failure(kName, {{}, QStringLiteral("nowhere")}).contains(u"not a region"));
}

void CloudSecretsManagerTest::names_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name, const char *told) {
        QTest::newRow(name) << QString::fromUtf8(name) << QString::fromUtf8(told);
    };
    row("ResourceNotFoundException", "aws secretsmanager list-secrets --region eu-central-1");
    row("AccessDeniedException", "secretsmanager:GetSecretValue");
    row("DecryptionFailure", "kms:Decrypt");
    row("InvalidRequestException",
        "aws secretsmanager restore-secret --secret-id acme/staging/url");
    row("InvalidParameterException", "aws-secret:NAME");
    row("ValidationException", "aws-secret:NAME");
    row("LimitExceededException", "Try again in a minute");
    row("InternalServiceError", "Try again in a minute");
    row("OptInRequired", "OptInRequired");
    row("ExpiredTokenException", "Renew AWS_ACCESS_KEY_ID");
    row("SomethingNew", "SomethingNew");
}

void CloudSecretsManagerTest::names()
{
    QFETCH(QString, name);
    QFETCH(QString, told);
    m_fake->tell({{QStringLiteral("secrets"), QJsonObject{{kName, name}}}});
    const QString said = failure();
    QVERIFY2(said.contains(told) && !said.startsWith(u"no hint"), qPrintable(said));
    QCOMPARE(m_fake->journal().size(), name == u"InternalServiceError" ? 3 : 1);
}

void CloudSecretsManagerTest::otherContents()
{
    m_fake->tell(
        {{QStringLiteral("secrets"),
          QJsonObject{{QStringLiteral("binary"),
                       QJsonObject{{QStringLiteral("SecretBinary"), QStringLiteral("Z2VoZWlt")}}},
                      {QStringLiteral("empty"),
                       QJsonObject{{QStringLiteral("SecretString"), QString()}}}}}});
    const QString binary = failure(QStringLiteral("binary"));
    QVERIFY2(binary.contains(u"is binary") && binary.contains(u"--secret-string"),
             qPrintable(binary));
    QVERIFY(!binary.contains(u"Z2VoZWlt"));
    QVERIFY(failure(QStringLiteral("empty")).contains(u"is empty"));
}

void CloudSecretsManagerTest::passingTrouble_data()
{
    QTest::addColumn<QStringList>("faults");
    for (const char *faults : {"throttle", "500", "502", "503", "504", "reset", "reset-mid-body",
                               "short", "slow", "reset 503", "429"})
        QTest::newRow(faults) << QString::fromLatin1(faults).split(u' ');
}

void CloudSecretsManagerTest::passingTrouble()
{
    QFETCH(QStringList, faults);
    m_fake->fail(faults);
    QCOMPARE(read(), kText);
    const QJsonArray journal = m_fake->journal();
    QCOMPARE(journal.size(), faults.first() == u"slow" ? 1 : faults.size() + 1);
}

void CloudSecretsManagerTest::lastingTrouble_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("requests");
    QTest::newRow("500") << QStringLiteral("500") << 3;
    QTest::newRow("reset") << QStringLiteral("reset") << 3;
    QTest::newRow("short") << QStringLiteral("short") << 3;
    QTest::newRow("limit") << QStringLiteral("limit") << 1;
    QTest::newRow("truncated") << QStringLiteral("truncated") << 1;
    QTest::newRow("empty") << QStringLiteral("empty") << 1;
    QTest::newRow("404") << QStringLiteral("404") << 1;
    QTest::newRow("403") << QStringLiteral("403") << 1;
}

void CloudSecretsManagerTest::lastingTrouble()
{
    QFETCH(QString, fault);
    QFETCH(int, requests);
    m_fake->fail({fault, fault, fault, fault});
    const QString said = failure();
    QVERIFY2(!said.startsWith(u"no hint") && !said.startsWith(u"found"), qPrintable(said));
    QVERIFY2(!said.contains(u"geheim") && !said.contains(u"app:"), qPrintable(said));
    QCOMPARE(m_fake->journal().size(), requests);
}

void CloudSecretsManagerTest::clocks_data()
{
    QTest::addColumn<int>("ahead");
    QTest::addColumn<int>("requests");
    QTest::newRow("a little") << 120 << 1;
    QTest::newRow("ahead") << 3 * 3600 << 2;
    QTest::newRow("behind") << -3 * 3600 << 2;
    QTest::newRow("another day") << 40 * 3600 << 2;
}

void CloudSecretsManagerTest::clocks()
{
    QFETCH(int, ahead);
    QFETCH(int, requests);
    m_fake->tell({{QStringLiteral("ahead"), ahead}});
    QCOMPARE(read(), kText);
    QCOMPARE(m_fake->journal().size(), requests);
}

void CloudSecretsManagerTest::credentials()
{
    m_sandbox->useKeys("AKIDEXAMPLE", "geheim-but-wrong");
    QVERIFY2(failure().contains(u"the secret key of the environment is wrong"),
             qPrintable(failure()));
    QVERIFY(!failure().contains(u"geheim"));
    m_sandbox->useKeys("AKOTHER", "geheim");
    QVERIFY2(failure().contains(u"does not know the credentials"), qPrintable(failure()));
    m_fake->tell({{QStringLiteral("keys"),
                   QJsonObject{{QStringLiteral("AKOTHER"),
                                QJsonObject{{QStringLiteral("secret"), QStringLiteral("geheim")},
                                            {QStringLiteral("token"), QStringLiteral("geheim2")},
                                            {QStringLiteral("expired"), true}}}}}});
    m_sandbox->useKeys("AKOTHER", "geheim", "geheim2");
    QVERIFY2(failure().contains(u"have expired"), qPrintable(failure()));
    QVERIFY(!failure().contains(u"geheim"));
    for (const char *name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
        qunsetenv(name);
    m_fake->journal();
    QVERIFY(failure().contains(u"No credentials for AWS were found"));
    QVERIFY(m_fake->journal().isEmpty());
}

void CloudSecretsManagerTest::expiredSignOn()
{
    m_sandbox->writeConfig("[profile acme]\nsso_session=s\nsso_account_id=1\nsso_role_name=R\n"
                           "[sso-session s]\nsso_region=eu-west-1\n");
    m_sandbox->writeToken("s",
                          {{QStringLiteral("accessToken"), QStringLiteral("geheim")},
                           {QStringLiteral("expiresAt"), QStringLiteral("2020-01-01T00:00:00Z")}});
    const QString said = failure(kName, {QStringLiteral("acme"), {}});
    QVERIFY2(said.contains(u"Run: aws sso login --profile acme"), qPrintable(said));
    QVERIFY(m_fake->journal().isEmpty());
}

/// Another origin gets neither the signature nor the token.
void CloudSecretsManagerTest::redirect()
{
    FakeAws elsewhere;
    m_fake->tell({{QStringLiteral("redirect"), QString::fromLatin1(elsewhere.url())}});
    m_fake->fail({QStringLiteral("redirect"), QStringLiteral("redirect")});
    const QString said = failure();
    QVERIFY2(said.contains(u"not followed"), qPrintable(said));
    QCOMPARE(m_fake->journal().size(), 1);
    QVERIFY(elsewhere.journal().isEmpty());
}

void CloudSecretsManagerTest::nobodyThere()
{
    m_fake.reset();
    const QString said = failure();
    QVERIFY2(said.contains(u"Nothing answers at http://127.0.0.1:"), qPrintable(said));
    // Where nothing is overridden, the real address is refused in tests.
    qunsetenv("AWS_ENDPOINT_URL");
    QVERIFY2(failure().contains(u"secretsmanager.eu-central-1.amazonaws.com is not this machine"),
             qPrintable(failure()));
}

void CloudSecretsManagerTest::cancel_data()
{
    QTest::addColumn<QStringList>("faults");
    QTest::newRow("in the middle of an answer") << QStringList(QStringLiteral("hang"));
    QTest::newRow("between two tries")
        << QStringList(200, QStringLiteral("throttle")); // up to 3 s of pauses
}

void CloudSecretsManagerTest::cancel()
{
    QFETCH(QStringList, faults);
    m_fake->fail(faults);
    std::stop_source source;
    std::optional<ErrorKind> kind;
    std::jthread worker([&] {
        try {
            secretText(kName, {}, source.get_token());
        } catch (const Error &error) {
            kind = error.kind();
        }
    });
    qsizetype arrived = 0;
    QTRY_VERIFY_WITH_TIMEOUT((arrived += m_fake->journal().size()) > 0, 60'000);
    source.request_stop();
    worker.join();
    QVERIFY(kind == ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(CloudSecretsManagerTest)
#include "secrets_manager_test.moc"
