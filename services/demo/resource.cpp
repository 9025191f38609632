// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/resource.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>

namespace arborist::demo {

QByteArray readResource(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QCoreApplication::translate("Demo", "The program lacks its file %1.").arg(path),
                    QCoreApplication::translate("Demo", "Install Arborist anew."));
    return file.readAll();
}

} // namespace arborist::demo
