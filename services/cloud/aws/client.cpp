// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/client.h"

#include "services/cloud/aws/credential_chain.h"
#include "services/cloud/aws/exchange.h"
#include "services/cloud/aws/signer.h"
#include "services/cloud/network_error.h"
#include <QCoreApplication>
#include <QJsonDocument>

namespace arborist::cloud::aws {

Client::Client(const Service &service, const Account &account, const QString &region)
    : m_service(service),
      m_settings(Settings::read(account)),
      m_region(account.region.isEmpty() && !region.isEmpty() ? region : m_settings.region)
{
    if (m_region.isEmpty())
        throw Error(QCoreApplication::translate("AwsClient", "No AWS region is named."),
                    QCoreApplication::translate(
                        "AwsClient", "Name it in arborist.toml: aws = { region = \"eu-central-1\" "
                                     "}, in AWS_REGION, or with: aws configure set region "
                                     "eu-central-1 --profile %1")
                        .arg(m_settings.profile));
    m_settings.region = m_region;
}

QJsonObject Client::call(const QByteArray &target, const QJsonObject &input,
                         const std::stop_token &stop)
{
    HttpRequest request;
    request.method = "POST";
    request.url = endpointFor(m_service, m_region, m_settings);
    request.headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", target}};
    request.body = QJsonDocument(input).toJson(QJsonDocument::Compact);
    request.timeout = std::chrono::seconds(15);
    const QDateTime soon = QDateTime::currentDateTimeUtc().addSecs(60);
    if (!m_credentials || (m_credentials->expires.isValid() && m_credentials->expires < soon))
        m_credentials = CredentialChain(m_settings, m_http, stop).find();
    const HttpReply reply = exchange(
        m_http,
        [&](const QDateTime &now) {
            return sign(request, *m_credentials, m_region.toLatin1(), m_service.signing, now);
        },
        stop);
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    if (!document.isObject())
        throw Error(QCoreApplication::translate("AwsClient", "What %1 answered is not JSON.")
                        .arg(originOf(request.url)),
                    QCoreApplication::translate(
                        "AwsClient", "Check AWS_ENDPOINT_URL and the proxy, and try again."))
            .setWhere(originOf(request.url));
    return document.object();
}

} // namespace arborist::cloud::aws
