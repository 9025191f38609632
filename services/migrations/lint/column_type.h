// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/sql_tree.h"
#include <QString>
#include <vector>

namespace arborist::migrations {

/// A column's type: PostgreSQL's own name of it and its modifiers.
struct ColumnType {
    QString name;            ///< "int4", "varchar", "timestamptz"
    std::vector<int> limits; ///< varchar(10): 10; numeric(8,2): 8, 2
    bool isArray = false;

    QString shown() const; ///< "varchar(10)"
    bool isSerial() const; ///< serial, bigserial, smallserial and their numbered names
};

/// Of a TypeName's inside.
ColumnType columnType(const postgres::SqlNode &typeName);
/// Of the catalog's pg_type.typname and pg_attribute.atttypmod.
ColumnType columnType(const QString &typname, int modifier);

/// What changing a column from one type to the other does to a table (PostgreSQL 12 to 18).
enum class TypeChange {
    InPlace, ///< only the catalog changes
    Rewrites,
    Narrows, ///< rewrites, and fails or loses something where a value does not fit
};
TypeChange typeChange(const ColumnType &from, const ColumnType &to);

} // namespace arborist::migrations
