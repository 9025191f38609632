// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/demo_plan.h"
#include "services/demo/item_table.h"
#include "services/samples/random.h"
#include <array>

namespace arborist::demo {

inline constexpr int kLevels = 12;

/// Makes one organization's tree, own fields only: up to 12 levels, most items on the fifth and
/// sixth. The same plan always gives the same items.
class ItemGenerator
{
public:
    ItemGenerator(const OrganizationPlan &organization, qint64 now);

    ItemTable make();

private:
    void makeTree();
    qint32 pickParent(int level);
    void makeFlags();
    void makeDates();
    void makeWork();
    void makeInnerStatus();
    void makeTimes();

    const OrganizationPlan &m_organization;
    const qint64 m_now;
    samples::Random m_random;
    ItemTable m_items;
    std::vector<qint32> m_parent; ///< index, -1 for roots
    std::vector<qint32> m_children;
    std::array<std::vector<qint32>, kLevels> m_levels;
};

} // namespace arborist::demo
