// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/safety_copy.h"
#include <memory>

namespace arborist::backup {

/// For the orders of the programs: a dump in custom format in <backup folder>/automated, listed and
/// with a manifest, before each run that the policy wants one for. [backup] of arborist.toml tells
/// the folder and how long such backups are kept.
std::shared_ptr<const operations::SafetyCopy> safetyCopy();

} // namespace arborist::backup
