// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/local_end.h"

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_text.h"
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace arborist::postgres {

namespace {

QString freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool found = fd >= 0 &&
                       ::bind(fd, reinterpret_cast<const sockaddr *>(&address), size) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    const QString reason = qt_error_string();
    if (fd >= 0)
        ::close(fd);
    if (!found)
        throw Error(SshText::tr("There is no free port on this machine: %1.").arg(reason));
    return QString::number(ntohs(address.sin_port));
}

} // namespace

LocalEnd::LocalEnd(size_t count, bool sockets)
{
    if (sockets)
        m_folder.emplace(QStringLiteral("arborist-ssh-"));
    for (size_t i = 0; i < count; ++i)
        m_ports << (sockets ? QString::number(5432 + i) : freePort());
}

QString LocalEnd::host() const
{
    return m_folder ? m_folder->path() : QStringLiteral("127.0.0.1");
}

QString LocalEnd::sshText(size_t index) const
{
    return m_folder ? m_folder->path() + QStringLiteral("/.s.PGSQL.") + port(index)
                    : host() + u':' + port(index);
}

} // namespace arborist::postgres
