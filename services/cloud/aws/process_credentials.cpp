// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/process_credentials.h"

#include "services/cloud/child_process.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::cloud::aws {

namespace {

constexpr std::chrono::seconds kPatience{60};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsProcessCredentials)
};

/// Which profile and files are meant; no keys.
QStringList awsVariables()
{
    return {QStringLiteral("AWS_CONFIG_FILE"), QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"),
            QStringLiteral("AWS_CA_BUNDLE"), QStringLiteral("AWS_REGION"),
            QStringLiteral("AWS_DEFAULT_REGION")};
}

QByteArray outputOf(const QString &name, const QStringList &command,
                    const QProcessEnvironment &environment, std::stop_token stop)
{
    const ChildResult result = runChild(command, environment, kPatience, std::move(stop));
    if (result.exitCode != 0)
        throw Error(Text::tr("%1 ended with exit code %2.").arg(name).arg(result.exitCode),
                    Text::tr("Run it in a terminal to see why."))
            .setDetail(result.complaint());
    return result.out;
}

/// The format that credential_process is to print.
Credentials parse(const QByteArray &output, const QString &name)
{
    const QJsonObject object = QJsonDocument::fromJson(output).object();
    const auto bytes = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString().toUtf8();
    };
    const QString hint = Text::tr("It has to print one JSON object with Version 1, AccessKeyId and "
                                  "SecretAccessKey.");
    if (object.isEmpty())
        throw Error(Text::tr("%1 did not print JSON.").arg(name), hint);
    if (object.value(QLatin1String("Version")).toInt() != 1)
        throw Error(Text::tr("%1 printed another version of credentials than 1.").arg(name), hint);
    Credentials found{
        bytes("AccessKeyId"),
        bytes("SecretAccessKey"),
        bytes("SessionToken"),
        QDateTime::fromString(object.value(QLatin1String("Expiration")).toString(), Qt::ISODate),
        {},
        {}};
    if (found.accessKeyId.isEmpty() || found.secretAccessKey.isEmpty())
        throw Error(Text::tr("%1 printed no key.").arg(name), hint);
    if (found.expires.isValid() && found.expires <= QDateTime::currentDateTimeUtc())
        throw Error(Text::tr("The credentials that %1 printed are out of date.").arg(name),
                    Text::tr("Run it in a terminal, and sign on again where it asks for it."));
    return found;
}

} // namespace

Credentials ofProcess(const QString &command, const QString &origin, std::stop_token stop)
{
    auto words = shellWords(command);
    if (!words || words->isEmpty())
        throw Error(Text::tr("credential_process of %1 is no command.").arg(origin),
                    Text::tr("Check its quotes."));
    if (words->first().startsWith(u"~/"))
        words->first() = QDir::home().filePath(words->first().mid(2));
    const QString name = QFileInfo(words->first()).fileName();
    try {
        Credentials found =
            parse(outputOf(name, *words, bareEnvironment(awsVariables()), std::move(stop)), name);
        found.origin = Text::tr("credential_process of %1").arg(origin);
        found.renewal =
            Text::tr("Run %1 in a terminal, and sign on again where it asks for it.").arg(name);
        return found;
    } catch (Error &error) {
        throw error.setWhere(Text::tr("credential_process of %1").arg(origin));
    }
}

Credentials ofCommandLine(const QString &aws, const QString &profile, std::stop_token stop)
{
    QStringList command{aws, QStringLiteral("configure"), QStringLiteral("export-credentials"),
                        QStringLiteral("--format"), QStringLiteral("process")};
    if (!profile.isEmpty())
        command << QStringLiteral("--profile") << profile;
    // Credentials of the machine or of a cluster are told by these.
    const QStringList further{QStringLiteral("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
                              QStringLiteral("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
                              QStringLiteral("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
                              QStringLiteral("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
                              QStringLiteral("AWS_WEB_IDENTITY_TOKEN_FILE"),
                              QStringLiteral("AWS_ROLE_ARN"),
                              QStringLiteral("AWS_ROLE_SESSION_NAME"),
                              QStringLiteral("AWS_EC2_METADATA_DISABLED")};
    const QString name = QStringLiteral("aws configure export-credentials");
    Credentials found = parse(
        outputOf(name, command, bareEnvironment(awsVariables() + further), std::move(stop)), name);
    found.origin = name;
    found.renewal = profile.isEmpty() ? Text::tr("Run: aws login, or aws sso login")
                                      : Text::tr("Run: aws sso login --profile %1").arg(profile);
    return found;
}

} // namespace arborist::cloud::aws
