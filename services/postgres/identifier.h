// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace arborist::postgres {

/// An identifier in double quotes, inner quotes doubled: safe in any statement.
inline QString quoteIdentifier(QString name)
{
    name.replace(u'"', QStringLiteral("\"\""));
    return u'"' + name + u'"';
}

/// Schema and name: "public"."items".
inline QString quoteQualified(const QString &schema, const QString &name)
{
    return quoteIdentifier(schema) + u'.' + quoteIdentifier(name);
}

} // namespace arborist::postgres
