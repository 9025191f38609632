// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/archive_place.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/data/transfer/archive.h"
#include "services/data/transfer/durable_file.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ArchivePlace", text);
}

/// What an archive's folder may hold for it to be replaced.
QSet<QString> ownNames(const QString &path)
{
    QSet<QString> names{QStringLiteral("manifest.json"), QStringLiteral("SHA256SUMS")};
    const Archive archive = Archive::read(path);
    for (const ArchiveTable &table : archive.tables) {
        for (const ArchiveFile &file : table.files)
            names.insert(file.path);
    }
    return names;
}

QString withoutSlash(const QString &path)
{
    QString place = QFileInfo(path).absoluteFilePath();
    while (place.size() > 1 && place.endsWith(u'/'))
        place.chop(1);
    return place;
}

QString draftOf(const QString &place)
{
    const QFileInfo info(place);
    return info.path() + QStringLiteral("/.") + info.fileName() + QStringLiteral(".partial");
}

/// Not beside the archive: a lock that comes and goes would be none, and one that stays litter.
FileLock lockOf(const QString &place)
{
    const QString locks = dataFolder() + QStringLiteral("/exports");
    makePrivateFolder(locks);
    const QByteArray hash =
        QCryptographicHash::hash(place.toUtf8(), QCryptographicHash::Sha256).toHex().first(32);
    return FileLock(locks + u'/' + QString::fromLatin1(hash) + QStringLiteral(".lock"));
}

} // namespace

void ArchivePlace::check(const QString &path)
{
    const QFileInfo place(path);
    const QString hint = tr("Name another folder, or remove what is there.");
    if (place.isSymLink() || (place.exists() && !place.isDir()))
        throw Error::usage(tr("%1 is no folder.").arg(path), hint);
    const QStringList entries =
        QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    if (entries.isEmpty())
        return;
    QSet<QString> names;
    try {
        names = ownNames(path);
    } catch (const Error &) {
        throw Error::usage(tr("%1 holds something else than an export.").arg(path), hint);
    }
    for (const QString &entry : entries) {
        if (!names.contains(entry))
            throw Error::usage(tr("%1 holds more than an export: %2.").arg(path, entry), hint);
    }
}

ArchivePlace::ArchivePlace(const QString &path) : m_path(withoutSlash(path))
{
    check(m_path);
    const QString above = QFileInfo(m_path).path();
    if (above.endsWith(QStringLiteral("/.ds/data")))
        makeIgnoredFolder(above);
    else
        makePrivateFolder(above);
    m_lock = lockOf(m_path);
    if (!m_lock.tryLock(FileLock::Mode::Exclusive))
        throw Error(tr("Another program is writing to %1.").arg(m_path),
                    tr("Wait for its end, or name another folder."))
            .setWhere(m_path);
    m_draft = draftOf(m_path);
    sweep();
    makePrivateFolder(m_draft);
}

void ArchivePlace::sweep()
{
    if (!QFileInfo::exists(m_draft))
        return;
    m_swept = true;
    if (!QDir(m_draft).removeRecursively())
        throw Error(tr("%1, left by an export that was cut off, cannot be removed.").arg(m_draft),
                    tr("Remove it."))
            .setWhere(m_draft);
}

void ArchivePlace::removeLeftovers(const QString &path) noexcept
{
    try {
        const QString place = withoutSlash(path);
        FileLock lock = lockOf(place);
        if (lock.tryLock(FileLock::Mode::Exclusive))
            QDir(draftOf(place)).removeRecursively();
    } catch (const std::exception &) {
        // The next export there removes it.
    }
}

ArchivePlace::~ArchivePlace()
{
    if (m_draft.isEmpty())
        return;
    QDir(m_draft).removeRecursively();
}

void ArchivePlace::commit()
{
    const QByteArray draft = QFile::encodeName(m_draft);
    const QByteArray place = QFile::encodeName(m_path);
    check(m_path); // others may have put something there meanwhile
    int done = ::renameat2(AT_FDCWD, draft.constData(), AT_FDCWD, place.constData(),
                           QFileInfo::exists(m_path) ? RENAME_EXCHANGE : RENAME_NOREPLACE);
    if (done != 0 && (errno == EINVAL || errno == ENOSYS)) {
        // A file system without exchange: for a moment there is none under the name.
        const QByteArray former = draft + ".former";
        if (QFileInfo::exists(m_path))
            ::rename(place.constData(), former.constData());
        done = ::rename(draft.constData(), place.constData());
        if (done == 0)
            ::rename(former.constData(), draft.constData());
    }
    if (done != 0) {
        const int code = errno;
        throw Error(tr("The export cannot be put at %1: %2.").arg(m_path, qt_error_string(code)))
            .setWhere(m_path);
    }
    syncFolder(QFileInfo(m_path).path());
}

} // namespace arborist::data
