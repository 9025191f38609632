// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/catalog.h"

#include "services/backup/places.h"
#include "services/backup/verify.h"
#include "services/core/error.h"
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <algorithm>

namespace arborist::backup {

namespace {

qint64 bytesOf(const QFileInfo &entry)
{
    if (!entry.isDir())
        return entry.size();
    qint64 bytes = 0;
    for (QDirIterator each(entry.filePath(), QDir::Files); each.hasNext();) {
        each.next();
        bytes += each.fileInfo().size();
    }
    return bytes;
}

std::optional<ListedBackup> look(const QFileInfo &entry, bool automatic)
{
    const QString path = entry.filePath();
    if (isPartial(path) || path.endsWith(QStringLiteral(".manifest.json")))
        return std::nullopt;
    ListedBackup backup;
    backup.path = path;
    backup.automatic = automatic;
    try {
        backup.manifest = Manifest::read(path);
    } catch (const Error &error) {
        backup.problem = error.message();
    }
    if (!backup.manifest && backup.problem.isEmpty() && !formOf(path))
        return std::nullopt;
    backup.bytes = bytesOf(entry);
    backup.made = backup.manifest ? backup.manifest->made : entry.lastModified().toUTC();
    if (backup.manifest)
        backup.automatic = backup.manifest->automatic;
    return backup;
}

/// A stem that names end with, and where a number goes before it.
QString numbered(const QString &path, int number)
{
    for (const char *end : {".sql.gz", ".dump", ".dir"}) {
        if (path.endsWith(QLatin1String(end)))
            return path.chopped(qsizetype(qstrlen(end))) + QStringLiteral("_%1").arg(number) +
                   QLatin1String(end);
    }
    return path + QStringLiteral("_%1").arg(number);
}

} // namespace

std::vector<ListedBackup> listBackups(const QString &folder)
{
    std::vector<ListedBackup> found;
    for (const bool automatic : {false, true}) {
        const QString place = automatic ? automaticFolder(folder) : folder;
        if (!QFileInfo(place).isDir())
            continue;
        removePartials(place);
        const auto entries =
            QDir(place).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo &entry : entries) {
            if (auto backup = look(entry, automatic))
                found.push_back(std::move(*backup));
        }
    }
    std::ranges::stable_sort(found, [](const ListedBackup &left, const ListedBackup &right) {
        return left.made > right.made;
    });
    return found;
}

std::optional<Manifest> lastOf(const QString &folder, const QString &fingerprint)
{
    for (const ListedBackup &backup : listBackups(folder)) {
        if (backup.manifest && !fingerprint.isEmpty() &&
            backup.manifest->fingerprint == fingerprint)
            return backup.manifest;
    }
    return std::nullopt;
}

QString newDump(const QString &folder, const QString &database, const QString &stage,
                const QDateTime &made, Form form)
{
    const QString path = folder + u'/' + backupName(database, stage, made, form);
    QString free = path;
    const auto isTaken = [](const QString &each) {
        return QFileInfo::exists(each) || QFileInfo::exists(Manifest::fileOf(each)) ||
               QFileInfo::exists(partialOf(each));
    };
    for (int number = 2; isTaken(free); ++number)
        free = numbered(path, number);
    return free;
}

} // namespace arborist::backup
