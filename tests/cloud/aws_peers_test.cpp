// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/secrets_manager.h"
#include "services/core/error.h"
#include "tests/cloud/aws_sandbox.h"
#include "tests/support/run_program.h"
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTest>

using namespace arborist;
using cloud::aws::secretText;

namespace {

QString program(const char *name)
{
    return QStandardPaths::findExecutable(
        QString::fromLatin1(name), outerEnvironment().value(QStringLiteral("PATH")).split(u':'));
}

RanProgram run(const QString &folder, const QString &command, const QStringList &arguments,
               const QProcessEnvironment &environment = outerEnvironment())
{
    return runProgram(folder, command, arguments, QProcess::SeparateChannels, environment);
}

/// gate.mjs in front of the stand-in.
class Gate
{
public:
    Gate(const QString &folder, const QByteArray &url)
    {
        m_process.setWorkingDirectory(folder);
        m_process.setProcessEnvironment(outerEnvironment());
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program("node"), {QStringLiteral("gate.mjs"), QString::fromLatin1(url)});
        m_port = line();
    }
    ~Gate()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    QByteArray url() const { return "http://127.0.0.1:" + m_port; }
    /// What became of the next request.
    QByteArray line()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(60'000))
                return "the gate says nothing";
        }
        return m_process.readLine().trimmed();
    }

private:
    QProcess m_process;
    QByteArray m_port;
};

QString failure(const QString &id)
{
    try {
        return QStringLiteral("found: ") + secretText(id, {}, {});
    } catch (const Error &error) {
        return error.message();
    }
}

} // namespace

/// AWS's own signer checks ours, and AWS's own clients find what we find in the stand-in: what it
/// does is what they expect of AWS.
class AwsPeersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void gateLetsUsPass();
    void gateRefuses();
    void sdkReadsTheSame();
    void commandLineReadsTheSame();

private:
    QProcessEnvironment peerEnvironment() const;

    QTemporaryDir m_project;
    bool m_hasPackages = false;
    std::optional<AwsSandbox> m_sandbox;
    std::optional<FakeAws> m_fake;
    std::optional<Gate> m_gate;
};

void AwsPeersTest::initTestCase()
{
    outerEnvironment();
    QFile package(m_project.filePath(QStringLiteral("package.json")));
    QVERIFY(package.open(QIODevice::WriteOnly));
    package.write(R"({"private": true, "type": "module"})");
    package.close();
    for (const char *script : {"gate.mjs", "read_secret.mjs"})
        QVERIFY(
            QFile::copy(QFINDTESTDATA(script), m_project.filePath(QString::fromLatin1(script))));
    const RanProgram install =
        run(m_project.path(), QStringLiteral("npm"),
            {QStringLiteral("install"), QStringLiteral("--no-audit"), QStringLiteral("--no-fund"),
             QStringLiteral("--ignore-scripts"), QStringLiteral("--prefer-offline"),
             QStringLiteral("@smithy/signature-v4@5.7.5"),
             QStringLiteral("@aws-crypto/sha256-js@5.2.0"),
             QStringLiteral("@aws-sdk/client-secrets-manager@3.1162.0")});
    m_hasPackages = install.fine;
    m_fake.emplace();
    if (m_hasPackages)
        m_gate.emplace(m_project.path(), m_fake->url());
}

void AwsPeersTest::init()
{
    m_sandbox.emplace();
    m_sandbox->useKeys();
    m_fake->reset();
    m_fake->tell(QJsonDocument::fromJson(R"({"keys": {
        "AKIDEXAMPLE": {"secret": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
        "AKTEMPORARY": {"secret": "temporary/secret", "token": "temporary/token+="}},
        "secrets": {"plain": {"SecretString": "postgresql://u:p@h/d"},
                    "größe": {"SecretString": "{\"a\":\"ü\"}"},
                    "denied": "AccessDeniedException",
                    "marked": "InvalidRequestException"}})")
                     .object());
    qputenv("AWS_REGION", "eu-central-1");
    if (m_gate)
        qputenv("AWS_ENDPOINT_URL", m_gate->url());
}

QProcessEnvironment AwsPeersTest::peerEnvironment() const
{
    QProcessEnvironment environment = outerEnvironment();
    for (const QString &name : QProcessEnvironment::systemEnvironment().keys()) {
        if (name.startsWith(u"AWS_"))
            environment.insert(name, qEnvironmentVariable(name.toLatin1().constData()));
    }
    environment.insert(QStringLiteral("AWS_CONFIG_FILE"), m_sandbox->path(QStringLiteral("none")));
    environment.insert(QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"),
                       m_sandbox->path(QStringLiteral("none")));
    return environment;
}

void AwsPeersTest::gateLetsUsPass()
{
    if (!m_hasPackages)
        QSKIP("npm or its registry cannot be reached: AWS's signer is not at hand");
    QCOMPARE(secretText(QStringLiteral("plain"), {}, {}), QStringLiteral("postgresql://u:p@h/d"));
    QCOMPARE(m_gate->line(), QByteArray("passed"));
    QCOMPARE(secretText(QStringLiteral("größe"), {}, {}), QStringLiteral("{\"a\":\"ü\"}"));
    QCOMPARE(m_gate->line(), QByteArray("passed"));
    m_sandbox->useKeys("AKTEMPORARY", "temporary/secret", "temporary/token+=");
    QCOMPARE(secretText(QStringLiteral("plain"), {}, {}), QStringLiteral("postgresql://u:p@h/d"));
    QCOMPARE(m_gate->line(), QByteArray("passed"));
    qputenv("AWS_ENDPOINT_URL", m_gate->url() + "/some/path/");
    QCOMPARE(secretText(QStringLiteral("plain"), {}, {}), QStringLiteral("postgresql://u:p@h/d"));
    QCOMPARE(m_gate->line(), QByteArray("passed"));
}

void AwsPeersTest::gateRefuses()
{
    if (!m_hasPackages)
        QSKIP("npm or its registry cannot be reached: AWS's signer is not at hand");
    const QString plain = QStringLiteral("plain");
    m_sandbox->useKeys("AKIDEXAMPLE", "wrong");
    QVERIFY2(failure(plain).contains(u"secret key"), qPrintable(failure(plain)));
    QCOMPARE(m_gate->line(), QByteArray("InvalidSignatureException"));
    QCOMPARE(m_gate->line(), QByteArray("InvalidSignatureException"));
    m_sandbox->useKeys("AKNOBODY", "wrong");
    QVERIFY(failure(plain).contains(u"does not know"));
    QCOMPARE(m_gate->line(), QByteArray("UnrecognizedClientException"));
    m_sandbox->useKeys("AKTEMPORARY", "temporary/secret", "another token");
    QVERIFY(failure(plain).contains(u"refuses our signature"));
    QCOMPARE(m_gate->line(), QByteArray("InvalidSignatureException"));
    QVERIFY(m_fake->journal().isEmpty());
}

void AwsPeersTest::sdkReadsTheSame()
{
    if (!m_hasPackages)
        QSKIP("npm or its registry cannot be reached: AWS's SDK is not at hand");
    const QStringList names{QStringLiteral("plain"), QStringLiteral("größe"),
                            QStringLiteral("denied"), QStringLiteral("marked"),
                            QStringLiteral("missing")};
    const auto ask = [&](const QStringList &wanted) {
        const RanProgram ran =
            run(m_project.path(), program("node"),
                QStringList{QStringLiteral("read_secret.mjs"), QString::fromLatin1(m_gate->url())} +
                    wanted,
                peerEnvironment());
        return ran.fine ? ran.output : ran.errors;
    };
    QCOMPARE(ask(names), QByteArray(R"({"text":"postgresql://u:p@h/d","binary":false}
{"text":"{\"a\":\"ü\"}","binary":false}
{"error":"AccessDeniedException"}
{"error":"InvalidRequestException"}
{"error":"ResourceNotFoundException"})"));
    for (qsizetype i = 0; i < names.size(); ++i)
        QCOMPARE(m_gate->line(), QByteArray("passed"));
    // It takes for passing what we take for it: each first try fails, each second is answered.
    QStringList faults;
    for (const char *fault : {"throttle", "500", "503", "reset", "reset-mid-body"})
        faults << QString::fromLatin1(fault) << QString();
    m_fake->fail(faults);
    m_fake->journal();
    const QByteArray line = R"({"text":"postgresql://u:p@h/d","binary":false})";
    QCOMPARE(ask(QStringList(5, QStringLiteral("plain"))), QByteArrayList(5, line).join('\n'));
    QCOMPARE(m_fake->journal().size(), faults.size());
    for (qsizetype i = 0; i < faults.size(); ++i)
        QCOMPARE(m_gate->line(), QByteArray("passed"));
}

void AwsPeersTest::commandLineReadsTheSame()
{
    const QString aws = program("aws");
    if (aws.isEmpty() || !run(m_project.path(), aws, {QStringLiteral("--version")}).fine)
        QSKIP("the AWS CLI is not installed");
    const auto ask = [&](const char *name) {
        return run(m_project.path(), aws,
                   {QStringLiteral("--endpoint-url"),
                    QString::fromLatin1(m_gate ? m_gate->url() : m_fake->url()),
                    QStringLiteral("secretsmanager"), QStringLiteral("get-secret-value"),
                    QStringLiteral("--secret-id"), QString::fromUtf8(name),
                    QStringLiteral("--query"), QStringLiteral("SecretString"),
                    QStringLiteral("--output"), QStringLiteral("text"), QStringLiteral("--region"),
                    QStringLiteral("eu-central-1")},
                   peerEnvironment());
    };
    const RanProgram plain = ask("plain");
    QVERIFY2(plain.fine, plain.errors);
    QCOMPARE(plain.output, QByteArray("postgresql://u:p@h/d"));
    const RanProgram missing = ask("missing");
    QVERIFY(!missing.fine);
    QVERIFY2(missing.errors.contains("ResourceNotFoundException"), missing.errors);
    const QJsonArray journal = m_fake->journal();
    QCOMPARE(journal.size(), 2);
    QCOMPARE(journal[0][QLatin1String("body")].toString().remove(u' '),
             QStringLiteral("{\"SecretId\":\"plain\"}"));
    for (int i = 0; m_gate && i < 2; ++i)
        QCOMPARE(m_gate->line(), QByteArray("passed"));
}

QTEST_GUILESS_MAIN(AwsPeersTest)
#include "aws_peers_test.moc"
