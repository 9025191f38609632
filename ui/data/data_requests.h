// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "models/data/table_choice_model.h"
#include "services/data/seed/seed.h"
#include "services/data/transfer/archive.h"
#include "ui/operations/operation_flow.h"

namespace arborist {

/// Tables in these are words as DataTables::select() takes them; none: all.
struct ExportWish {
    QStringList tables;
    QString folder;
    data::CopyFormat format = data::CopyFormat::Binary;
};
struct ImportWish {
    QStringList tables;
    QString folder;
    bool firesTriggers = false;
};
struct WipeWish {
    QStringList tables;
    bool takesReferring = false;
    bool keepsNumbers = false;
};

struct SeedWish {
    QStringList only; ///< names of files; none: all
    bool isFresh = false;
    bool byCommand = false; ///< the project's own; then `only` does not count
};
struct GenerateWish {
    QStringList wanted; ///< "public.users=100"
    quint64 randomSeed = 1;
};

using WorkspacePtr = std::shared_ptr<const stages::Workspace>;

/// How an export of the stage's tables is planned, shown and run; it changes no database.
FlowRequest exportRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                          const ExportWish &wish);
/// The same for an import.
FlowRequest importRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                          const ImportWish &wish);
/// The same for emptying tables.
FlowRequest wipeRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                        const WipeWish &wish);

/// What is worth showing of a seed once it has run. Filled on the job's thread, while nobody else
/// looks.
struct SeedOutcome {
    std::shared_ptr<data::SeedOperation> operation; ///< its accounts
    QStringList output; ///< the last lines that a command has written; the window's thread alone
};
using SeedOutcomePtr = std::shared_ptr<SeedOutcome>;

/// The same for loading the project's seed.
FlowRequest seedRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                        const SeedWish &wish, const SeedOutcomePtr &outcome);
/// The same for made-up rows.
FlowRequest generateRequest(const WorkspacePtr &workspace, const stages::Stage &stage,
                            const GenerateWish &wish);

/// All of the stage's tables as choices; ticked are those of the set.
std::vector<TableChoiceModel::Row> choiceRows(const data::DataOverview &overview,
                                              const data::DataTables::Set &chosen);

} // namespace arborist
