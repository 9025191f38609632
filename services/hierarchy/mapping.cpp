// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/mapping.h"

#include "services/postgres/identifier.h"

namespace arborist::hierarchy {

QString Mapping::qualifiedName() const
{
    return schema + u'.' + table;
}

QString Mapping::quotedName() const
{
    return postgres::quoteQualified(schema, table);
}

} // namespace arborist::hierarchy
