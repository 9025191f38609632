// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cloud/aws_sandbox.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>
#include <stdexcept>

namespace arborist {

const QProcessEnvironment &outerEnvironment()
{
    static const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    return environment;
}

AwsSandbox::AwsSandbox()
{
    outerEnvironment();
    for (const QString &name : QProcessEnvironment::systemEnvironment().keys()) {
        if (name.startsWith(u"AWS_") || name.endsWith(u"_proxy", Qt::CaseInsensitive))
            qunsetenv(name.toUtf8().constData());
    }
    qputenv("ARBORIST_LOOPBACK_ONLY", "1");
    qputenv("AWS_EC2_METADATA_DISABLED", "true");
    qputenv("HOME", m_home.path().toUtf8());
    QDir(m_home.path()).mkpath(QStringLiteral("bin"));
    qputenv("PATH", path(QStringLiteral("bin")).toUtf8());
}

void AwsSandbox::write(const QString &name, const QByteArray &text) const
{
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        throw std::runtime_error("cannot write a file of the sandbox");
    if (text.startsWith("#!"))
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

void AwsSandbox::writeToken(const QByteArray &key, const QJsonObject &token) const
{
    const QByteArray name = QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex();
    write(QStringLiteral(".aws/sso/cache/%1.json").arg(QString::fromLatin1(name)),
          QJsonDocument(token).toJson());
}

void AwsSandbox::useKeys(const QByteArray &key, const QByteArray &secret,
                         const QByteArray &token) const
{
    qputenv("AWS_ACCESS_KEY_ID", key);
    qputenv("AWS_SECRET_ACCESS_KEY", secret);
    if (token.isEmpty())
        qunsetenv("AWS_SESSION_TOKEN");
    else
        qputenv("AWS_SESSION_TOKEN", token);
}

FakeAws::FakeAws()
{
    const QString python = QStandardPaths::findExecutable(
        QStringLiteral("python3"), outerEnvironment().value(QStringLiteral("PATH")).split(u':'));
    m_process.setProcessEnvironment(outerEnvironment());
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(python, {QStringLiteral("-B"), QStringLiteral(FAKE_AWS)});
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(60'000))
            throw std::runtime_error("fake_aws.py does not start");
    }
    m_port = m_process.readLine().trimmed();
    tell({{QStringLiteral("keys"),
           QJsonObject{
               {QStringLiteral("AKIDEXAMPLE"),
                QJsonObject{{QStringLiteral("secret"),
                             QStringLiteral("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")}}}}}});
}

FakeAws::~FakeAws()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
    m_process.waitForFinished();
}

QJsonDocument FakeAws::ask(const QJsonObject &what)
{
    m_process.write(QJsonDocument(what).toJson(QJsonDocument::Compact) + '\n');
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(60'000))
            throw std::runtime_error("fake_aws.py does not answer");
    }
    return QJsonDocument::fromJson(m_process.readLine());
}

void FakeAws::tell(const QJsonObject &what)
{
    ask(what);
}

void FakeAws::fail(const QStringList &faults)
{
    tell({{QStringLiteral("faults"), QJsonArray::fromStringList(faults)}});
}

void FakeAws::setSecret(const QString &name, const QString &text)
{
    m_secrets.insert(name, QJsonObject{{QStringLiteral("SecretString"), text}});
    tell({{QStringLiteral("secrets"), m_secrets}});
}

QJsonArray FakeAws::journal()
{
    return ask({{QStringLiteral("journal"), true}}).array();
}

} // namespace arborist
