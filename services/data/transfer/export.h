// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/transfer/export_tables.h"
#include "services/operations/operation.h"

namespace arborist::stages {
class Workspace;
struct Stage;
} // namespace arborist::stages

namespace arborist::data {

struct ExportOrder {
    QStringList tables; ///< words as DataTables::select() takes them; empty: all
    QString folder;     ///< becomes the archive
    PlanTarget target;
    std::vector<migrations::LedgerName> ledgers; ///< of the project: ledgersOf()
    ExportOptions options;
};

/// Plans to write the tables into the folder: nothing of the database is changed. An older export
/// there goes once the new one is complete. Throws Error: a word that names nothing, a place that
/// holds something else.
operations::PlannedOperationPtr
planExport(const ExportOrder &order, postgres::Connection &connection, OperationContext &context);

/// Where an export of the stage goes that is given no place: .ds/data/<stage>/ of the project, or
/// of the folder that is worked in.
QString defaultExportFolder(const stages::Workspace &workspace, const stages::Stage &stage);

/// The ledgers of the project's migrations; empty where they cannot be told.
std::vector<migrations::LedgerName> ledgersOf(const stages::Workspace &workspace);

} // namespace arborist::data
