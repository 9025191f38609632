// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include <utility>
#include <vector>

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

/// Ways to write a path, each with the share of the sampled ones that it explains, the best first.
using TriedPaths = std::vector<std::pair<PathRule, double>>;

/// Fills in what the rules leave open and about a thousand rows from all over the table can tell:
/// how paths are written, and whether progress goes to 1 or to 100. A path that fits no rule stays
/// without one. Returns the rules of paths that explain some.
TriedPaths fitFromSample(Mapping &mapping, postgres::Connection &connection);

} // namespace arborist::hierarchy
