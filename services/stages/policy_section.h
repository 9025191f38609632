// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_table.h"
#include "services/stages/stage.h"
#include <vector>

namespace arborist::stages {

/// A rule of [policy] and the environment whose stages it is for.
struct EnvironmentRule {
    Environment environment;
    PolicyOverride rule;
};

/// Reads [policy], one rule a line:
///
///     "destructive.staging.pipeline" = "refuse"
///
/// The key is subject.environment.caller: write, destructive, reset or seed (reset and seed come
/// before destructive and write, where both have a rule); development, test, staging, production or
/// unknown; desk or pipeline. The value is what is asked for: allow (nothing), confirm (a click or
/// --yes), type-name (the stage's name, typed or with --confirm), refuse.
///
/// Throws Error with the line: an unknown key or value, and, for staging and production, a rule
/// that is laxer than the policy's own. On other environments a laxer rule holds for the stages
/// without protection only.
std::vector<EnvironmentRule> readPolicy(const ConfigTable &root);

} // namespace arborist::stages
