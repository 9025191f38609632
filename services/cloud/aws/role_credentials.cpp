// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/role_credentials.h"

#include "services/cloud/aws/endpoint.h"
#include "services/cloud/aws/exchange.h"
#include "services/cloud/aws/service_error.h"
#include "services/cloud/aws/signer.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QXmlStreamReader>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsRoleCredentials)
};

QByteArray formBody(const Role &role)
{
    QByteArray body = "Action=AssumeRole&Version=2011-06-15";
    const auto add = [&body](const char *name, const QString &value) {
        if (!value.isEmpty())
            body += QByteArray("&") + name + '=' + QUrl::toPercentEncoding(value);
    };
    add("RoleArn", role.arn);
    add("RoleSessionName",
        role.sessionName.isEmpty()
            ? QStringLiteral("arborist-%1").arg(QDateTime::currentSecsSinceEpoch())
            : role.sessionName);
    add("ExternalId", role.externalId);
    if (role.seconds > 0)
        add("DurationSeconds", QString::number(role.seconds));
    return body;
}

Credentials parse(const QByteArray &body)
{
    Credentials found;
    QXmlStreamReader xml(body);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"AccessKeyId")
            found.accessKeyId = xml.readElementText().toUtf8();
        else if (xml.name() == u"SecretAccessKey")
            found.secretAccessKey = xml.readElementText().toUtf8();
        else if (xml.name() == u"SessionToken")
            found.sessionToken = xml.readElementText().toUtf8();
        else if (xml.name() == u"Expiration")
            found.expires = QDateTime::fromString(xml.readElementText(), Qt::ISODate);
    }
    return found;
}

Error refusal(const Role &role, const Credentials &base, const ServiceError &error)
{
    QString hint = error.hint();
    if (error.name() == u"AccessDenied" || error.name() == u"AccessDeniedException")
        hint = Text::tr("The role's trust policy has to name who signs (%1), and that one needs "
                        "sts:AssumeRole.")
                   .arg(base.origin);
    else if (error.isAboutCredentials())
        hint = base.renewal;
    Error told(Text::tr("The role %1 was not given to us.").arg(role.arn), hint);
    return told.setWhere(role.origin)
        .setDetail(error.name().isEmpty() ? error.message()
                                          : error.name() + QStringLiteral(": ") + error.said());
}

} // namespace

Credentials assumeRole(const Role &role, const Credentials &base, const Settings &settings,
                       HttpClient &client, const std::stop_token &stop)
{
    const QString region =
        settings.region.isEmpty() ? QStringLiteral("us-east-1") : settings.region;
    HttpRequest request;
    request.method = "POST";
    request.url = endpointFor(sts(), region, settings);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = formBody(role);
    request.timeout = std::chrono::seconds(15);
    try {
        const HttpReply reply = exchange(
            client,
            [&](const QDateTime &now) {
                return sign(request, base, region.toLatin1(), sts().signing, now);
            },
            stop);
        Credentials found = parse(reply.body);
        if (found.accessKeyId.isEmpty() || found.secretAccessKey.isEmpty())
            throw Error(Text::tr("STS answered without credentials for the role %1.").arg(role.arn),
                        Text::tr("Check AWS_ENDPOINT_URL_STS and the proxy."));
        found.origin = Text::tr("the role of %1").arg(role.origin);
        found.renewal = base.renewal;
        return found;
    } catch (const ServiceError &error) {
        throw refusal(role, base, error);
    }
}

} // namespace arborist::cloud::aws
