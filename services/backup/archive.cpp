// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/archive.h"

#include "services/backup/custom_blocks.h"
#include "services/backup/plain_inspection.h"
#include "services/core/error.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <algorithm>

namespace arborist::backup {

namespace {

constexpr qsizetype kTarBlock = 512;

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

Error notADump(const QString &path, const QString &reason)
{
    return Error(reason, tr("A file of pg_dump is wanted: of its custom, directory or tar form, or "
                            "a script (.sql), also packed by gzip or zstd."))
        .setWhere(path);
}

QString unquoted(const QString &schema, const QString &tag)
{
    return schema.isEmpty() || schema == u"-" ? tag : schema + u'.' + tag;
}

class Inspection
{
public:
    Inspection(const QString &path, OperationContext &context) : m_context(context)
    {
        m_archive.path = QFileInfo(path).absoluteFilePath();
    }

    Archive inspect()
    {
        const QFileInfo info(m_archive.path);
        if (!info.exists())
            throw Error::usage(tr("There is no file %1.").arg(m_archive.path),
                               tr("Check the path."));
        if (info.isDir()) {
            inspectFolder();
        } else {
            m_archive.bytes = info.size();
            inspectFile();
        }
        return std::move(m_archive);
    }

private:
    void inspectFile()
    {
        QFile file(m_archive.path);
        open(file);
        const QByteArray head = file.peek(kTarBlock);
        if (head.isEmpty())
            throw notADump(m_archive.path, tr("The file is empty."));
        if (head.startsWith("PGDMP")) {
            const ArchiveToc toc = readArchiveToc(file, m_archive.path);
            if (toc.form != ArchiveForm::Custom)
                throw notADump(m_archive.path,
                               tr("This is only the table of contents of a dump in a folder."))
                    .setHint(tr("Name the folder itself."));
            take(toc);
            takeSizes(toc, measureBlocks(file, toc, m_archive.path, m_context.stop));
        } else if (head.size() == kTarBlock && head.mid(257, 5) == "ustar") {
            inspectTar(file);
        } else {
            inspectPlain(m_archive, m_context);
        }
    }

    void inspectFolder()
    {
        QFile file(QDir(m_archive.path).filePath(QStringLiteral("toc.dat")));
        if (!file.exists())
            throw notADump(m_archive.path, tr("The folder holds no dump: toc.dat is missing."));
        open(file);
        const ArchiveToc toc = readArchiveToc(file, file.fileName());
        if (!file.atEnd())
            throw Error(tr("The dump is damaged: more follows its table of contents."))
                .setWhere(file.fileName());
        take(toc);
        m_archive.form = ArchiveForm::Directory; // pg_dump calls it a tar in there
        QHash<int, qint64> sizes;
        for (const TocEntry &entry : toc.entries) {
            m_context.throwIfStopped();
            if (!entry.hasData || entry.file.isEmpty())
                continue;
            sizes[entry.id] = sizeOf(entry.file);
            if (entry.file.endsWith(QStringLiteral(".toc")))
                sizes[entry.id] += sizeOfLargeObjects(entry.file);
        }
        QDirIterator files(m_archive.path, QDir::Files);
        while (files.hasNext()) {
            files.next();
            m_archive.bytes += files.fileInfo().size();
        }
        takeSizes(toc, sizes);
    }

    /// Of a member of the folder, packed or not; throws where it is missing.
    qint64 sizeOf(const QString &name) const
    {
        const QDir folder(m_archive.path);
        for (const char *ending : {"", ".gz", ".lz4", ".zst"}) {
            const QFileInfo info(folder.filePath(name + QLatin1String(ending)));
            if (info.isFile())
                return info.size();
        }
        throw Error(tr("The dump is not complete: %1 is missing.").arg(name),
                    tr("Copy the whole folder anew, or take another dump."))
            .setWhere(m_archive.path);
    }

    /// Its lines are "77 blob_77.dat".
    qint64 sizeOfLargeObjects(const QString &list) const
    {
        QFile file(QDir(m_archive.path).filePath(list));
        open(file);
        qint64 sum = 0;
        while (!file.atEnd()) {
            const QString line = QString::fromUtf8(file.readLine()).trimmed();
            if (!line.isEmpty())
                sum += sizeOf(line.section(u' ', 1));
        }
        return sum;
    }

    /// Members one behind the other, each in whole blocks; two empty blocks end it.
    void inspectTar(QFile &file)
    {
        QHash<QString, qint64> members;
        std::optional<ArchiveToc> toc;
        bool isEnded = false;
        while (!isEnded) {
            m_context.throwIfStopped();
            const QByteArray header = file.read(kTarBlock);
            if (header.size() < kTarBlock)
                throw cut();
            isEnded = header.count('\0') == kTarBlock;
            if (isEnded)
                break;
            const QString name = QString::fromUtf8(header.constData(), qstrnlen(header, 100));
            const qint64 size = tarNumber(header.mid(124, 12));
            const qint64 begin = file.pos();
            const qint64 end = begin + (size + kTarBlock - 1) / kTarBlock * kTarBlock;
            if (size < 0 || end > file.size())
                throw cut();
            if (name == u"toc.dat")
                toc = readArchiveToc(file, m_archive.path);
            members[name] = size;
            file.seek(end);
        }
        if (!toc)
            throw notADump(m_archive.path, tr("The archive of tar holds no dump of pg_dump."));
        take(*toc);
        m_archive.form = ArchiveForm::Tar;
        QHash<int, qint64> sizes;
        for (const TocEntry &entry : toc->entries) {
            if (!entry.hasData || entry.file.isEmpty())
                continue;
            // Large objects are members of their own, whatever the table of contents says.
            const QString member =
                entry.type == u"BLOBS" ? QStringLiteral("blobs.toc") : entry.file;
            if (!members.contains(member) && entry.type != u"BLOBS")
                throw cut();
            sizes[entry.id] = members.value(member);
        }
        takeSizes(*toc, sizes);
    }

    static qint64 tarNumber(const QByteArray &field)
    {
        if (uchar(field.at(0)) == 0x80) { // in binary, for 8 GB and more
            qint64 value = 0;
            for (const char c : field.last(8))
                value = (value << 8) | uchar(c);
            return value;
        }
        bool isNumber = false;
        const qint64 value =
            QByteArray(field.constData(), qstrnlen(field, 12)).trimmed().toLongLong(&isNumber, 8);
        return isNumber ? value : -1;
    }

    void take(const ArchiveToc &toc)
    {
        m_archive.form = toc.form;
        m_archive.database = toc.database;
        m_archive.serverVersion = toc.serverVersion;
        m_archive.dumpVersion = toc.dumpVersion;
        m_archive.made = toc.made;
        m_archive.items = qint64(toc.entries.size());
        bool hasRows = false, hasTables = false;
        for (const TocEntry &entry : toc.entries) {
            hasTables = hasTables || entry.type == u"TABLE";
            hasRows = hasRows || entry.type == u"TABLE DATA";
            m_archive.objects.push_back({entry.type, entry.schema, entry.tag});
            if (!entry.owner.isEmpty() && !m_archive.owners.contains(entry.owner))
                m_archive.owners << entry.owner;
        }
        m_archive.owners.sort();
        m_archive.makesSchema = hasTables || !hasRows;
    }

    void takeSizes(const ArchiveToc &toc, const QHash<int, qint64> &sizes)
    {
        for (const TocEntry &entry : toc.entries) {
            if (entry.type == u"TABLE DATA")
                m_archive.tables.push_back({unquoted(entry.schema, entry.tag),
                                            postgres::quoteQualified(entry.schema, entry.tag), -1,
                                            sizes.value(entry.id, -1)});
        }
        std::ranges::sort(m_archive.tables, {}, &ArchiveTable::name);
    }

    static void open(QFile &file)
    {
        if (!file.open(QIODevice::ReadOnly))
            throw Error(tr("%1 cannot be read.").arg(file.fileName()), tr("Check its permissions."))
                .setDetail(file.errorString());
    }

    Error cut() const
    {
        return Error(tr("The dump is cut off: it ends in the middle."),
                     tr("Take another dump: what is missing cannot be restored."))
            .setWhere(m_archive.path);
    }

    Archive m_archive;
    OperationContext &m_context;
};

} // namespace

int Archive::majorOfDump() const
{
    return dumpVersion.section(u'.', 0, 0).section(u' ', 0, 0).toInt();
}

Archive inspectArchive(const QString &path, OperationContext &context)
{
    context.progress->enter(tr("Looking through the dump"), 1);
    return Inspection(path, context).inspect();
}

QString toKey(ArchiveForm form)
{
    switch (form) {
    case ArchiveForm::Custom:
        return QStringLiteral("custom");
    case ArchiveForm::Directory:
        return QStringLiteral("directory");
    case ArchiveForm::Tar:
        return QStringLiteral("tar");
    case ArchiveForm::Plain:
        break;
    }
    return QStringLiteral("plain");
}

} // namespace arborist::backup
