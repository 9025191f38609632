// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/reset/beside_run.h"
#include "services/data/reset/source_database.h"
#include "services/migrations/files/migration_set.h"

namespace arborist::data {

/// Copies the rows of all tables that both databases have into the one of the run, in one
/// transaction, as they are at one moment in the source. Tables that only one of them has are told.
/// `folder` takes what is on its way, and has to be empty. Returns how many rows. Throws Error.
qint64 copyRows(const SourceDatabase &source, BesideRun &run,
                const std::vector<migrations::LedgerName> &ledgers, const QString &folder);

} // namespace arborist::data
