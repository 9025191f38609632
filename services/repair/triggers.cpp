// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/triggers.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"

namespace arborist::repair {

std::vector<Trigger> readTriggers(postgres::Connection &connection, const TableName &table,
                                  const QStringList &columns, bool deletes)
{
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("repair_triggers")),
                        {table.schema, table.name, postgres::arrayLiteral(columns),
                         deletes ? QStringLiteral("true") : QStringLiteral("false")});
    std::vector<Trigger> triggers;
    for (int row = 0; row < rows.rows(); ++row)
        triggers.push_back({table, rows.text(row, 0), rows.text(row, 1)});
    return triggers;
}

} // namespace arborist::repair
