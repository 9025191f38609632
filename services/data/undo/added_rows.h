// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include <functional>

namespace arborist::data {

/// The kind under which a run's journal has the transaction that added its rows:
/// {"transaction": pg_current_xact_id(), "tables": [["public", "items"]]}.
extern const QString kAddedRows;

/// Lets `work` add rows in one transaction, and notes in the run's journal, before it commits,
/// which transaction that is and which tables it wrote. Its rows are known by it for as long as
/// nobody changes them, so that they can be taken out without their values being kept. `work` must
/// not take savepoints. What it throws rolls all back.
void runAdding(operations::Run &run, const std::function<void(postgres::Connection &)> &work);

} // namespace arborist::data
