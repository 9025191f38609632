// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/checksums.h"

#include "services/backup/sha256.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist::backup {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Archive", text);
}

QString placeOf(const QString &dump, const ManifestFile &file)
{
    return QFileInfo(dump).isDir() ? QDir(dump).filePath(file.path) : dump;
}

Error damaged(const QString &path)
{
    return Error(tr("The dump is damaged: it is not what was written when it was made."),
                 tr("Take another dump, or copy this one anew."))
        .setWhere(path);
}

} // namespace

void compareSizes(const QString &dump, const Manifest &manifest)
{
    for (const ManifestFile &file : manifest.files) {
        const QFileInfo info(placeOf(dump, file));
        if (!info.isFile() || info.size() != file.bytes)
            throw damaged(info.filePath());
    }
}

void compareChecksums(const QString &dump, const Manifest &manifest, const std::stop_token &stop,
                      const std::function<void(qint64)> &advance)
{
    qint64 done = 0;
    for (const ManifestFile &file : manifest.files) {
        const QString path = placeOf(dump, file);
        const QString found = sha256Of(path, stop, [&](qint64 bytes) {
            done += bytes;
            if (advance)
                advance(done);
        });
        if (found != file.sha256)
            throw damaged(path);
    }
}

} // namespace arborist::backup
