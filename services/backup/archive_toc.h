// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <vector>

class QIODevice;

namespace arborist::backup {

/// The forms in which pg_dump writes.
enum class ArchiveForm { Custom, Directory, Tar, Plain };

/// One entry of a dump's table of contents.
struct TocEntry {
    int id = 0;
    QString type; ///< "TABLE DATA", "ACL"
    QString schema, tag, owner;
    QString file;         ///< of its data, in a directory or tar; empty without data
    bool hasData = false; ///< data of its own lie in the archive
};

/// What a dump in one of pg_dump's own forms says of itself.
struct ArchiveToc {
    int version = 0; ///< of the format: 0x010e00 for 1.14
    int integerBytes = 4;
    int offsetBytes = 8;
    ArchiveForm form = ArchiveForm::Custom;
    QDateTime made; ///< local time of the machine that made it
    QString database;
    QString serverVersion, dumpVersion; ///< "15.20 (Debian 15.20-0+deb12u1)"
    std::vector<TocEntry> entries;
    qint64 end = 0; ///< where the device stands behind it
};

/// Oldest and newest version of the format that is read here: pg_dump 9.0 and 18.
constexpr int kOldestArchive = 0x010c00;
constexpr int kNewestArchive = 0x011000;

/// Reads header and table of contents as pg_dump writes them (pg_backup_archiver.c of PostgreSQL),
/// from where the device stands. `where` is named in errors. Throws Error: not one, cut off,
/// damaged, of a version that is not known.
ArchiveToc readArchiveToc(QIODevice &device, const QString &where);

} // namespace arborist::backup
