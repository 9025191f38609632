// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/data/transfer/archive.h"

namespace arborist::data {

/// How an export is written.
struct ExportOptions {
    CopyFormat format = CopyFormat::Binary;
    int connections = 0; ///< at the same time; 0: as many as pay on this machine
    int level = 0;       ///< of zstd; 0: the default, which was chosen by measuring
};

using TableName = std::pair<QString, QString>; ///< schema, name

struct ExportRequest {
    std::vector<TableName> tables;
    bool isWhole = false;                        ///< sequences that no column owns go along
    std::vector<migrations::LedgerName> ledgers; ///< of the project
    ExportOptions options;
    int lockSeconds = 30; ///< how long to wait for a table that others change
};

/// Writes the tables, as they are at one moment, into the folder, which must be empty: one snapshot
/// for all connections, which are the context's; tables are held against TRUNCATE and changes of
/// their columns meanwhile. Returns the archive without stage and fingerprint; its manifest is
/// yet to be written (Archive::write()). Progress in bytes of the tables, as steps of `weight`.
/// Throws Error, cancelled too; the folder then holds rubbish.
Archive exportTables(const ExportRequest &request, const QString &folder, OperationContext &context,
                     double weight = 1);

} // namespace arborist::data
