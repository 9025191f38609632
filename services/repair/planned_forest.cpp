// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/planned_forest.h"

#include "services/hierarchy/snapshot_builder.h"
#include "services/repair/subtree.h"
#include <algorithm>

namespace arborist::repair {

using hierarchy::SnapshotBuilder;

namespace {

/// Undoes what the first comparison left in the rows: cut edges come back, marks go.
void restore(ItemTable &table, const Snapshot &before)
{
    for (quint16 &flags : table.flags)
        flags &= quint16(~(kCut | kDrifted));
    for (const CutEdge &cut : before.cuts())
        table.parent[cut.item] = cut.storedParent;
}

void setParents(ItemTable &table, const std::vector<ParentChoice> &choices)
{
    const auto isChosen = [&](const auto &entry) {
        const auto found =
            std::lower_bound(choices.begin(), choices.end(), entry.item,
                             [](const ParentChoice &choice, Item i) { return choice.item < i; });
        return found != choices.end() && found->item == entry.item;
    };
    std::erase_if(table.dangling, isChosen);
    std::erase_if(table.otherParents, isChosen);
    for (const ParentChoice &choice : choices) {
        table.parent[choice.item] = choice.parent;
        if (choice.parent == kNoItem)
            table.flags[choice.item] &= quint16(~kHasParent);
        else if (choice.pathParent != kNoItem && choice.pathParent != choice.parent)
            table.otherParents.push_back(
                {choice.item, table.ids.text(choice.pathParent).toStdString()});
    }
    std::sort(table.otherParents.begin(), table.otherParents.end(),
              [](const auto &a, const auto &b) { return a.item < b.item; });
}

} // namespace

SnapshotPtr makePlannedForest(const Snapshot &before, const StructuralChoices &choices,
                              OperationContext &context)
{
    ItemTable table = before.table().clone();
    restore(table, before);
    setParents(table, choices.parents);
    for (const PositionChoice &choice : choices.positions)
        table.fields[size_t(Field::Position)].set(choice.item, choice.position);
    for (const Item item : subtrees(before, choices.deletedHeads))
        table.flags[item] |= kGone;
    SnapshotBuilder builder(before.mapping(), std::move(table), context);
    builder.setRules(before.rules());
    const auto planned = builder.build();
    QHash<QString, QString> names;
    for (const Organization &organization : before.organizations())
        names.insert(organization.id, organization.name);
    SnapshotBuilder::setOrganizationNames(*planned, names);
    SnapshotBuilder::setTiming(*planned, before.takenAt(), before.durationMs());
    return planned;
}

} // namespace arborist::repair
