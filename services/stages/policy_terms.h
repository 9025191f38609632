// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::stages {

enum class Risk {
    Read,
    Write,       ///< changes rows and can be taken back
    Destructive, ///< rows are lost, if only until it is undone
};

/// On whose behalf; callerOf() tells which.
enum class Caller {
    Desk,     ///< a person: the window, a terminal, a script of theirs
    Pipeline, ///< a job of a continuous integration service, which says so itself
};

/// What must be given before an operation may run; each is stricter than those before it.
enum class Requirement {
    Nothing,
    Yes,      ///< a click, or --yes
    TypeName, ///< the stage's name typed, or --confirm NAME; --yes is not enough
    Refused,
};

/// Whether a dump of the database is made first, where the run's own journal does not keep
/// everything that is lost.
enum class Backup {
    None,
    Automatic, ///< it is made unless it is declined
    Mandatory, ///< nobody can leave it out
};

/// What a rule is about: a risk class, or one of the two that have rules of their own.
enum class RuleSubject { Write, Destructive, Reset, Seed };

/// A rule of the workspace file's [policy], for the stages of one environment.
struct PolicyOverride {
    RuleSubject subject = RuleSubject::Write;
    Caller caller = Caller::Desk;
    Requirement requirement = Requirement::Refused;
    bool operator==(const PolicyOverride &) const = default;
};

} // namespace arborist::stages
