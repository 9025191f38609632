// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/item_table.h"
#include "services/hierarchy/kind.h"

namespace arborist::hierarchy {

/// One thing that differs. `stored` and `expected` are raw values of the kind's field; for kinds
/// without one (structure, path) they are kNull and Snapshot knows the texts.
struct Finding {
    Item item = kNoItem;
    Kind kind = Kind::S1;
    bool origin = false; ///< where the drift began; else inherited from the children or the parent
    bool inFlight = false; ///< changed within the grace time: shown, not counted
    bool repairable = false;
    qint64 stored = kNull;
    qint64 expected = kNull;
};

/// The column a kind compares; std::nullopt for structure and path.
constexpr bool comparesField(Kind kind)
{
    return kind == Kind::D1 || (kind >= Kind::R1 && kind <= Kind::T2);
}
constexpr Field fieldOf(Kind kind)
{
    return kind == Kind::D1
               ? Field::Depth
               : static_cast<Field>(int(Field::ChildCount) + int(kind) - int(Kind::R1));
}
constexpr Kind kindOf(Field derived)
{
    return derived == Field::Depth
               ? Kind::D1
               : static_cast<Kind>(int(Kind::R1) + int(derived) - int(Field::ChildCount));
}
static_assert(fieldOf(Kind::T2) == Field::MaxEnd && kindOf(Field::Progress) == Kind::R5);

} // namespace arborist::hierarchy
