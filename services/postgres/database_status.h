// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace arborist::postgres {

class Connection;

struct TableSize {
    QString name;     ///< "public.items"
    qint64 rows = -1; ///< the planner's estimate; negative while unknown
    qint64 bytes = 0; ///< with indexes and TOAST
};

/// Something that needs attention, whatever the schema means.
struct DatabaseProblem {
    QString kind; ///< stable name for scripts: "invalid_index"
    QString text; ///< one sentence
    QString hint;
};

/// How a database is, from its catalogs only: takes milliseconds, reads no table.
struct DatabaseStatus {
    QString database;
    QString user;
    bool standby = false;
    qint64 bytes = 0;
    int tables = 0; ///< partitions not counted
    int connections = 0;
    int maxConnections = 0;
    std::vector<TableSize> largest;
    std::vector<DatabaseProblem> problems;
};

/// Throws Error.
DatabaseStatus readStatus(Connection &connection, int largestTables = 10);

} // namespace arborist::postgres
