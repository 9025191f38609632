// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/data_folder.h"

#include "services/core/private_folder.h"
#include <QDir>
#include <unistd.h>

namespace arborist {
namespace {

QString chosenFolder()
{
    const QString named = qEnvironmentVariable("ARBORIST_DATA_DIR");
    if (!named.isEmpty())
        return QDir::cleanPath(QDir::current().absoluteFilePath(named));
    if (::geteuid() == 0)
        return QStringLiteral("/var/lib/arborist");
    // The XDG specification: a relative path is invalid and has to be ignored.
    const QString xdg = qEnvironmentVariable("XDG_DATA_HOME");
    if (QDir::isAbsolutePath(xdg))
        return QDir::cleanPath(xdg + QStringLiteral("/arborist"));
    return QDir::cleanPath(QDir::homePath() + QStringLiteral("/.local/share/arborist"));
}

} // namespace

QString dataFolder()
{
    const QString folder = chosenFolder();
    makePrivateFolder(folder, ::geteuid() == 0 ? 0711 : 0700);
    return folder;
}

} // namespace arborist
