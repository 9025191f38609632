// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/stages/workspace.h"
#include <QString>

namespace arborist::operations {

/// What the person or the pipeline has said.
struct Consent {
    bool yes = false;
    QString typedName; ///< stage name (database name outside of a workspace)
    QString planHash;  ///< the plan that was agreed to; empty: any
    stages::Caller caller = stages::Caller::Desk;
    /// No backup first, where the policy lets it be left out.
    bool withoutBackup = false;
    bool inWindow = false; ///< hints speak of its dialogs rather than of the command's options
};

class SafetyCopy;

/// Where and on whose behalf.
struct Order {
    const stages::Workspace *workspace = nullptr;
    const stages::Stage *stage = nullptr;
    QString nearby;        ///< for a connection string: the project that it is used in, if any
    QString workspaceKey;  ///< how History knows the workspace
    QString journalFolder; ///< default <data folder>/journals
    QString undoes;        ///< id of the run that this takes back
    /// Makes the backup that the policy wants first; without one such runs are refused.
    std::shared_ptr<const SafetyCopy> safetyCopy;
    Consent consent;
};

/// The plan as it is shown: with the stage and what the policy says, which its hash covers.
Plan shownPlan(const PlannedOperation &operation, const Order &order);

/// What Consent::typedName has to be where a name is asked for.
QString nameToType(const PlannedOperation &operation, const Order &order);

/// What is asked for before the plan may run; Nothing where it has no work to do.
stages::Requirement requirementOf(const PlannedOperation &operation, const Order &order);

/// Why it is refused and what to do instead; empty if it is not.
QString refusalOf(const PlannedOperation &operation, const Order &order);

/// Policy, plan hash and fingerprint (on the very connection that will write), then the run, then
/// the record: the one way in which anything is changed. Always returns a Report; refusals,
/// failures and cancels are its outcome, and all are kept in the history.
Report execute(PlannedOperation &operation, const Order &order, OperationContext &context);

} // namespace arborist::operations
