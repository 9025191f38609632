// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/sso_credentials.h"

#include "services/cloud/aws/endpoint.h"
#include "services/cloud/aws/exchange.h"
#include "services/cloud/aws/service_error.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace arborist::cloud::aws {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AwsSingleSignOn)
};

QString login(const QString &profile)
{
    return Text::tr("Run: aws sso login --profile %1").arg(profile);
}

void readToken(SsoSession &session)
{
    QFile file(session.cacheFile);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject token = QJsonDocument::fromJson(file.read(1 << 20)).object();
    const auto text = [&token](const char *key) {
        return token.value(QLatin1String(key)).toString();
    };
    session.token = text("accessToken");
    // Older versions of the CLI write "UTC" for "Z".
    QString expires = text("expiresAt");
    expires.replace(QLatin1String("UTC"), QLatin1String("Z"));
    session.expires = QDateTime::fromString(expires, Qt::ISODate);
    session.canRefresh = !text("refreshToken").isEmpty();
}

Error over(const SsoSession &session)
{
    return Error(Text::tr("The sign-on of AWS profile \"%1\" has expired.").arg(session.profile),
                 login(session.profile));
}

HttpRequest requestFor(const SsoSession &session, const Settings &settings)
{
    HttpRequest request;
    request.url = endpointFor(singleSignOn(), session.region, settings);
    const QString path = request.url.path();
    request.url.setPath((path.endsWith(u'/') ? path : path + u'/') +
                        QStringLiteral("federation/credentials"));
    request.url.setQuery(QStringLiteral("role_name=%1&account_id=%2")
                             .arg(QString::fromLatin1(QUrl::toPercentEncoding(session.role)),
                                  QString::fromLatin1(QUrl::toPercentEncoding(session.account))),
                         QUrl::StrictMode);
    request.headers = {{"x-amz-sso_bearer_token", session.token.toUtf8()}};
    request.timeout = std::chrono::seconds(15);
    return request;
}

} // namespace

std::optional<SsoSession> SsoSession::ofProfile(const QString &profile, const ProfileFiles &files)
{
    const auto value = [&](const char *key) {
        return files.configValue(profile, QString::fromLatin1(key));
    };
    const QString name = value("sso_session");
    const QString url = value("sso_start_url");
    SsoSession session;
    session.profile = profile;
    session.account = value("sso_account_id");
    session.role = value("sso_role_name");
    if ((name.isEmpty() && url.isEmpty()) || session.account.isEmpty())
        return std::nullopt;
    session.region = name.isEmpty() ? value("sso_region")
                                    : files.sectionValue(QStringLiteral("sso-session"), name,
                                                         QStringLiteral("sso_region"));
    if (session.role.isEmpty() || session.region.isEmpty())
        throw Error(Text::tr("The AWS profile \"%1\" names no %2.")
                        .arg(profile, session.role.isEmpty() ? QStringLiteral("sso_role_name")
                                                             : QStringLiteral("sso_region")),
                    Text::tr("Run: aws configure sso --profile %1").arg(profile))
            .setWhere(files.config().path());
    const QByteArray key = (name.isEmpty() ? url : name).toUtf8();
    session.cacheFile = QDir::home().filePath(
        QStringLiteral(".aws/sso/cache/%1.json")
            .arg(QString::fromLatin1(
                QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex())));
    readToken(session);
    return session;
}

bool SsoSession::isOver() const
{
    return token.isEmpty() || !expires.isValid() || expires <= QDateTime::currentDateTimeUtc();
}

Credentials credentialsOf(const SsoSession &session, const Settings &settings, HttpClient &client,
                          const std::stop_token &stop)
{
    if (session.token.isEmpty())
        throw Error(Text::tr("Nobody has signed on for AWS profile \"%1\".").arg(session.profile),
                    login(session.profile))
            .setWhere(session.cacheFile);
    if (session.isOver())
        throw over(session).setWhere(session.cacheFile);
    const HttpRequest request = requestFor(session, settings);
    try {
        const HttpReply reply = exchange(
            client, [&request](const QDateTime &) { return request; }, stop);
        const QJsonObject role = QJsonDocument::fromJson(reply.body)
                                     .object()
                                     .value(QLatin1String("roleCredentials"))
                                     .toObject();
        const auto bytes = [&role](const char *key) {
            return role.value(QLatin1String(key)).toString().toUtf8();
        };
        Credentials found{bytes("accessKeyId"),
                          bytes("secretAccessKey"),
                          bytes("sessionToken"),
                          QDateTime::fromMSecsSinceEpoch(
                              qint64(role.value(QLatin1String("expiration")).toDouble()), Qt::UTC),
                          Text::tr("the sign-on of profile %1").arg(session.profile),
                          login(session.profile)};
        if (found.accessKeyId.isEmpty() || found.secretAccessKey.isEmpty())
            throw Error(Text::tr("The sign-on of AWS profile \"%1\" gave no credentials.")
                            .arg(session.profile),
                        login(session.profile));
        return found;
    } catch (const ServiceError &error) {
        if (error.status() == 401)
            throw over(session).setDetail(error.said());
        if (error.status() == 403 || error.status() == 404)
            throw Error(Text::tr("The sign-on of AWS profile \"%1\" does not include role %2 in "
                                 "account %3.")
                            .arg(session.profile, session.role, session.account),
                        Text::tr("Check sso_role_name and sso_account_id, or ask for the role."))
                .setDetail(error.said());
        throw;
    }
}

} // namespace arborist::cloud::aws
