// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace arborist {

/// The environment as it was before the first sandbox: for programs of the test's own.
const QProcessEnvironment &outerEnvironment();

/// Keeps a test apart from the world: nothing but loopback may be asked, HOME is empty, no variable
/// of AWS or of a proxy is set, and PATH has no `aws`. Made anew for each test function.
class AwsSandbox
{
public:
    AwsSandbox();

    QString path(const QString &name) const { return m_home.filePath(name); }
    /// A file below HOME; an executable one when it begins with "#!".
    void write(const QString &name, const QByteArray &text) const;
    void writeConfig(const QByteArray &text) const { write(QStringLiteral(".aws/config"), text); }
    void writeCredentials(const QByteArray &text) const
    {
        write(QStringLiteral(".aws/credentials"), text);
    }
    /// The cache file of `aws sso login`, for a session's name or a start URL.
    void writeToken(const QByteArray &key, const QJsonObject &token) const;
    /// Long-lived keys in the environment.
    void useKeys(const QByteArray &key = "AKIDEXAMPLE",
                 const QByteArray &secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                 const QByteArray &token = {}) const;

private:
    QTemporaryDir m_home;
};

/// fake_aws.py, on a port of its own.
class FakeAws
{
public:
    FakeAws();
    ~FakeAws();

    QByteArray url() const { return "http://127.0.0.1:" + m_port; }
    QByteArray port() const { return m_port; }
    /// See fake_aws.py. Knows the key AKIDEXAMPLE from the start.
    void tell(const QJsonObject &what);
    void fail(const QStringList &faults);
    void setSecret(const QString &name, const QString &text);
    /// The requests since the last call.
    QJsonArray journal();

private:
    QJsonDocument ask(const QJsonObject &what);

    QProcess m_process;
    QByteArray m_port;
    QJsonObject m_secrets;
};

} // namespace arborist
