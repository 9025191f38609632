// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/file_change.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/file_lock.h"
#include "services/core/private_folder.h"
#include "services/core/whole_file.h"
#include "services/stages/text_file.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringDecoder>
#include <sys/stat.h>
#include <unistd.h>

namespace arborist::stages {

namespace {

constexpr std::chrono::seconds kLockTime{10};
constexpr int kKeptBackups = 10;
/// Snapshots of a large schema are among them.
constexpr qint64 kMostBytes = 64 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("FileChange", text);
}

Error notWritten(const FileChange &change, const QString &why, const QString &hint)
{
    return Error(tr("%1 was not written: %2.").arg(change.shownName, why), hint)
        .setWhere(change.path);
}

/// Where the links lead to; the path itself where nothing is there yet.
QString targetOf(const FileChange &change)
{
    const QFileInfo info(change.path);
    const QString canonical = info.canonicalFilePath();
    if (!canonical.isEmpty())
        return canonical;
    if (info.isSymLink())
        throw notWritten(change,
                         tr("it is a link to %1, which does not exist").arg(info.symLinkTarget()),
                         tr("Make that file, or take the link away."));
    const QString folder = QFileInfo(info.path()).canonicalFilePath();
    if (folder.isEmpty())
        throw notWritten(change, tr("the folder %1 does not exist").arg(info.path()),
                         tr("Make the folder first."));
    return QDir(folder).filePath(info.fileName());
}

/// One name for a file, wherever the path to it came from.
QString keyOf(const QString &target)
{
    const QByteArray hash = QCryptographicHash::hash(target.toUtf8(), QCryptographicHash::Sha1);
    return QFileInfo(target).fileName() + u'-' + QString::fromLatin1(hash.toHex().left(12));
}

QString privateFolder(const QString &name)
{
    const QString folder = dataFolder() + u'/' + name;
    makePrivateFolder(folder);
    return folder;
}

void keepBackup(const QString &target, const QByteArray &content)
{
    const QDir folder(privateFolder(QStringLiteral("file-backups")));
    const QString key = keyOf(target);
    const QString name =
        key + QDateTime::currentDateTimeUtc().toString(QStringLiteral("-yyyyMMdd-HHmmss-zzz"));
    QSaveFile file(folder.filePath(name));
    const bool done = file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                      file.write(content) == content.size() && commitWhole(file);
    if (!done)
        throw Error(tr("No copy of %1 could be kept: %2.").arg(target, file.errorString()),
                    tr("Check the space on the disk of %1. The file itself was not changed.")
                        .arg(folder.path()))
            .setWhere(folder.path());
    const QStringList kept = folder.entryList({key + u'*'}, QDir::Files | QDir::Hidden, QDir::Name);
    for (qsizetype i = 0; i + kKeptBackups < kept.size(); ++i)
        QFile::remove(folder.filePath(kept[i]));
}

struct Owner {
    uid_t user = 0;
    gid_t group = 0;
    mode_t mode = 0;
};

/// Of the file that is to be replaced; throws where replacing it would do more than that.
std::optional<Owner> ownerOf(const FileChange &change, const QString &target)
{
    struct stat status {
    };
    if (::stat(QFile::encodeName(target).constData(), &status) != 0)
        return std::nullopt;
    if (status.st_nlink > 1)
        throw notWritten(change,
                         tr("it has further names (hard links), which would keep the old text"),
                         tr("Change it by hand, or make the other names symbolic links."));
    return Owner{status.st_uid, status.st_gid, mode_t(status.st_mode & 07777)};
}

void setOwner(const FileChange &change, int descriptor, const std::optional<Owner> &owner)
{
    if (!owner) {
        // A secret is likely to be in it.
        if (QFileInfo(change.path).fileName().startsWith(u".env"))
            ::fchmod(descriptor, 0600);
        return;
    }
    struct stat now {
    };
    ::fstat(descriptor, &now);
    const bool same = now.st_uid == owner->user && now.st_gid == owner->group;
    if (!same && ::fchown(descriptor, owner->user, owner->group) != 0)
        throw notWritten(change,
                         tr("it belongs to another account or group, and would not any more"),
                         tr("Work as its owner, or change it by hand."));
    if (::fchmod(descriptor, owner->mode) != 0)
        throw notWritten(change, tr("its permissions could not be kept"), tr("Change it by hand."));
}

void write(const FileChange &change, const QString &target, const std::optional<Owner> &owner)
{
    const QString hint = tr("Check the permissions of %1 and the space on its disk. The file is as "
                            "it was.")
                             .arg(QFileInfo(target).path());
    QSaveFile file(target);
    if (!file.open(QIODevice::WriteOnly))
        throw notWritten(change, file.errorString(), hint);
    setOwner(change, file.handle(), owner);
    if (file.write(*change.after) != change.after->size() || !commitWhole(file))
        throw notWritten(change, file.errorString(), hint);
}

} // namespace

FileContent readContent(const QString &path, const QString &shownName)
{
    if (!QFileInfo::exists(path) && !QFileInfo(path).isSymLink())
        return std::nullopt;
    return readTextBytes(path, shownName, kMostBytes);
}

QString decodeContent(const FileContent &content)
{
    if (!content)
        return {};
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    const QString text = utf8(*content);
    return utf8.hasError() ? QString::fromLatin1(*content) : text;
}

FileContent encodeContent(const QString &text, const FileContent &like)
{
    if (!like || decodeContent(like).toUtf8() == *like)
        return text.toUtf8();
    const QByteArray latin1 = text.toLatin1();
    if (QString::fromLatin1(latin1) != text)
        throw Error(tr("The file is not UTF-8, and cannot hold what is to be written."),
                    tr("Save it as UTF-8 first."));
    return latin1;
}

void applyChange(const FileChange &change)
{
    if (!change.changesAnything())
        return;
    const QString target = targetOf(change);
    FileLock lock(privateFolder(QStringLiteral("locks")) + u'/' + keyOf(target) +
                  QStringLiteral(".lock"));
    if (!lock.lock(FileLock::Mode::Exclusive, kLockTime))
        throw notWritten(change, tr("another program is writing it"), tr("Try again in a moment."));
    if (readContent(change.path, change.shownName) != change.before)
        throw Error::refused(
            tr("%1 has been changed since it was read; nothing was written.").arg(change.shownName),
            tr("Look at it as it is now, and try again."))
            .setWhere(change.path);
    const std::optional<Owner> owner = ownerOf(change, target);
    if (change.before)
        keepBackup(target, *change.before);
    if (change.after)
        write(change, target, owner);
    else if (!QFile::remove(target))
        throw notWritten(change, tr("it cannot be removed"),
                         tr("Check the permissions of its folder."));
}

} // namespace arborist::stages
