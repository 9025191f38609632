// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"

namespace arborist::repair {

/// The items at and below the heads in the effective forest, parents before their children.
inline std::vector<Item> subtrees(const Snapshot &snapshot, const std::vector<Item> &heads)
{
    std::vector<Item> items = heads;
    for (size_t i = 0; i < items.size(); ++i) {
        const auto children = snapshot.children(items[i]);
        items.insert(items.end(), children.begin(), children.end());
    }
    return items;
}

} // namespace arborist::repair
