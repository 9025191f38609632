// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/tunnel_route.h"

#include "services/postgres/ssh/ssh_text.h"
#include <libpq-fe.h>
#include <memory>
#include <vector>

namespace arborist::postgres {

namespace {

SshRoute::Target targetOf(const QString &host, const QString &address, const QString &port)
{
    const QString at = address.isEmpty() ? host : address;
    if (at.startsWith(u'@') || (at.startsWith(u'/') && at.contains(u':')))
        throw Error::usage(SshText::tr("ssh cannot forward to the socket in %1.").arg(at));
    if (at.startsWith(u'/'))
        return {at + QStringLiteral("/.s.PGSQL.") + port, {}};
    return {at, port};
}

SshRoute routeOf(const ConnectionInfo &info, const QMap<QString, QString> &effective)
{
    const QStringList hosts = info.host().split(u',');
    const QStringList ports = info.port().split(u',');
    const QStringList addresses = effective.value(QStringLiteral("hostaddr")).split(u',');
    SshRoute route;
    route.via = info.sshHost();
    route.overSocket = true;
    for (qsizetype i = 0; i < std::max(hosts.size(), addresses.size()); ++i) {
        const QString port = ports.value(i, ports.constFirst());
        route.targets.push_back(targetOf(hosts.value(i), addresses.value(i),
                                         port.isEmpty() ? QStringLiteral("5432") : port));
        route.overSocket = route.overSocket && route.targets.back().port.isEmpty();
    }
    if (effective.value(QStringLiteral("sslmode")) == u"disable")
        route.overSocket = true;
    return route;
}

/// What libpq finds in .pgpass for these values, without going to the network.
QString passwordOnFile(QMap<QString, QString> values)
{
    values.insert(QStringLiteral("sslmode"), QStringLiteral("never-connect"));
    std::vector<QByteArray> texts;
    std::vector<const char *> keywords, settings;
    texts.reserve(size_t(values.size()) * 2);
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        keywords.push_back(texts.emplace_back(it.key().toUtf8()).constData());
        settings.push_back(texts.emplace_back(it->toUtf8()).constData());
    }
    keywords.push_back(nullptr);
    settings.push_back(nullptr);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectStartParams(keywords.data(), settings.data(), 0), PQfinish);
    return QString::fromUtf8(PQpass(connection.get()));
}

} // namespace

SshTunnel::Lease enterTunnel(QMap<QString, QString> &values, ConnectionInfo &info,
                             const QMap<QString, QString> &effective, const std::stop_token &stop)
{
    const QString host = QStringLiteral("host"), hostaddr = QStringLiteral("hostaddr"),
                  port = QStringLiteral("port"), password = QStringLiteral("password");
    const SshRoute route = routeOf(info, effective);
    SshTunnel::Lease tunnel = SshTunnel::to(route, stop);
    if (values.value(password).isEmpty()) {
        if (const QString found = passwordOnFile(values); !found.isEmpty())
            values.insert(password, found);
    }
    // For people: where it leads, not where it begins.
    info.setValue(host, info.host());
    info.setValue(port, info.port());
    QStringList nearHosts, nearPorts;
    for (size_t i = 0; i < route.targets.size(); ++i) {
        nearHosts << tunnel->localEnd().host();
        nearPorts << tunnel->localEnd().port(i);
    }
    values.insert(port, nearPorts.join(u','));
    values.insert(route.overSocket ? host : hostaddr, nearHosts.join(u','));
    if (route.overSocket)
        values.remove(hostaddr);
    return tunnel;
}

} // namespace arborist::postgres
