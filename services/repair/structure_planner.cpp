// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/structure_planner.h"

#include "services/postgres/wire.h"
#include "services/repair/position_planner.h"
#include "services/repair/subtree.h"
#include "services/repair/witness_finder.h"
#include <algorithm>

namespace arborist::repair {
namespace {

constexpr quint32 kEdges = bit(Kind::S1) | bit(Kind::S2) | bit(Kind::S3) | bit(Kind::S4);

/// Bad edges to be repaired by a new parent, in ascending order of the items' ids.
std::vector<ParentChoice> badEdges(const Snapshot &snapshot, const RepairRequest &request)
{
    quint32 kinds = request.kinds & kEdges;
    if (request.orphans == OrphanAction::Delete)
        kinds &= ~bit(Kind::S3);
    std::vector<ParentChoice> choices;
    for (const Finding &finding : snapshot.findings()) {
        if ((bit(finding.kind) & kinds) && finding.repairable)
            choices.push_back({finding.item, finding.kind, kNoItem, kNoItem});
    }
    std::sort(choices.begin(), choices.end(), [&](const auto &a, const auto &b) {
        return snapshot.table().ids.less(a.item, b.item);
    });
    return choices;
}

bool wantsWitness(Kind kind, OrphanAction orphans)
{
    return kind == Kind::S2 || kind == Kind::S4 ||
           (kind == Kind::S3 && orphans == OrphanAction::Reattach);
}

/// The largest number that a column can hold.
qint64 largestOf(const ColumnShape &column)
{
    if (column.type == postgres::wire::oid::kInt2)
        return std::numeric_limits<qint16>::max();
    return column.type == postgres::wire::oid::kInt4 ? std::numeric_limits<qint32>::max()
                                                     : std::numeric_limits<qint64>::max();
}

} // namespace

std::vector<Item> StructurePlanner::itemsToMove(const Snapshot &snapshot,
                                                const RepairRequest &request)
{
    std::vector<Item> items;
    for (const ParentChoice &choice : badEdges(snapshot, request))
        items.push_back(choice.item);
    return items;
}

std::vector<Item> StructurePlanner::headsToDelete(const Snapshot &snapshot,
                                                  const RepairRequest &request)
{
    std::vector<Item> heads;
    if (request.orphans != OrphanAction::Delete || !(request.kinds & bit(Kind::S3)))
        return heads;
    for (const Finding &finding : snapshot.findings()) {
        if (finding.kind == Kind::S3 && finding.repairable)
            heads.push_back(finding.item);
    }
    return heads;
}

StructuralChoices StructurePlanner::choose(const Snapshot &snapshot, const RepairRequest &request,
                                           const TableShape &table, std::vector<Item> deletedHeads,
                                           postgres::Connection &connection)
{
    StructuralChoices choices;
    choices.parents = badEdges(snapshot, request);
    std::vector<Item> heads;
    for (const ParentChoice &choice : choices.parents)
        heads.push_back(choice.item);
    WitnessFinder witnesses(snapshot, table, connection, heads);
    witnesses.exclude(subtrees(snapshot, deletedHeads));
    for (ParentChoice &choice : choices.parents) {
        if (wantsWitness(choice.kind, request.orphans))
            choice.parent = witnesses.choose(choice.item);
        choice.pathParent = witnesses.pathParent(choice.item);
    }
    if ((request.kinds & bit(Kind::S8)) && snapshot.hasField(Field::Position) &&
        snapshot.table().type(Field::Position).type == ValueType::Integer)
        choices.positions =
            PositionPlanner(snapshot, largestOf(*table.column(request.mapping.position)))
                .plan(choices.parents);
    const auto byItem = [](const ParentChoice &a, const ParentChoice &b) {
        return a.item < b.item;
    };
    std::sort(choices.parents.begin(), choices.parents.end(), byItem);
    choices.deletedHeads = std::move(deletedHeads);
    return choices;
}

} // namespace arborist::repair
