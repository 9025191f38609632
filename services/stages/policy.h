// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/stage.h"
#include <QString>

namespace arborist::stages {

enum class Risk {
    Read,
    Write,       ///< changes rows and can be taken back
    Destructive, ///< rows are lost, if only until it is undone
};

enum class Caller {
    Desk,     ///< a person: the window, or a terminal
    Pipeline, ///< no terminal: CI, cron
};

/// What must be given before an operation may run.
enum class Requirement {
    Nothing,
    Yes,      ///< a click, or --yes
    TypeName, ///< the stage's name typed, or --confirm NAME; --yes is not enough
    Refused,
};

/// The one table of who may do what where: risk x stage x caller. `loses` is true if the plan says
/// that something is lost.
Requirement requirement(Risk risk, const Stage &stage, Caller caller, bool loses);

/// The sentence for a refusal, and what to do instead.
QString refusalReason(Risk risk, const Stage &stage);

} // namespace arborist::stages
