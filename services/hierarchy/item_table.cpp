// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/item_table.h"

namespace arborist::hierarchy {

ItemTable ItemTable::clone() const
{
    ItemTable copy;
    copy.ids = ids.clone();
    copy.parent = parent.clone();
    copy.organization = organization.clone();
    copy.status = status.clone();
    copy.flags = flags.clone();
    copy.path = path.clone();
    copy.label = label.clone();
    for (size_t i = 0; i < fields.size(); ++i)
        copy.fields[i] = fields[i].clone();
    copy.types = types;
    copy.organizations = organizations;
    copy.statuses = statuses;
    copy.dangling = dangling;
    copy.otherParents = otherParents;
    return copy;
}

} // namespace arborist::hierarchy
