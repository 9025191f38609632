// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/planting_ground.h"

namespace arborist::demo {

/// Plants stored values that differ from what they should be: some by themselves, some the way they
/// come about, by an event that did not reach the parents. Runs last.
class ValuePlanter
{
public:
    explicit ValuePlanter(PlantingGround &ground) : m_ground(ground), m_items(ground.items()) {}
    void plant(const MishapCounts &counts);

private:
    void plantOne(Mishap mishap);
    void depth();
    void path(Mishap mishap);
    void childCount();
    void lostCount();
    void lostDone();
    void lostEstimate();
    void lostSum();
    void progress();
    void lostDates();
    void date(Mishap mishap);
    void nullSum();

    qint32 pickLeaf(const PlantingGround::Test &test);
    qint32 pickInner(const PlantingGround::Test &test);

    PlantingGround &m_ground;
    ItemTable &m_items;
};

} // namespace arborist::demo
