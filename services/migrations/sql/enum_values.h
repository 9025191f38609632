// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/sql/statement.h"
#include "services/postgres/sql_tree.h"

namespace arborist::migrations {

/// The value that a statement adds to an enum; its value is null where it adds none.
NewEnumValue addedValue(const postgres::SqlNode &statement);

/// The first of the values that a statement uses, so that PostgreSQL refuses it (55P04) before they
/// are committed; nullptr if it uses none. Literals that are cast to, or are the default of,
/// another type do not count, bodies of functions neither; those of DO are executed at once and do.
const NewEnumValue *usedValue(const postgres::SqlNode &statement, const NewEnumValues &values);

} // namespace arborist::migrations
