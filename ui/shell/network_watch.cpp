// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/network_watch.h"

#include <QSocketNotifier>
#include <array>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace arborist {

namespace {
constexpr int settleMs = 500;
} // namespace

NetworkWatch::NetworkWatch(QObject *parent)
    : QObject(parent),
      m_socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE))
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    connect(&m_settled, &QTimer::timeout, this, &NetworkWatch::changed);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE |
                        RTMGRP_IPV6_ROUTE;
    if (m_socket < 0 ||
        ::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return;
    m_notifier = new QSocketNotifier(m_socket, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &NetworkWatch::drain);
}

NetworkWatch::~NetworkWatch()
{
    delete m_notifier; // before the descriptor that it watches
    if (m_socket >= 0)
        ::close(m_socket);
}

void NetworkWatch::drain()
{
    // What exactly has changed does not matter; a message that was lost (ENOBUFS) is one as well.
    std::array<char, 8192> message{};
    while (::recv(m_socket, message.data(), message.size(), 0) > 0) {
    }
    m_settled.start();
}

} // namespace arborist
