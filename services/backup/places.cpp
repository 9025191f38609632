// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/places.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/file_lock.h"
#include "services/core/private_folder.h"
#include "services/stages/workspace.h"
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

namespace arborist::backup {

namespace {

const QString kPartial = QStringLiteral(".partial");
const QString kLock = QStringLiteral(".lock");

/// A word that every file system and shell takes.
QString plain(const QString &name)
{
    QString text;
    for (const QChar each : name)
        text += each.isLetterOrNumber() || each == u'-' || each == u'.' ? each : QChar(u'_');
    while (text.startsWith(u'.') || text.startsWith(u'-'))
        text[0] = u'_';
    return text.left(80);
}

} // namespace

QString backupFolder(const stages::Workspace &workspace, const QString &key)
{
    if (!workspace.folder().isEmpty())
        return QDir::cleanPath(
            QDir(workspace.folder()).absoluteFilePath(workspace.backup().folder));
    const QByteArray hash =
        QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    return dataFolder() + QStringLiteral("/backups/") + plain(workspace.name()) + u'-' +
           QString::fromLatin1(hash);
}

QString automaticFolder(const QString &folder)
{
    return folder + QStringLiteral("/automated");
}

QString backupName(const QString &database, const QString &stage, const QDateTime &made, Form form)
{
    QString name = plain(database);
    if (!stage.isEmpty() && stage != database && !name.endsWith(u'_' + plain(stage)))
        name += u'_' + plain(stage);
    name += made.toLocalTime().toString(QStringLiteral("_yyyyMMdd_HHmmss"));
    switch (form) {
    case Form::Custom:
        return name + QStringLiteral(".dump");
    case Form::Directory:
        return name + QStringLiteral(".dir");
    case Form::Plain:
        break;
    }
    return name + QStringLiteral(".sql.gz");
}

void makeBackupFolder(const QString &folder)
{
    const QString above = QFileInfo(folder).path();
    if (folder == automaticFolder(above))
        makeIgnoredFolder(above);
    makeIgnoredFolder(folder);
}

QString partialOf(const QString &dump)
{
    return dump + kPartial;
}

bool isPartial(const QString &path)
{
    return path.endsWith(kPartial);
}

void removePartials(const QString &folder)
{
    const auto entries =
        QDir(folder).entryInfoList({u'*' + kPartial, u'*' + kPartial + kLock},
                                   QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        QString partial = entry.filePath();
        if (partial.endsWith(kLock))
            partial.chop(kLock.size());
        try {
            FileLock lock(partial + kLock);
            if (!lock.tryLock(FileLock::Mode::Exclusive))
                continue;
            removeDump(partial);
            const QString dump = partial.chopped(kPartial.size());
            if (!QFileInfo::exists(dump))
                QFile::remove(Manifest::fileOf(dump));
            QFile::remove(partial + kLock);
        } catch (const Error &) {
            // Somebody else's; it passes for no backup all the same.
        }
    }
}

qint64 freeBytes(const QString &path)
{
    QFileInfo place(path);
    while (!place.exists() && place.path() != place.filePath())
        place.setFile(place.path());
    const QStorageInfo disk(place.isDir() ? place.filePath() : place.path());
    return disk.isValid() ? disk.bytesAvailable() : -1;
}

void removeDump(const QString &path)
{
    if (QFileInfo(path).isDir())
        QDir(path).removeRecursively();
    else
        QFile::remove(path);
}

} // namespace arborist::backup
