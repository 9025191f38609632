// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/private_folder.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <sys/stat.h>

namespace arborist {
namespace {

QString hintFor(int code)
{
    const char *hint = nullptr;
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        hint = QT_TRANSLATE_NOOP("DataFolder", "Free some room on the disk.");
        break;
    case ENOTDIR:
        hint = QT_TRANSLATE_NOOP("DataFolder", "A part of the path is a file. Choose another "
                                               "folder; that of Arborist's own files is set by "
                                               "ARBORIST_DATA_DIR.");
        break;
    default:
        hint = QT_TRANSLATE_NOOP(
            "DataFolder", "Choose a folder that you may write to; that of Arborist's own files is "
                          "set by ARBORIST_DATA_DIR.");
    }
    return QCoreApplication::translate("DataFolder", hint);
}

} // namespace

void makePrivateFolder(const QString &path, mode_t mode)
{
    const QString clean = QDir::cleanPath(path);
    if (QFileInfo(clean).isDir())
        return;
    const QString parent = QFileInfo(clean).path();
    if (parent != clean)
        makePrivateFolder(parent, mode);
    const QByteArray name = QFile::encodeName(clean);
    if (::mkdir(name.constData(), mode) == 0) {
        ::chmod(name.constData(), mode);
        return;
    }
    const int code = errno;
    if (code == EEXIST && QFileInfo(clean).isDir())
        return;
    Error error(QCoreApplication::translate("DataFolder", "The folder %1 cannot be made: %2.")
                    .arg(clean, code == EEXIST ? QCoreApplication::translate("DataFolder",
                                                                             "a file has its name")
                                               : qt_error_string(code)),
                hintFor(code));
    throw error.setWhere(clean);
}

void makeIgnoredFolder(const QString &path)
{
    if (QFileInfo(path).isDir())
        return;
    makePrivateFolder(path);
    QFile ignore(path + QStringLiteral("/.gitignore"));
    if (ignore.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        ignore.write("*\n");
}

} // namespace arborist
