// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include <QSqlQuery>

namespace arborist {

/// The run in the query's current row; columns in the order of resources/sql/history_run.sql.
/// `undoneBy` is not among them.
RunRecord readRun(const QSqlQuery &query);

} // namespace arborist
