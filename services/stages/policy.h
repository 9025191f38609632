// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/operation_kinds.h"
#include "services/stages/stage.h"
#include <QString>

namespace arborist::stages {

/// Why something is refused.
enum class Refusal {
    None,
    ReadOnly,  ///< the stage takes no changes
    Desk,      ///< the stage is protected: a pipeline may, when it names the stage
    Reset,     ///< production is never reset
    Seeding,   ///< production is never seeded
    FarAway,   ///< an environment that nobody knows, over the network
    Workspace, ///< the workspace file's [policy] says so
};

/// Where the database is, seen from this machine. It matters where the environment is unknown only.
enum class Reach {
    Near, ///< a local socket or loopback, without a tunnel
    Far,
};

/// What the policy says of one operation on one stage.
struct Verdict {
    Requirement requirement = Requirement::Refused;
    Backup backup = Backup::None;
    Refusal refusal = Refusal::None;

    bool operator==(const Verdict &) const = default;
};

/// The one table of who may do what where: operation x stage (environment, protection, read only) x
/// caller, and what the stage's [policy] makes of it. Window, command line and tests all ask here.
///
/// Reading is always allowed. A stage that is read only takes no change. Protected stages take
/// nothing destructive from a desk; a pipeline has to name the stage. Production wants its name
/// for each change and is neither reset nor seeded, by anybody. Rules of the workspace file hold
/// as they are on stages without protection, on protected ones only where they are stricter, and
/// never lift a refusal.
///
/// `loses`: the plan says that something is lost, which makes a Write Destructive.
Verdict verdictOn(const OperationKind &kind, const Stage &stage, Caller caller, bool loses = false,
                  Reach reach = Reach::Near);

/// The table's own answer for a stage without rules in the workspace file.
Requirement defaultRequirement(RuleSubject subject, Environment environment, bool isProtected,
                               Caller caller);

} // namespace arborist::stages
