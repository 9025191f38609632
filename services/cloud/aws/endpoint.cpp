// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/endpoint.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QRegularExpression>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsEndpoint)
};

struct Override {
    QString url, origin;
};

Override overrideFor(const Service &service, const Settings &settings)
{
    if (qEnvironmentVariable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .compare(u"true", Qt::CaseInsensitive) == 0)
        return {};
    const QByteArray all = "AWS_ENDPOINT_URL";
    for (const QByteArray &name : {all + '_' + service.id.toUpper(), all}) {
        if (const QString url = qEnvironmentVariable(name.constData()).trimmed(); !url.isEmpty())
            return {url, QString::fromLatin1(name)};
    }
    const ProfileFiles &files = settings.files;
    const QString key = QStringLiteral("endpoint_url");
    const QString services = files.configValue(settings.profile, QStringLiteral("services"));
    const QString path = files.config().path();
    const QString ofService = files.sectionValue(QStringLiteral("services"), services,
                                                 QString::fromLatin1(service.id) + u'.' + key);
    if (!services.isEmpty() && !ofService.isEmpty())
        return {ofService, QStringLiteral("[services %1] in %2").arg(services, path)};
    return {files.configValue(settings.profile, key),
            QStringLiteral("[profile %1] in %2").arg(settings.profile, path)};
}

/// By the beginnings of region names, as AWS's own list of partitions has them.
QString domainOf(const QString &region)
{
    static const std::pair<QString, QString> partitions[] = {
        {QStringLiteral("cn-"), QStringLiteral("amazonaws.com.cn")},
        {QStringLiteral("eusc-"), QStringLiteral("amazonaws.eu")},
        {QStringLiteral("us-isob-"), QStringLiteral("sc2s.sgov.gov")},
        {QStringLiteral("us-isof-"), QStringLiteral("csp.hci.ic.gov")},
        {QStringLiteral("us-iso-"), QStringLiteral("c2s.ic.gov")},
        {QStringLiteral("eu-isoe-"), QStringLiteral("cloud.adc-e.uk")},
    };
    for (const auto &[prefix, domain] : partitions) {
        if (region.startsWith(prefix))
            return domain;
    }
    return QStringLiteral("amazonaws.com");
}

} // namespace

const Service &secretsManager()
{
    static const Service service{"secrets_manager", "secretsmanager", "secretsmanager"};
    return service;
}

const Service &sts()
{
    static const Service service{"sts", "sts", "sts"};
    return service;
}

const Service &singleSignOn()
{
    static const Service service{"sso", "portal.sso", "awsssoportal"};
    return service;
}

QUrl endpointFor(const Service &service, const QString &region, const Settings &settings)
{
    // It becomes part of the host that gets our signature: nothing but a region may stand there.
    static const QRegularExpression plain(QStringLiteral("^[a-z]{2,}(-[a-z0-9]+)+$"));
    if (!plain.match(region).hasMatch())
        throw Error(Text::tr("\"%1\" is not a region of AWS.").arg(region),
                    Text::tr("Regions look like eu-central-1."));
    const Override found = overrideFor(service, settings);
    if (found.url.isEmpty())
        return QUrl(QStringLiteral("https://%1.%2.%3/")
                        .arg(QString::fromLatin1(service.host), region, domainOf(region)));
    QUrl url(found.url, QUrl::StrictMode);
    const bool web = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !web || url.host().isEmpty() || !url.userInfo().isEmpty())
        throw Error(Text::tr("%1 does not hold a web address.").arg(found.origin),
                    Text::tr("It should look like https://host:port."));
    if (url.path().isEmpty())
        url.setPath(QStringLiteral("/"));
    return url;
}

} // namespace arborist::cloud::aws
