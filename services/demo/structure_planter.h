// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/planting_ground.h"

namespace arborist::demo {

/// Plants changes of parents, deletions and positions that no event handler saw. Runs after
/// fillDerived(). Items that lose their place in the tree have no position, so that nothing depends
/// on whose siblings they are.
class StructurePlanter
{
public:
    StructurePlanter(PlantingGround &ground, const DemoPlan &plan)
        : m_ground(ground),
          m_items(ground.items()),
          m_plan(plan)
    {
    }
    void plant(const MishapCounts &counts);

private:
    void plantOne(Mishap mishap);
    void move(bool newParentsKnow);
    void selfParent();
    void rootCycle();
    void siblingCycle();
    void tiedCycle();
    void removedParent();
    void missingParent();
    void foreignRoot();
    void foreignChild();
    void withoutChildren(Mishap mishap);
    void sharedPosition();

    /// A free item below the roots with at least `least` and at most `most` descendants.
    qint32 pickBranch(int least, int most);
    /// Free children, if there are one to four and all of them are free; else none.
    std::vector<qint32> freeChildren(qint32 item) const;
    void setParent(Mishap mishap, qint32 item, qint64 parentId);
    void tellNewParents(qint32 item, qint32 newParent);
    qint64 foreignRootId();

    PlantingGround &m_ground;
    ItemTable &m_items;
    const DemoPlan &m_plan;
};

} // namespace arborist::demo
