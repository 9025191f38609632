// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/service_error.h"

#include "services/cloud/network_error.h"
#include "services/core/redact.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QXmlStreamReader>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsServiceError)
};

/// "com.amazonaws.secretsmanager#Name:http://..." without what surrounds the name.
QString plainName(const QString &type)
{
    return type.section(u'#', -1).section(u':', 0, 0);
}

struct Said {
    QString name, text;
};

Said fromJson(const QJsonObject &object)
{
    QString text = object.value(QLatin1String("message")).toString();
    if (text.isEmpty())
        text = object.value(QLatin1String("Message")).toString();
    return {plainName(object.value(QLatin1String("__type")).toString()), text};
}

Said fromXml(const QByteArray &body)
{
    Said said;
    QXmlStreamReader xml(body);
    while (!xml.atEnd() && (said.name.isEmpty() || said.text.isEmpty())) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"Code")
            said.name = xml.readElementText();
        else if (xml.name() == u"Message")
            said.text = xml.readElementText();
    }
    return said;
}

Said read(const HttpReply &reply)
{
    Said said = reply.body.trimmed().startsWith('<')
                    ? fromXml(reply.body)
                    : fromJson(QJsonDocument::fromJson(reply.body).object());
    if (said.name.isEmpty())
        said.name = plainName(QString::fromLatin1(reply.headers.value("x-amzn-ErrorType")));
    said.name = said.name.left(100);
    said.text = redacted(said.text).left(1000);
    return said;
}

QString sentence(int status, const QString &name, const QUrl &url)
{
    const QString origin = originOf(url);
    if (status >= 300 && status < 400)
        return Text::tr("%1 sends us to another address, which is not followed.").arg(origin);
    if (name.isEmpty())
        return Text::tr("%1 answered with status %2.").arg(origin).arg(status);
    return Text::tr("%1 refused: %2.").arg(origin, name);
}

QString advice(int status)
{
    if (status >= 300 && status < 400)
        return Text::tr("Check AWS_ENDPOINT_URL and the proxy: AWS does not redirect.");
    if (status >= 500)
        return Text::tr("The service has trouble. Try again in a minute.");
    return Text::tr("What AWS says stands in the details.");
}

} // namespace

ServiceError::ServiceError(int status, QString name, QString said, const QUrl &url)
    : Error(sentence(status, name, url), advice(status)),
      m_status(status),
      m_name(std::move(name)),
      m_said(std::move(said))
{
    setWhere(originOf(url));
    setDetail(m_said);
}

ServiceError ServiceError::of(const HttpReply &reply, const QUrl &url)
{
    Said said = read(reply);
    return {reply.status, std::move(said.name), std::move(said.text), url};
}

bool ServiceError::isThrottling() const
{
    static const QSet<QString> names{
        QStringLiteral("Throttling"),
        QStringLiteral("ThrottlingException"),
        QStringLiteral("ThrottledException"),
        QStringLiteral("RequestThrottled"),
        QStringLiteral("RequestThrottledException"),
        QStringLiteral("TooManyRequestsException"),
        QStringLiteral("ProvisionedThroughputExceededException"),
        QStringLiteral("TransactionInProgressException"),
        QStringLiteral("RequestLimitExceeded"),
        QStringLiteral("BandwidthLimitExceeded"),
        QStringLiteral("SlowDown"),
        QStringLiteral("EC2ThrottledException"),
    };
    return m_status == 429 || names.contains(m_name);
}

bool ServiceError::isPassing() const
{
    return isThrottling() || m_status == 500 || m_status == 502 || m_status == 503 ||
           m_status == 504 || m_name == u"RequestTimeout" || m_name == u"RequestTimeoutException" ||
           m_name == u"PriorRequestNotComplete" || m_name == u"InternalServiceError";
}

bool ServiceError::isAboutTime() const
{
    const bool signature =
        m_name == u"InvalidSignatureException" || m_name == u"SignatureDoesNotMatch";
    return m_name == u"RequestTimeTooSkewed" || m_name == u"RequestExpired" ||
           m_name == u"RequestInTheFuture" ||
           (signature && (m_said.contains(u"expired", Qt::CaseInsensitive) ||
                          m_said.contains(u"not yet current", Qt::CaseInsensitive)));
}

bool ServiceError::isAboutCredentials() const
{
    static const QSet<QString> names{
        QStringLiteral("ExpiredToken"),          QStringLiteral("ExpiredTokenException"),
        QStringLiteral("InvalidClientTokenId"),  QStringLiteral("UnrecognizedClientException"),
        QStringLiteral("SignatureDoesNotMatch"), QStringLiteral("InvalidSignatureException"),
    };
    return names.contains(m_name) && !isAboutTime();
}

} // namespace arborist::cloud::aws
