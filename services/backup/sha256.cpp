// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/sha256.h"

#include "services/core/error.h"
#include "services/core/sha256.h"
#include <QCoreApplication>
#include <QFile>
#include <fcntl.h>

namespace arborist::backup {

QString sha256Of(const QString &path, const std::stop_token &stop,
                 const std::function<void(qint64 bytes)> &read)
{
    const auto failed = [&path](const QFile &file) {
        return Error(QCoreApplication::translate("Backup", "%1 cannot be read: %2.")
                         .arg(path, file.errorString()))
            .setWhere(path);
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        throw failed(file);
    ::posix_fadvise(file.handle(), 0, 0, POSIX_FADV_SEQUENTIAL);
    Sha256 hash;
    QByteArray part(1024 * 1024, Qt::Uninitialized);
    for (;;) {
        if (stop.stop_requested())
            throw Error::cancelled();
        const qint64 size = file.read(part.data(), part.size());
        if (size < 0)
            throw failed(file);
        if (size == 0)
            break;
        hash.add({part.constData(), size_t(size)});
        if (read)
            read(size);
    }
    return QString::fromLatin1(hash.hex());
}

} // namespace arborist::backup
