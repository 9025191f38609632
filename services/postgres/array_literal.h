// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace arborist::postgres {

/// Values as one array in text form, to be bound as a single parameter: {"a","b"}.
inline QString arrayLiteral(const QStringList &values)
{
    QString text = QStringLiteral("{");
    for (QString value : values) {
        value.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
        if (text.size() > 1)
            text += u',';
        text += u'"' + value + u'"';
    }
    return text + u'}';
}

} // namespace arborist::postgres
