// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloud/proxy.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QHostAddress>
#include <algorithm>
#include <initializer_list>

namespace arborist::cloud {

namespace {

struct Variable {
    QString name, value;
};

Variable firstSet(std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (const QString value = qEnvironmentVariable(name).trimmed(); !value.isEmpty())
            return {QString::fromLatin1(name), value};
    }
    return {};
}

bool isExempt(const QString &host)
{
    const QStringList list =
        firstSet({"no_proxy", "NO_PROXY"}).value.split(u',', Qt::SkipEmptyParts);
    return std::any_of(list.begin(), list.end(), [&host](const QString &entry) {
        QString name = entry.trimmed().section(u':', 0, 0).toLower();
        if (name == u"*")
            return true;
        if (name.startsWith(u'.'))
            name.remove(0, 1);
        return !name.isEmpty() && (host == name || host.endsWith(u'.' + name));
    });
}

} // namespace

bool isLoopback(const QString &host)
{
    return host.compare(u"localhost", Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

QNetworkProxy proxyFor(const QUrl &url)
{
    const QString host = url.host().toLower();
    // HTTP_PROXY in capitals is left out: a web server sets it from a request's header "Proxy".
    Variable found = url.scheme() == u"https" ? firstSet({"https_proxy", "HTTPS_PROXY"})
                                              : firstSet({"http_proxy"});
    if (found.value.isEmpty())
        found = firstSet({"all_proxy", "ALL_PROXY"});
    if (found.value.isEmpty() || isLoopback(host) || isExempt(host))
        return QNetworkProxy(QNetworkProxy::NoProxy);

    const QString text =
        found.value.contains(u"://") ? found.value : QStringLiteral("http://") + found.value;
    const QUrl address(text, QUrl::StrictMode);
    const QString scheme = address.scheme();
    const bool socks = scheme == u"socks5" || scheme == u"socks5h";
    if (!address.isValid() || address.host().isEmpty() || (!socks && scheme != u"http"))
        throw Error(QCoreApplication::translate("Proxy", "%1 does not hold the address of a proxy.")
                        .arg(found.name),
                    QCoreApplication::translate(
                        "Proxy", "It should look like http://host:port or socks5h://host:port."));
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                         address.host(), quint16(address.port(socks ? 1080 : 8080)),
                         address.userName(QUrl::FullyDecoded),
                         address.password(QUrl::FullyDecoded));
}

} // namespace arborist::cloud
