// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/references.h"

namespace arborist::repair {

struct Trigger {
    TableName table;
    QString name;
    QString definition;
};

/// Triggers that fire when the columns of a table are updated (none: no update) or, with
/// `deletes`, rows are deleted; those of foreign keys left out.
std::vector<Trigger> readTriggers(postgres::Connection &connection, const TableName &table,
                                  const QStringList &columns, bool deletes);

} // namespace arborist::repair
