// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_tables.h"
#include "services/data/transfer/export_tables.h"
#include <optional>

namespace arborist::data {

/// A part of a table that one COPY reads: the table, a partition, or a range of pages of one.
struct ExportPiece {
    size_t table = 0; ///< index in the archive
    QString relation; ///< quoted, to be locked
    QString sql;      ///< COPY ... TO STDOUT
    QString file;     ///< name in the folder
    qint64 bytes = 0; ///< expected, to share out the work and for progress
    CopyFormat format = CopyFormat::Binary;
};

/// The archive's tables, without files.
std::vector<ArchiveTable> archiveTables(const DataTables &tables, const DataTables::Set &set,
                                        CopyFormat format);

/// The tables in pieces that keep that many connections busy, largest first.
std::vector<ExportPiece> exportPieces(const DataTables &tables, const DataTables::Set &set,
                                      const std::vector<ArchiveTable> &archived, int connections,
                                      postgres::Connection &connection);

} // namespace arborist::data
