// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/lint/table_name.h"
#include <QHash>
#include <QString>
#include <vector>

namespace arborist::migrations {

/// Where a name may stand once only. `owner` is the table for columns, constraints, triggers and
/// policies; for the others its schema counts.
struct NameSpace {
    enum class Kind { Relation, Type, Column, Constraint, Trigger, Policy, Schema, Role };
    Kind kind = Kind::Relation;
    TableName owner; ///< schema and, where it matters, table; "public" stands for none

    bool operator==(const NameSpace &) const = default;
};

inline size_t qHash(const NameSpace &space, size_t seed = 0)
{
    return qHashMulti(seed, int(space.kind), space.owner);
}

/// A name that a statement gives or takes away, as PostgreSQL cuts it.
struct MadeName {
    NameSpace space;
    QString name;
    bool isGone = false;    ///< taken away, with all that belongs to it
    bool isLenient = false; ///< IF NOT EXISTS: nothing is made where the name is taken
    bool isSame = false;    ///< the word before it once more, in another space
};

/// In the order in which the statement does it. Functions, whose arguments count as well, are left
/// out.
std::vector<MadeName> madeNames(const postgres::SqlNode &statement);

} // namespace arborist::migrations
