// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/columns.h"
#include "services/hierarchy/id_table.h"
#include "services/hierarchy/kind.h"
#include <QString>
#include <optional>
#include <span>
#include <vector>

namespace arborist::repair {

using hierarchy::Item;
using hierarchy::Kind;
using hierarchy::kNoItem;

/// One value of one row that a repair writes. A deleted row is a change of kind S3 without column.
struct ItemChange {
    Item item = kNoItem;
    Kind kind = Kind::D1;
    bool origin = false; ///< where the drift began
    bool deletes = false;
};

/// What a repair writes, ordered by item; made for 100,000s of changes shown lazily.
class ChangeSet
{
public:
    virtual ~ChangeSet() = default;

    virtual std::span<const ItemChange> changes() const = 0; ///< by item, then kind
    virtual qint64 rows() const = 0;                         ///< rows updated or deleted
    virtual qint64 deletedRows() const = 0;
    /// The column that the change writes; empty for a deletion.
    virtual QString column(const ItemChange &change) const = 0;
    /// Stored and new value in PostgreSQL's notation; nullopt is NULL.
    virtual std::optional<QString> before(const ItemChange &change) const = 0;
    virtual std::optional<QString> after(const ItemChange &change) const = 0;
    /// The origin whose drift this one inherits: the item itself if it is one, kNoItem if unknown.
    virtual Item originOf(const ItemChange &change) const = 0;
};

} // namespace arborist::repair
