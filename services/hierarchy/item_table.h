// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/field_type.h"
#include "services/hierarchy/id_table.h"
#include "services/hierarchy/path_hash.h"
#include <QStringList>
#include <array>
#include <string>
#include <vector>

namespace arborist::hierarchy {

/// What can be shown of an item. The first group are derived values (stored and expected), the
/// others the item's own.
enum class Field : quint8 {
    Depth,
    ChildCount,
    DescendantCount,
    DoneCount,
    EstimateSum,
    Progress,
    MinStart,
    MaxEnd,
    Estimate,
    Start,
    End,
    Position,
    OwnProgress,
    Updated,
};
inline constexpr int kDerivedFieldCount = 8;
inline constexpr int kFieldCount = 14;

/// Bits of what is known of an item.
enum ItemFlag : quint16 {
    kDone = 1,
    kArchived = 2,
    kDeleted = 4,
    kManual = 8,
    kRecent = 16,    ///< changed within the grace time
    kHasParent = 32, ///< parent_id is not NULL
    kCut = 64,       ///< its edge is not part of the effective forest
    kStartAfterEnd = 128,
    kDrifted = 256, ///< has at least one finding
    kGone = 512,    ///< will be deleted: in the planned forest only
};

/// The rows as read: one array a column, all addressed by item number in the order of reading.
struct ItemTable {
    IdTable ids;
    Array<Item> parent; ///< as stored, kNoItem for NULL and for parents that do not exist
    Array<quint32> organization;
    Array<quint16> status; ///< index into `statuses`
    Array<quint16> flags;
    Array<PathHash> path; ///< stored; empty if there is no path column
    TextColumn label;     ///< only where the path's label is another column than the id
    std::array<RawColumn, kFieldCount> fields;
    std::array<FieldType, kFieldCount> types;

    QStringList organizations; ///< ids as text
    QStringList statuses;

    /// Items whose parent was not among the rows: item and the parent's id in the wire's form.
    struct Dangling {
        Item item;
        std::string parent;
        bool foreign = false; ///< it exists outside the rows (scan of one organization)
    };
    std::vector<Dangling> dangling;

    /// Items whose stored path names another parent than parent_id: the parent's segment.
    struct OtherParent {
        Item item;
        std::string segment;
    };
    std::vector<OtherParent> otherParents;

    size_t size() const { return parent.size(); }
    const RawColumn &field(Field f) const { return fields[size_t(f)]; }
    const FieldType &type(Field f) const { return types[size_t(f)]; }
    bool has(Field f) const { return field(f).exists(); }

    ItemTable clone() const; ///< without the ids' lookup part
};

} // namespace arborist::hierarchy
