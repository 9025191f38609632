// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_table.h"

namespace arborist::stages {

/// Checks keys and types of the sections that stages and hierarchies do not need: [migrations],
/// [seed], [backup], [policy], [[recipes]] and [queries]; throws Error with file and line.
void checkOtherSections(const ConfigTable &root);

} // namespace arborist::stages
