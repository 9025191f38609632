// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/resolver.h"

#include "services/core/error.h"
#include "services/postgres/connect_error.h"
#include <QStringList>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace arborist::postgres {

namespace {

/// One look-up; shared with the thread, which may outlive whoever waits for it.
struct LookUp {
    explicit LookUp(QByteArray host) : name(std::move(host)) {}
    ~LookUp() { close(fd); }
    LookUp(const LookUp &) = delete;
    LookUp &operator=(const LookUp &) = delete;

    void run()
    {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo *found = nullptr;
        code = getaddrinfo(name.constData(), nullptr, &hints, &found);
        for (const addrinfo *a = found; code == 0 && a; a = a->ai_next) {
            std::array<char, NI_MAXHOST> text{};
            if (getnameinfo(a->ai_addr, a->ai_addrlen, text.data(), socklen_t(text.size()), nullptr,
                            0, NI_NUMERICHOST) == 0)
                addresses += QString::fromLatin1(text.data());
        }
        if (found)
            freeaddrinfo(found);
        done.store(true, std::memory_order_release);
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(fd, &one, sizeof one);
    }

    const QByteArray name;
    const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::atomic<bool> done = false;
    int code = 0;          ///< of getaddrinfo; once done
    QStringList addresses; ///< once done
};

bool needsLookUp(const QString &host)
{
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const QByteArray name = host.section(u'%', 0, 0).toUtf8();
    return !host.isEmpty() && !host.startsWith(u'/') && !host.startsWith(u'@') &&
           host.compare(QStringLiteral("localhost"), Qt::CaseInsensitive) != 0 &&
           inet_pton(AF_INET, name.constData(), address.data()) != 1 &&
           inet_pton(AF_INET6, name.constData(), address.data()) != 1;
}

std::shared_ptr<LookUp> lookUp(const QString &host, Waker &waker, Waker::Clock::time_point deadline)
{
    auto look = std::make_shared<LookUp>(host.toUtf8());
    std::thread([look] { look->run(); }).detach();
    if (waker.wait(look->fd, POLLIN, deadline) == Waker::Woken::Stopped)
        throw Error::cancelled();
    return look;
}

} // namespace

void resolveHosts(QMap<QString, QString> &values, const ConnectionInfo &info, Waker &waker,
                  Waker::Clock::time_point deadline)
{
    const QString host = values.value(QStringLiteral("host"));
    if (host.isEmpty() || !values.value(QStringLiteral("hostaddr")).isEmpty())
        return;
    const QStringList hosts = host.split(u',');
    const QStringList ports = values.value(QStringLiteral("port")).split(u',');
    QStringList names, addresses, portOfEach;
    bool any = false;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        QStringList found{QString()}; // libpq goes by the name where the address is empty
        if (needsLookUp(hosts.at(i))) {
            const auto look = lookUp(hosts.at(i), waker, deadline);
            const bool done = look->done.load(std::memory_order_acquire);
            if (done && look->code == 0) {
                any = true;
                found = look->addresses;
            } else if (hosts.size() == 1 && done) {
                throw noSuchHost(info, host, QString::fromLocal8Bit(gai_strerror(look->code)));
            } else if (hosts.size() == 1) {
                return; // the deadline is over, as the caller will notice
            }
        }
        for (const QString &address : found) {
            names += hosts.at(i);
            addresses += address;
            portOfEach += ports.value(i, ports.constFirst());
        }
    }
    if (!any)
        return;
    values[QStringLiteral("host")] = names.join(u',');
    values[QStringLiteral("hostaddr")] = addresses.join(u',');
    values[QStringLiteral("port")] = portOfEach.join(u',');
}

} // namespace arborist::postgres
