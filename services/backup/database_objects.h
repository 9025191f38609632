// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// Something in a database that a DROP of its own takes away: a table, a type, a function.
struct DatabaseObject {
    quint32 classId = 0; ///< its catalog
    quint32 id = 0;
    QString kind; ///< things of one kind share their names: tables and types are "relation"
    QString schema, tag;
    QString name;         ///< quoted where SQL wants it: "public.items"
    QString dropSql;      ///< what follows DROP: "TABLE IF EXISTS public.items"
    bool isOwn = false;   ///< this role may drop it
    bool isTable = false; ///< also a partitioned one
};

/// All that is the application's; what belongs to extensions, or is part of something else, is left
/// out. The connection must be in a transaction: its search_path is emptied for it.
std::vector<DatabaseObject> readObjects(postgres::Connection &connection);

/// Those of them whose names the dump wants for what it makes.
std::vector<DatabaseObject> inTheWayOf(const Archive &archive,
                                       const std::vector<DatabaseObject> &objects);

/// What would go with them, and is neither one of them nor part of one: "view public.later".
QStringList dependentsOf(const std::vector<DatabaseObject> &objects,
                         postgres::Connection &connection);

} // namespace arborist::backup
