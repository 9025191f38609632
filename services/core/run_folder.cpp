// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/run_folder.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace arborist {

namespace {

constexpr int kTries = 100;

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

bool isGone(int folder)
{
    struct stat info {
    };
    return ::fstat(folder, &info) != 0 || info.st_nlink == 0;
}

} // namespace

void RunFolder::removeLeftOvers(const QString &prefix)
{
    const auto folders =
        QDir(place()).entryInfoList({prefix + u'*'}, QDir::Dirs | QDir::NoSymLinks);
    for (const QFileInfo &folder : folders) {
        if (folder.ownerId() != ::geteuid())
            continue;
        const int lock = lockFolder(folder.filePath());
        if (lock < 0)
            continue;
        QDir(folder.filePath()).removeRecursively();
        ::close(lock);
    }
}

RunFolder::RunFolder(const QString &prefix)
{
    const QString at = place();
    removeLeftOvers(prefix);
    // A sweeping program may take a folder that has no lock yet for one that was left.
    for (int i = 0; i < kTries && m_lock < 0; ++i) {
        QByteArray name = QFile::encodeName(at + u'/' + prefix + QStringLiteral("XXXXXX"));
        if (::mkdtemp(name.data()) == nullptr)
            break;
        m_path = QFile::decodeName(name);
        m_lock = lockFolder(m_path);
        if (m_lock >= 0 && isGone(m_lock))
            ::close(std::exchange(m_lock, -1));
    }
    if (m_lock < 0)
        throw Error(
            QCoreApplication::translate("RunFolder", "No private folder can be made in %1: %2.")
                .arg(at, qt_error_string()));
}

RunFolder::~RunFolder()
{
    QDir(m_path).removeRecursively();
    ::close(m_lock);
}

} // namespace arborist
