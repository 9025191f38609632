// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include "services/repair/hierarchy_names.h"
#include "services/repair/references.h"

namespace arborist::repair {

using RowKey = std::vector<QByteArray>; ///< values of the key columns, as text

/// A row that goes with an orphan.
struct DoomedRow {
    RowKey key;
    quint32 version = 0; ///< xmin
    quint32 table = 0;   ///< index into DeletionPlan::tables
    quint32 head = 0;    ///< index into DeletionPlan::heads
    quint32 level = 0;   ///< 0: nothing refers to it; else one more than what refers to it
};

/// A row whose reference to a doomed one is set to NULL before that is deleted.
struct ClearedRow {
    quint32 reference = 0; ///< index into DeletionPlan::cleared
    quint32 head = 0;
    RowKey key;
    std::vector<journal::Value> before; ///< of the reference's columns
};

/// What goes when orphans are deleted: their subtrees, the rows that foreign keys would take along,
/// and the references that they would clear. References that would break are a reason to leave the
/// orphan as it is.
struct DeletionPlan {
    struct Refusal {
        Item head = kNoItem;
        QString reason; ///< a sentence without numbers
    };
    struct Cleared {
        RowShape from;
        QStringList columns;
    };

    std::vector<RowShape> tables;                   ///< the hierarchy's first
    std::vector<std::vector<Reference>> references; ///< by table: what refers to it
    std::vector<Item> heads;                        ///< orphans that are deleted, by item
    std::vector<DoomedRow> rows;                    ///< by level, then table
    std::vector<Cleared> cleared;
    std::vector<ClearedRow> clearedRows; ///< by reference
    std::vector<Refusal> refused;        ///< by item

    bool empty() const { return heads.empty(); }
};

} // namespace arborist::repair
