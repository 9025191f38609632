// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include <utility>
#include <vector>

/// The words of [hierarchy.rules], in the workspace file, on the command line and where rules are
/// kept.
namespace arborist::hierarchy {

template <typename T> using Terms = std::vector<std::pair<const char *, T>>;

template <typename T = int> Terms<T> depthTerms()
{
    return {{"from-0", 0}, {"from-1", 1}};
}

inline const Terms<SumRule> kSumTerms{{"own+descendants", SumRule::OwnAndDescendants},
                                      {"descendants", SumRule::Descendants},
                                      {"leaves", SumRule::Leaves}};
inline const Terms<DateRule> kDateTerms{{"children", DateRule::Children},
                                        {"own+children", DateRule::OwnAndChildren}};
inline const Terms<DateSource> kDateSourceTerms{{"either-end", DateSource::EitherEnd},
                                                {"same-end", DateSource::SameEnd}};
inline const Terms<ProgressRule> kProgressTerms{{"work", ProgressRule::Work},
                                                {"counts", ProgressRule::Counts}};
inline const Terms<Rounding> kRoundingTerms{{"half-up", Rounding::HalfUp},
                                            {"floor", Rounding::Floor}};

} // namespace arborist::hierarchy
