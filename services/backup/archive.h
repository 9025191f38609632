// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive_toc.h"
#include "services/backup/byte_source.h"
#include "services/core/operation_context.h"
#include <QString>
#include <vector>

namespace arborist::backup {

/// A table whose rows lie in a dump.
struct ArchiveTable {
    QString name;      ///< "public.items"
    QString sqlName;   ///< the same quoted where SQL wants it
    qint64 rows = -1;  ///< negative where only unpacking would tell
    qint64 bytes = -1; ///< in the dump; negative where that is not known
};

/// Something that a dump makes, as its list names it.
struct ArchiveObject {
    QString type; ///< "TABLE", "FUNCTION"
    QString schema;
    QString tag; ///< "items", "touch(integer)"
};

/// A dump that was looked through from beginning to end without unpacking more than has to be.
struct Archive {
    QString path; ///< absolute
    ArchiveForm form = ArchiveForm::Plain;
    Packing packing = Packing::None; ///< around a script; pg_dump's own forms pack inside
    qint64 bytes = 0;                ///< on the disk
    QString database;                ///< that it was made of; empty where it does not say
    QString serverVersion;           ///< "15.20 (Debian ...)"; empty where it does not say
    QString dumpVersion;             ///< of pg_dump; the same
    QDateTime made;                  ///< invalid where it does not say
    qint64 items = 0;                ///< entries of its list, or statements
    std::vector<ArchiveTable> tables;
    std::vector<ArchiveObject> objects; ///< empty where a script does not name them
    QStringList owners;                 ///< of what is in it; only where it can be told
    bool dropsFirst = false;            ///< a script made with --clean
    bool makesSchema = true;            ///< false: rows only (--data-only)
    int majorOfDump() const;            ///< 15; 0 where that is not known
};

/// Looks at a file or folder: a dump of pg_dump in any of its forms, ours or not, a script also
/// packed by gzip or zstd. Throws Error with a hint, and has changed nothing, where it is none
/// (empty, HTML, pg_dumpall's, anything else), is cut off or damaged as far as that shows without
/// its checksums, or leads to a database of its own choice. Reads all of it; reports progress in
/// bytes. Error::cancelled().
Archive inspectArchive(const QString &path, OperationContext &context);

/// "custom", "directory", "tar", "plain".
QString toKey(ArchiveForm form);

} // namespace arborist::backup
