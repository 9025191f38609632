// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"

namespace arborist::postgres {
class Connection;
}

namespace arborist::hierarchy {

/// What the scan does not keep of an item and the window shows on demand.
struct Details {
    Item item = kNoItem;
    QString title;        ///< empty if the row is gone or has none
    QString path;         ///< as stored, a very long one cut (Snapshot::shortPath)
    QString storedParent; ///< id as stored; empty for NULL
    QString updated;      ///< ISO 8601; empty if unknown
};

/// Reads details of some items (a screenful up to a few thousand) in one query.
std::vector<Details> readDetails(postgres::Connection &connection, const Snapshot &snapshot,
                                 std::span<const Item> items);

/// Items whose title contains `text` (case-insensitive) or whose id is `text`; at most `limit`,
/// in tree order.
std::vector<Item> search(postgres::Connection &connection, const Snapshot &snapshot,
                         const QString &text, int limit = 1000);

} // namespace arborist::hierarchy
