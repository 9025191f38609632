// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/stage.h"
#include <vector>

namespace arborist::stages {

/// What a stage's name says about its environment: "prod-eu" is Production, "dev-phil" Development.
/// Where it says several things, the strictest holds.
Environment guessEnvironment(const QString &name);

/// Stages named prod, production, staging or dev, and those of environment staging or production.
bool protectedByDefault(const QString &name, Environment environment);

/// The names that a stage's colour may have.
const QStringList &stageColours();

/// Gives a colour to each stage that has none, always the same for the same list: red for
/// production only, violet and magenta for staging, green, teal and blue for development.
void assignColours(std::vector<Stage> &stages);

} // namespace arborist::stages
