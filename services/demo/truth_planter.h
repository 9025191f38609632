// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/planting_ground.h"

namespace arborist::demo {

/// Plants what an application's handlers follow without noticing anything: items too deep, live
/// children of deleted ones, dates the wrong way round. Runs before fillDerived().
class TruthPlanter
{
public:
    explicit TruthPlanter(PlantingGround &ground) : m_ground(ground), m_items(ground.items()) {}
    void plant(const MishapCounts &counts);

private:
    void tooDeep();
    void deletedAlone();
    void inverted();

    PlantingGround &m_ground;
    ItemTable &m_items;
};

} // namespace arborist::demo
