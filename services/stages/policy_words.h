// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/policy.h"
#include <QString>

namespace arborist::stages {

/// "Yes", "Name typed", for people.
QString toString(Requirement requirement);
QString toString(Backup backup);

/// The words of JSON and of plans: "nothing", "yes", "name", "refused"; "none", "automatic",
/// "mandatory"; "desk", "pipeline"; "read", "write", "destructive"; "read_only", "no_backup".
QString toWord(Requirement requirement);
QString toWord(Backup backup);
QString toWord(Caller caller);
QString toWord(Risk risk);
QString toWord(Refusal refusal); ///< empty for None

/// The sentences for a refusal: why, and what to do instead. `operation` as it is typed.
QString refusalText(Refusal refusal, const Stage &stage, const QString &operation);

/// What is asked for before it runs and why, in a sentence; empty where nothing is, and for a
/// refusal. On stages that are there to be tried out it says that it is a warning only.
QString askText(const Verdict &verdict, const Stage &stage, bool loses);

/// Whether a backup comes first, and what stands in for it, in a sentence; empty where nobody
/// wants one.
QString backupText(const Verdict &verdict, const OperationKind &kind);

} // namespace arborist::stages
