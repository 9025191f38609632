// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/policy.h"
#include <QStringList>
#include <optional>
#include <vector>

namespace arborist::stages {

class Workspace;

/// What a stage allows, by what people ask about: one row for each kind of operation.
struct PolicyLine {
    QString title; ///< "Change rows"
    const OperationKind *example = nullptr;
    Verdict desk;
    Verdict pipeline;
};

/// As far as the stage's address tells; Near where it takes a secret to know it, for a run looks at
/// its connection once more.
Reach reachOf(const Workspace &workspace, const Stage &stage);
Reach reachOf(const Stage &stage, const std::optional<postgres::ConnectionInfo> &address);

/// Read, change, delete, migrate, wipe, reset and seed, as a run would find it today. `reach` as
/// far as it is known.
std::vector<PolicyLine> policySummary(const Stage &stage, Reach reach = Reach::Near);

/// What the lines leave open, a sentence each: why something is refused, which backup comes first,
/// and whether the workspace file has a say in it.
QStringList policyRemarks(const Stage &stage, Reach reach = Reach::Near);

} // namespace arborist::stages
