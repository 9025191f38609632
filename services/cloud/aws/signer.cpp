// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/aws/signer.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QMap>
#include <QMessageAuthenticationCode>
#include <algorithm>
#include <vector>

namespace arborist::cloud::aws {

namespace {

constexpr const char *kAlgorithm = "AWS4-HMAC-SHA256";

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray hmac(const QByteArray &key, const QByteArray &bytes)
{
    return QMessageAuthenticationCode::hash(bytes, key, QCryptographicHash::Sha256);
}

QByteArray host(const QUrl &url)
{
    QByteArray name = url.host(QUrl::FullyEncoded).toUtf8();
    if (QHostAddress(url.host()).protocol() == QAbstractSocket::IPv6Protocol)
        name = '[' + name + ']';
    return url.port() < 0 ? name : name + ':' + QByteArray::number(url.port());
}

/// What is sent, encoded once more: every service but S3 has it so.
QByteArray canonicalPath(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    std::vector<QByteArray> parts;
    for (const QByteArray &part : path.split('/')) {
        if (part == ".." && !parts.empty())
            parts.pop_back();
        else if (!part.isEmpty() && part != "." && part != "..")
            parts.push_back(part);
    }
    QByteArray canonical;
    for (const QByteArray &part : parts)
        canonical += '/' + QByteArray(part).toPercentEncoding();
    return canonical.isEmpty() || path.endsWith('/') ? canonical + '/' : canonical;
}

QByteArray canonicalQuery(const QUrl &url)
{
    std::vector<std::pair<QByteArray, QByteArray>> items;
    for (const QByteArray &item : url.query(QUrl::FullyEncoded).toUtf8().split('&')) {
        if (item.isEmpty())
            continue;
        const qsizetype equals = item.indexOf('=');
        const auto encoded = [](const QByteArray &text) {
            return QByteArray::fromPercentEncoding(text).toPercentEncoding();
        };
        items.emplace_back(encoded(equals < 0 ? item : item.left(equals)),
                           equals < 0 ? QByteArray() : encoded(item.mid(equals + 1)));
    }
    std::sort(items.begin(), items.end());
    QByteArray canonical;
    for (const auto &[name, value] : items)
        canonical += (canonical.isEmpty() ? "" : "&") + name + '=' + value;
    return canonical;
}

/// Lower-case names with their values; those that a proxy or Qt may change are left out.
QMap<QByteArray, QByteArray> signedHeaders(const HttpRequest &request)
{
    QMap<QByteArray, QByteArray> headers;
    for (const auto &[name, value] : request.headers) {
        const QByteArray key = name.toLower();
        if (key == "authorization" || key == "user-agent" || key == "connection")
            continue;
        QByteArray &joined = headers[key];
        joined += (joined.isNull() ? "" : ",") + value.simplified();
    }
    headers.insert("host", host(request.url));
    return headers;
}

QByteArray names(const HttpRequest &request)
{
    return signedHeaders(request).keys().join(';');
}

} // namespace

QByteArray canonicalRequest(const HttpRequest &request)
{
    QByteArray lines;
    const auto headers = signedHeaders(request);
    for (auto it = headers.cbegin(); it != headers.cend(); ++it)
        lines += it.key() + ':' + it.value() + '\n';
    return request.method + '\n' + canonicalPath(request.url) + '\n' + canonicalQuery(request.url) +
           '\n' + lines + '\n' + names(request) + '\n' + sha256(request.body);
}

HttpRequest sign(HttpRequest request, const Credentials &credentials, const QByteArray &region,
                 const QByteArray &service, const QDateTime &date)
{
    const QByteArray time = date.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1();
    const QByteArray day = time.left(8);
    request.headers.set("X-Amz-Date", time);
    if (!credentials.sessionToken.isEmpty())
        request.headers.set("X-Amz-Security-Token", credentials.sessionToken);

    const QByteArray scope = day + '/' + region + '/' + service + "/aws4_request";
    const QByteArray toSign = QByteArray(kAlgorithm) + '\n' + time + '\n' + scope + '\n' +
                              sha256(canonicalRequest(request));
    QByteArray key = "AWS4" + credentials.secretAccessKey;
    for (const QByteArray &part : {day, region, service, QByteArray("aws4_request")})
        key = hmac(key, part);
    request.headers.set("Authorization", QByteArray(kAlgorithm) +
                                             " Credential=" + credentials.accessKeyId + '/' +
                                             scope + ", SignedHeaders=" + names(request) +
                                             ", Signature=" + hmac(key, toSign).toHex());
    return request;
}

} // namespace arborist::cloud::aws
