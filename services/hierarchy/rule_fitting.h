// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

/// Fills in what the rules leave open and a few rows can tell: how paths are written, and whether
/// progress goes to 1 or to 100. A path that fits no rule stays without one.
void fitFromSample(Mapping &mapping, postgres::Connection &connection);

} // namespace arborist::hierarchy
