// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/query/draft_file.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/core/log.h"
#include "services/core/private_folder.h"
#include "services/core/whole_file.h"
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>
#include <QThreadPool>

namespace arborist::draft_file {

namespace {

constexpr qint64 kLargest = 4 << 20;

QString folder()
{
    return dataFolder() + QStringLiteral("/drafts");
}

/// Its end waits for what is under way.
QThreadPool &writers()
{
    static QThreadPool pool;
    pool.setMaxThreadCount(1);
    return pool;
}

void write(const QString &name, const QString &sql)
{
    const QByteArray bytes = sql.toUtf8();
    if (bytes.isEmpty() || bytes.size() > kLargest) {
        QFile::remove(name);
        return;
    }
    makePrivateFolder(folder());
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(bytes) != bytes.size() || !commitWhole(file)) {
        throw Error(QCoreApplication::translate("DraftFile",
                                                "The text of the editor could not be kept: %1.")
                        .arg(file.errorString()));
    }
}

} // namespace

QString path(const QString &workspace)
{
    const QByteArray name =
        QCryptographicHash::hash(workspace.toUtf8(), QCryptographicHash::Sha256).toHex().left(32);
    return folder() + u'/' + QString::fromLatin1(name) + QStringLiteral(".sql");
}

QString read(const QString &workspace)
{
    writers().waitForDone();
    QFile file(path(workspace));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargest)
        return {};
    return QString::fromUtf8(file.readAll());
}

void writeLater(const QString &workspace, const QString &sql)
{
    writers().start([workspace, sql] {
        try {
            write(path(workspace), sql);
        } catch (const Error &error) {
            log::warning(error.message());
        }
    });
}

} // namespace arborist::draft_file
