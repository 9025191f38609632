// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/forest.h"
#include "services/hierarchy/mapping.h"
#include <map>
#include <stop_token>
#include <vector>

namespace arborist::hierarchy {

/// Rules that were tried, each with the share of the sampled inner items that it explains.
using TriedRules = std::vector<std::pair<Rules, double>>;

/// Which rules of counts, sums, progress and dates the data follow.
struct FittedRules {
    Rules rules; ///< the declared ones as they were, the others as fitted
    /// Columns (R1 to T2) for which no rule has a clear lead, with the other rules that could be
    /// meant.
    std::map<Kind, std::vector<Rules>> unclear;
    /// By column, all that were tried.
    std::map<Kind, TriedRules> tried;
};

/// Tries every combination of the rules that are not declared on a sample of whole subtrees and
/// takes those that explain the most inner items (hierarchy.md 4.8). Drift is rare, a rule that is
/// not the product's own is off almost everywhere: a rule leads clearly if, of the items on which
/// it and another differ, it explains more than twice as many.
FittedRules fitRollups(const ItemTable &table, const Forest &forest, const Mapping &mapping,
                       const std::stop_token &stop);

} // namespace arborist::hierarchy
