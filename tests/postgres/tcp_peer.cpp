// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/postgres/tcp_peer.h"

#include <array>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace {

int connectTo(const QString &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray bytes = path.toUtf8();
    std::memcpy(address.sun_path, bytes.constData(), size_t(bytes.size()) + 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/// False once one side has ended.
bool pass(int from, int to)
{
    std::array<char, 65536> bytes;
    const ssize_t got = recv(from, bytes.data(), bytes.size(), 0);
    for (ssize_t sent = 0; sent < got;) {
        const ssize_t part = send(to, bytes.data() + sent, size_t(got - sent), MSG_NOSIGNAL);
        if (part <= 0)
            return false;
        sent += part;
    }
    return got > 0;
}

} // namespace

TcpPeer::TcpPeer(Manner manner, const QString &target) : m_manner(manner), m_target(target)
{
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(m_listener, generic, size) != 0 || listen(m_listener, 16) != 0 ||
        getsockname(m_listener, generic, &size) != 0)
        throw std::runtime_error("cannot listen on 127.0.0.1");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

TcpPeer::~TcpPeer()
{
    m_ended = true;
    m_thread.join();
    close(m_listener);
}

void TcpPeer::serve()
{
    std::vector<std::array<int, 2>> pairs; // from the client, to the server
    while (!m_ended) {
        std::vector<pollfd> fds{{m_listener, short(m_frozen ? 0 : POLLIN), 0}};
        for (const auto &pair : pairs) {
            for (const int fd : pair)
                fds.push_back({m_frozen || m_manner == Manner::Silent ? -1 : fd, POLLIN, 0});
        }
        if (poll(fds.data(), fds.size(), 5) <= 0 || m_frozen)
            continue;
        for (size_t i = pairs.size(); i-- > 0;) {
            const bool fromClient = fds[1 + 2 * i].revents != 0;
            const bool fromServer = fds[2 + 2 * i].revents != 0;
            if ((fromClient && !pass(pairs[i][0], pairs[i][1])) ||
                (fromServer && !pass(pairs[i][1], pairs[i][0]))) {
                close(pairs[i][0]);
                close(pairs[i][1]);
                pairs.erase(pairs.begin() + std::ptrdiff_t(i));
            }
        }
        if (fds[0].revents == 0)
            continue;
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (m_manner == Manner::HangsUp)
            close(client);
        else
            pairs.push_back({client, m_manner == Manner::Forwards ? connectTo(m_target) : -1});
    }
    for (const auto &pair : pairs) {
        for (const int fd : pair) {
            if (fd >= 0)
                close(fd);
        }
    }
}
