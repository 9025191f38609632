// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/sha256.h"
#include "services/data/transfer/archive.h"
#include "services/data/transfer/damaged_archive.h"
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

} // namespace

Error damagedArchive(const QString &file, const QString &what)
{
    return Error(tr("The archive is damaged: %1 %2.").arg(QFileInfo(file).fileName(), what),
                 tr("Nothing was changed. Export again, or take another copy of the archive."))
        .setWhere(file);
}

void Archive::checkSizes() const
{
    for (const ArchiveTable &table : tables) {
        for (const ArchiveFile &part : table.files) {
            const QFileInfo file(folder + u'/' + part.path);
            if (!file.isFile())
                throw damagedArchive(file.filePath(), tr("is missing or cannot be read"));
            if (file.size() != part.bytes)
                throw damagedArchive(file.filePath(),
                                     tr("has %1 bytes, not %2").arg(file.size()).arg(part.bytes));
        }
    }
}

void Archive::verify(OperationContext &context) const
{
    checkSizes();
    QByteArray buffer(1 << 20, Qt::Uninitialized);
    qint64 done = 0;
    for (const ArchiveTable &table : tables) {
        for (const ArchiveFile &part : table.files) {
            QFile file(folder + u'/' + part.path);
            if (!file.open(QIODevice::ReadOnly))
                throw damagedArchive(file.fileName(), tr("is missing or cannot be read"));
            Sha256 hash;
            for (;;) {
                context.throwIfStopped();
                const qint64 read = file.read(buffer.data(), buffer.size());
                if (read < 0)
                    throw damagedArchive(file.fileName(), tr("cannot be read"));
                if (read == 0)
                    break;
                hash.add({buffer.constData(), size_t(read)});
                context.progress->advance(done += read);
            }
            if (hash.hex() != part.sha256)
                throw damagedArchive(file.fileName(), tr("is not as it was written"));
        }
    }
}

} // namespace arborist::data
