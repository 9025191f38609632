// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>

namespace arborist::postgres {

/// The text of resources/sql/NAME.sql, which the calling library embeds.
inline QString sqlFile(const QString &name)
{
    QFile file(QStringLiteral(":/sql/") + name + QStringLiteral(".sql"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("missing resource %s", qPrintable(file.fileName()));
    return QString::fromUtf8(file.readAll());
}

} // namespace arborist::postgres
