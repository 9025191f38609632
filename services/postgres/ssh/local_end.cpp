// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/ssh/local_end.h"

#include "services/core/error.h"
#include "services/postgres/ssh/ssh_text.h"
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace arborist::postgres {

namespace {

/// Short, as is the folder's place: a socket's path has 107 bytes.
const QString prefix = QStringLiteral("arborist-ssh-");
constexpr qint64 youngSeconds = 60;

/// The user's own runtime folder where there is one, else /tmp.
QString place()
{
    for (const QString &folder : {qEnvironmentVariable("XDG_RUNTIME_DIR"),
                                  QStringLiteral("/run/user/%1").arg(::geteuid())}) {
        struct stat info {
        };
        if (QDir::isAbsolutePath(folder) && folder.size() < 60 && !folder.contains(u':') &&
            ::stat(QFile::encodeName(folder).constData(), &info) == 0 && S_ISDIR(info.st_mode) &&
            info.st_uid == ::geteuid() && (info.st_mode & 022) == 0)
            return QDir::cleanPath(folder);
    }
    return QStringLiteral("/tmp");
}

int lockFolder(const QString &folder)
{
    const int fd = ::open(QFile::encodeName(folder).constData(),
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (fd >= 0)
        ::close(fd);
    return -1;
}

/// Folders of programs that were killed.
void removeLeftOvers(const QString &place)
{
    const QDateTime young = QDateTime::currentDateTimeUtc().addSecs(-youngSeconds);
    const auto folders = QDir(place).entryInfoList({prefix + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        if (folder.ownerId() != ::geteuid() || folder.lastModified() > young)
            continue; // one of these days' may not have its lock yet
        const int lock = lockFolder(folder.filePath());
        if (lock < 0)
            continue;
        QDir(folder.filePath()).removeRecursively();
        ::close(lock);
    }
}

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
        makeFolder();
    for (size_t i = 0; i < count; ++i)
        m_ports << (sockets ? QString::number(5432 + i) : freePort());
}

LocalEnd::~LocalEnd()
{
    if (m_folder.isEmpty())
        return;
    QDir(m_folder).removeRecursively();
    ::close(m_lock);
}

void LocalEnd::makeFolder()
{
    const QString at = place();
    removeLeftOvers(at);
    QByteArray name = QFile::encodeName(at + u'/' + prefix + QStringLiteral("XXXXXX"));
    if (::mkdtemp(name.data()) != nullptr)
        m_lock = lockFolder(QFile::decodeName(name));
    if (m_lock < 0)
        throw Error(SshText::tr("No folder for the tunnel's socket can be made in %1: %2.")
                        .arg(at, qt_error_string()));
    m_folder = QFile::decodeName(name);
}

QString LocalEnd::sshText(size_t index) const
{
    return m_folder.isEmpty() ? host() + u':' + port(index)
                              : m_folder + QStringLiteral("/.s.PGSQL.") + port(index);
}

} // namespace arborist::postgres
