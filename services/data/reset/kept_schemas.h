// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include <QDateTime>
#include <vector>

namespace arborist::data {

/// A schema that a reset within the database has put aside and that is still there.
struct KeptSchema {
    QString name, run;
    QDateTime since;
    qint64 bytes = 0; ///< of its tables, with indexes
};

/// Those of this role that were kept, oldest first. Throws Error.
std::vector<KeptSchema> keptSchemas(postgres::Connection &connection);
/// Of these, those that were kept for so many days.
std::vector<KeptSchema> expired(std::vector<KeptSchema> kept, int keepDays);
/// Drops it with all that is in it, within the connection's transaction. Throws Error.
void dropSchema(postgres::Connection &connection, const KeptSchema &schema);

/// Plans to drop them in one transaction; the runs that put them aside cannot be taken back then.
operations::PlannedOperationPtr planDropSchemas(const std::vector<KeptSchema> &schemas,
                                                const PlanTarget &target);

} // namespace arborist::data
