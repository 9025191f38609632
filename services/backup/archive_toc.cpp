// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/archive_toc.h"

#include "services/backup/archive_bytes.h"
#include "services/core/error.h"
#include <QCoreApplication>

namespace arborist::backup {

namespace {

constexpr int kVersion11 = 0x010b00; // sections; older ones are not read here
constexpr int kAccessMethods = 0x010e00;
constexpr int kCompressionByName = 0x010f00;
constexpr int kRelationKinds = 0x011000;
constexpr qint64 kMostEntries = 50'000'000;
static_assert(kOldestArchive > kVersion11);

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

QString versionText(int version)
{
    return QStringLiteral("%1.%2").arg(version >> 16).arg((version >> 8) & 0xff);
}

Error unknownVersion(const ArchiveToc &toc, const QString &where)
{
    if (toc.version > kNewestArchive)
        return Error(tr("The dump was made by a newer pg_dump (format %1) than is known here.")
                         .arg(versionText(toc.version)),
                     tr("Make it anew with pg_dump 18 or older, or restore it with the pg_restore "
                        "of its version."))
            .setWhere(where);
    return Error(tr("The dump was made by a pg_dump of before 2010 (format %1).")
                     .arg(versionText(toc.version)),
                 tr("Restore it by hand with an old pg_restore, and dump that database anew."))
        .setWhere(where);
}

void readHeader(ArchiveToc &toc, ArchiveBytes &in, const QString &where)
{
    if (in.bytes(5) != "PGDMP")
        throw Error(tr("This is not a dump of pg_dump."), {}).setWhere(where);
    toc.version = in.byte() << 16;
    toc.version |= in.byte() << 8;
    toc.version |= in.byte();
    if (toc.version >= ((kNewestArchive >> 8) + 1) << 8 || toc.version < kOldestArchive)
        throw unknownVersion(toc, where);
    toc.integerBytes = in.byte();
    toc.offsetBytes = in.byte();
    const int format = in.byte();
    if (toc.integerBytes < 1 || toc.integerBytes > 32 || toc.offsetBytes < 1 ||
        toc.offsetBytes > 32)
        in.damaged();
    in.setSizes(toc.integerBytes, toc.offsetBytes);
    switch (format) {
    case 1:
        toc.form = ArchiveForm::Custom;
        break;
    case 3:
        toc.form = ArchiveForm::Tar;
        break;
    case 5:
        toc.form = ArchiveForm::Directory;
        break;
    default:
        in.damaged();
    }
    if (toc.version >= kCompressionByName)
        in.byte();
    else
        in.integer();
    std::array<int, 6> when{}; // seconds first
    for (int &part : when)
        part = int(in.integer());
    in.integer(); // daylight saving time
    toc.made = QDateTime(QDate(when[5] + 1900, when[4] + 1, when[3]),
                         QTime(when[2], when[1], std::min(when[0], 59)));
    toc.database = in.text();
    toc.serverVersion = in.text();
    toc.dumpVersion = in.text();
}

TocEntry readEntry(const ArchiveToc &toc, ArchiveBytes &in)
{
    TocEntry entry;
    entry.id = int(in.integer());
    if (entry.id <= 0)
        in.damaged();
    entry.hasData = in.integer() != 0;
    in.text(); // oid of its catalog
    in.text(); // its own
    entry.tag = in.text();
    entry.type = in.text();
    in.integer(); // section
    in.text();    // definition
    in.text();    // its DROP
    in.text();    // its COPY
    entry.schema = in.text();
    in.text(); // tablespace
    if (toc.version >= kAccessMethods)
        in.text();
    if (toc.version >= kRelationKinds)
        in.integer();
    entry.owner = in.text();
    in.text(); // with oids
    QString dependency;
    while (in.isText(dependency)) {
    }
    if (toc.form == ArchiveForm::Custom)
        in.skipOffset();
    else
        entry.file = in.text();
    return entry;
}

} // namespace

ArchiveToc readArchiveToc(QIODevice &device, const QString &where)
{
    ArchiveToc toc;
    ArchiveBytes in(device, where);
    readHeader(toc, in, where);
    const qint64 count = in.integer();
    if (count < 0 || count > kMostEntries)
        in.damaged();
    for (qint64 i = 0; i < count; ++i)
        toc.entries.push_back(readEntry(toc, in));
    toc.end = in.position();
    return toc;
}

} // namespace arborist::backup
