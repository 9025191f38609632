// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/postgres/embedded/cluster_folder.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/postgres/embedded/server_text.h"
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace arborist::postgres {
namespace {

constexpr qint64 kLogLimit = 4LL << 20;
constexpr qint64 kLogTail = 8LL << 10;
constexpr qsizetype kSocketPathLimit = sizeof(sockaddr_un::sun_path) - 1;

bool fits(const QString &folder)
{
    return QFile::encodeName(socketFile(folder)).size() <= kSocketPathLimit;
}

/// Makes the folder, or finds it made, private and the account's own. Anybody may have made a
/// folder of that name in /tmp: then it is left alone.
bool claim(const QString &folder, const ServerAccount &account)
{
    const QByteArray name = QFile::encodeName(folder);
    if (::mkdir(name.constData(), 0700) == 0) {
        account.takeOver(folder);
        return true;
    }
    struct stat info {
    };
    if (errno != EEXIST || ::lstat(name.constData(), &info) != 0)
        return false;
    return S_ISDIR(info.st_mode) && info.st_uid == account.uid && (info.st_mode & 0777) == 0700;
}

/// Nobody but root and this user can put another folder in the place of one made in it.
bool isSafePlace(const QString &place)
{
    struct stat info {
    };
    if (::stat(QFile::encodeName(place).constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return false;
    const bool othersWrite = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    return (info.st_uid == 0 || info.st_uid == ::geteuid()) &&
           (!othersWrite || (info.st_mode & S_ISVTX) != 0);
}

/// Places for a short socket folder, the most private first.
QStringList shortPlaces(const ServerAccount &account)
{
    QStringList places;
    if (account.dropped) {
        places << QStringLiteral("/run");
    } else {
        const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
        if (QDir::isAbsolutePath(runtime))
            places << QDir::cleanPath(runtime);
        places << QStringLiteral("/run/user/%1").arg(account.uid);
    }
    places << QStringLiteral("/tmp");
    places.removeIf([](const QString &place) { return !isSafePlace(place); });
    return places;
}

} // namespace

QString socketFile(const QString &folder)
{
    return folder + QStringLiteral("/.s.PGSQL.5432");
}

ClusterFolder::ClusterFolder(const QString &path)
    : m_path(QDir::cleanPath(QDir::current().absoluteFilePath(
          path.isEmpty() ? dataFolder() + QStringLiteral("/postgres") : path)))
{
    const QString canonical = QFileInfo(m_path).canonicalFilePath();
    if (!canonical.isEmpty())
        m_path = canonical;
}

void ClusterFolder::make()
{
    makePrivateFolder(m_path, ::geteuid() == 0 ? 0711 : 0700);
    m_path = QFileInfo(m_path).canonicalFilePath();
    struct stat info {
    };
    if (::stat(QFile::encodeName(m_path).constData(), &info) == 0 && info.st_uid != ::geteuid()) {
        throw Error(ServerText::tr("The folder %1 belongs to another user.").arg(m_path),
                    ServerText::tr(
                        "Run this as that user, or choose another folder with ARBORIST_DATA_DIR."))
            .setWhere(m_path);
    }
}

QString ClusterFolder::name() const
{
    const QByteArray hash =
        QCryptographicHash::hash(QFile::encodeName(m_path), QCryptographicHash::Sha256);
    return QStringLiteral("arborist-") + QString::fromLatin1(hash.toHex().left(8));
}

QString ClusterFolder::makeSocketFolder(const ServerAccount &account) const
{
    const QString inside = m_path + QStringLiteral("/socket");
    if (fits(inside)) {
        if (claim(inside, account))
            return inside;
        throw Error(ServerText::tr("The folder %1 is not private.").arg(inside),
                    ServerText::tr("Remove it; it is made anew."))
            .setWhere(inside);
    }
    for (const QString &place : shortPlaces(account)) {
        for (int attempt = 0; attempt < 8; ++attempt) {
            QString folder = place + u'/' + name();
            if (attempt > 0)
                folder += QStringLiteral("-%1").arg(attempt);
            if (fits(folder) && claim(folder, account))
                return folder;
        }
    }
    throw Error(
        ServerText::tr(
            "There is no place for the server's socket: %1 is longer than the %2 bytes that "
            "the system allows, and no short folder can be made.")
            .arg(socketFile(inside))
            .arg(kSocketPathLimit),
        ServerText::tr("Choose a folder with a shorter path with ARBORIST_DATA_DIR."))
        .setWhere(inside);
}

void ClusterFolder::trimLog() const
{
    const int log = ::open(QFile::encodeName(this->log()).constData(),
                           O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (log < 0) {
        const QString reason = qt_error_string();
        throw Error(ServerText::tr("The log %1 cannot be written: %2.").arg(this->log(), reason),
                    ServerText::tr("It has to belong to you, on a disk with room."))
            .setWhere(this->log());
    }
    // The server appends (O_APPEND): what it writes next goes to the new end.
    if (logSize() > kLogLimit) {
        const QString tail = logTail();
        if (::ftruncate(log, 0) == 0) {
            QFile file(this->log());
            if (file.open(QIODevice::Append))
                file.write(tail.toUtf8() + '\n');
        }
    }
    ::close(log);
}

QString ClusterFolder::logTail(qint64 from) const
{
    QFile file(log());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max(from, file.size() - kLogTail));
    const QString text = QString::fromUtf8(file.read(kLogTail)).trimmed();
    return text.section(u'\n', -20);
}

qint64 ClusterFolder::logSize() const
{
    return QFileInfo(log()).size();
}

} // namespace arborist::postgres
