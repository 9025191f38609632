// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/secrets_manager.h"

#include "services/cloud/aws/client.h"
#include "services/cloud/aws/service_error.h"
#include <QCoreApplication>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsSecretsManager)
};

/// "arn:aws:secretsmanager:eu-central-1:123456789012:secret:name-AbCdEf" names its region.
QString regionOfArn(const QString &id)
{
    return id.startsWith(u"arn:") ? id.section(u':', 3, 3) : QString();
}

struct Verdict {
    QString message, hint;
};

Verdict verdict(const ServiceError &error, const QString &id, const Client &client)
{
    const QString &name = error.name();
    const QString profile = client.settings().profileGiven
                                ? QStringLiteral(" --profile ") + client.settings().profile
                                : QString();
    const QString origin = client.credentials()->origin;
    if (name == u"ResourceNotFoundException")
        return {Text::tr("There is no secret \"%1\" in %2.").arg(id, client.region()),
                Text::tr("Check name, region and account. What is there: aws secretsmanager "
                         "list-secrets --region %1%2")
                    .arg(client.region(), profile)};
    if (name == u"AccessDeniedException" || name == u"AccessDenied")
        return {Text::tr("We may not read the secret \"%1\".").arg(id),
                Text::tr("Whoever signs (%1) needs secretsmanager:GetSecretValue on it, and "
                         "kms:Decrypt where it has a key of its own.")
                    .arg(origin)};
    if (name == u"DecryptionFailure")
        return {
            Text::tr("AWS cannot decrypt the secret \"%1\".").arg(id),
            Text::tr("Check that its KMS key is enabled, and that we may use it (kms:Decrypt).")};
    if (name == u"InvalidRequestException")
        return {Text::tr("The secret \"%1\" cannot be read now: it may be marked for deletion.")
                    .arg(id),
                Text::tr("Bring it back: aws secretsmanager restore-secret --secret-id %1%2")
                    .arg(id, profile)};
    if (name == u"InvalidParameterException" || name == u"ValidationException")
        return {Text::tr("\"%1\" is not a name of a secret.").arg(id),
                Text::tr("Write aws-secret:NAME or aws-secret:ARN, and #key after it for one value "
                         "of a JSON secret.")};
    if (name == u"LimitExceededException" || error.isThrottling())
        return {Text::tr("AWS is asked too often just now."), Text::tr("Try again in a minute.")};
    if (error.isAboutTime())
        return {Text::tr("AWS refuses our signature, since the clocks differ."),
                Text::tr("Set the clock of this computer.")};
    if (name.startsWith(u"ExpiredToken"))
        return {Text::tr("The AWS credentials of %1 have expired.").arg(origin),
                client.credentials()->renewal};
    if (name == u"UnrecognizedClientException" || name == u"InvalidClientTokenId")
        return {
            Text::tr("AWS does not know the credentials of %1.").arg(origin),
            client.credentials()->renewal + u'\n' +
                Text::tr("A region that has to be opted in to (%1) may also not be switched on.")
                    .arg(client.region())};
    if (error.isAboutCredentials())
        return {Text::tr("AWS refuses our signature: the secret key of %1 is wrong.").arg(origin),
                client.credentials()->renewal};
    return {error.message(), error.hint()};
}

Error explained(const ServiceError &error, const QString &id, const Client &client)
{
    const Verdict found = verdict(error, id, client);
    Error told(found.message, found.hint);
    told.setWhere(error.where());
    const QString said = error.said();
    told.setDetail(said.isEmpty() ? error.name() : error.name() + QStringLiteral(": ") + said);
    return told;
}

} // namespace

QString secretText(const QString &id, const Account &account, const std::stop_token &stop)
{
    Client client(secretsManager(), account, regionOfArn(id));
    try {
        const QJsonObject answer =
            client.call("secretsmanager.GetSecretValue", {{QStringLiteral("SecretId"), id}}, stop);
        const QJsonValue text = answer.value(QLatin1String("SecretString"));
        if (text.isString() && !text.toString().isEmpty())
            return text.toString();
        const bool binary = answer.contains(QLatin1String("SecretBinary"));
        throw Error(binary ? Text::tr("The secret \"%1\" is binary.").arg(id)
                           : Text::tr("The secret \"%1\" is empty.").arg(id),
                    Text::tr("Keep the address as text: aws secretsmanager put-secret-value "
                             "--secret-id %1 --secret-string file://FILE")
                        .arg(id));
    } catch (const ServiceError &error) {
        if (!client.credentials())
            throw; // of single sign-on: it tells what it needs
        throw explained(error, id, client);
    }
}

} // namespace arborist::cloud::aws
