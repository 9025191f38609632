// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/catalog.h"
#include "services/hierarchy/int128.h"
#include "services/hierarchy/snapshot.h"

namespace arborist::repair {

// What repairs are about, by its own name.
using hierarchy::allKinds;
using hierarchy::Array;
using hierarchy::bit;
using hierarchy::classOf;
using hierarchy::ColumnShape;
using hierarchy::CutEdge;
using hierarchy::Field;
using hierarchy::fieldOf;
using hierarchy::FieldType;
using hierarchy::Finding;
using hierarchy::id;
using hierarchy::Int128;
using hierarchy::Item;
using hierarchy::ItemTable;
using hierarchy::kCut;
using hierarchy::kDrifted;
using hierarchy::kGone;
using hierarchy::kHasParent;
using hierarchy::Kind;
using hierarchy::KindClass;
using hierarchy::KindCount;
using hierarchy::KindCounts;
using hierarchy::kKindCount;
using hierarchy::kNoItem;
using hierarchy::kNull;
using hierarchy::Mapping;
using hierarchy::Organization;
using hierarchy::PathRule;
using hierarchy::realOf;
using hierarchy::RuleFit;
using hierarchy::SiblingOrder;
using hierarchy::Snapshot;

using hierarchy::SnapshotPtr;
using hierarchy::TableShape;
using hierarchy::TextColumn;
using hierarchy::ValueType;

} // namespace arborist::repair
