// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/demo_plan.h"
#include <array>

namespace arborist::demo {

/// What may go wrong with a work tracker's items; the planters do these things to known items.
enum class Mishap : quint8 {
    // Before the derived columns are kept: they follow, the finding is in the structure or data.
    TooDeep,      ///< S7: moved below the planner's last level
    DeletedAlone, ///< S6: deleted, its children forgotten
    Inverted,     ///< Q1: start and end swapped
    // Structure, with no event reaching the derived columns.
    Move,           ///< S5, D1, D2, R, T: moved, nobody told
    HalfMove,       ///< R, T: moved, the old parents were not told
    SelfParent,     ///< S1
    RootCycle,      ///< S2: a root or inner item moved below its own descendant
    SiblingCycle,   ///< S2: two siblings under each other, one changed later
    TiedCycle,      ///< S2: leaves in a ring, all changed at once
    RemovedParent,  ///< S3: a row deleted for good, its children left
    MissingParent,  ///< S3: imported with a parent that never came
    ForeignRoot,    ///< S4: a root was given a parent in another organization
    ForeignChild,   ///< S4, S5: an inner item was
    ArchivedAlone,  ///< S6: archived, its children forgotten
    DeletedUnseen,  ///< S6, R, T: deleted, children and parents forgotten
    SharedPosition, ///< S8
    // Values.
    Depth,        ///< D1
    Path,         ///< D2
    DepthAndPath, ///< D1, D2
    ChildCount,   ///< R1
    LostCount,    ///< R2: an event was lost at an item and all above it
    LostDone,     ///< R3, R5: finished, the parents were not told
    LostEstimate, ///< R4, R5: estimated anew, the parents were not told
    LostSum,      ///< R4: an event was lost at an item and all above it
    Progress,     ///< R5
    LostDates,    ///< T1, T2: rescheduled, the parents were not told
    MinStart,     ///< T1
    MaxEnd,       ///< T2
    NullSum,      ///< no drift: NULL where 0 is expected
};
inline constexpr int kMishapCount = 29;

const char *nameOf(Mishap mishap);

/// How often each mishap happens in one organization.
using MishapCounts = std::array<int, kMishapCount>;

enum class DemoStage : quint8 { Local, Staging, Production };

/// Deals a stage's mishaps out to its organizations, the larger ones getting more.
std::vector<MishapCounts> dealMishaps(const DemoPlan &plan, DemoStage stage);

} // namespace arborist::demo
