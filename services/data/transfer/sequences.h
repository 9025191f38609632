// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/data/transfer/archive.h"

namespace arborist::data {

/// The sequences whose values go with the tables, with their values: those that belong to their
/// columns; with `isWhole` all others of the application, too. Throws Error.
std::vector<ArchiveSequence> readSequences(postgres::Connection &connection,
                                           const DataTables &tables, const DataTables::Set &set,
                                           bool isWhole);

} // namespace arborist::data
