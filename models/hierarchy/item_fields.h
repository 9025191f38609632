// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/field_info.h"

namespace arborist {

/// One value of an item, as stored and as it should be.
struct FieldRow {
    QString title;
    QString stored;
    QString expected; ///< empty for the item's own values: nothing says what they should be
    DriftState state = DriftState::None;
    bool derived = true;
};

/// Every value of an item: the derived ones, then the item's own. `details` may be null while they
/// are on their way.
std::vector<FieldRow> fieldsOf(const hierarchy::Snapshot &snapshot, hierarchy::Item item,
                               const hierarchy::Details *details);

} // namespace arborist
