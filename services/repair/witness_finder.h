// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include "services/repair/structural_choices.h"
#include <QHash>
#include <QStringList>

namespace arborist::postgres {
class Connection;
}

namespace arborist::repair {

/// Finds new parents in what the stored paths tell of old ones (hierarchy.md 4.2, "nearest valid
/// witness"). Paths tell nothing where their label is not the id or their rule is unknown.
class WitnessFinder
{
public:
    /// Reads the stored paths of the heads in the connection's open transaction.
    WitnessFinder(const Snapshot &snapshot, const TableShape &table,
                  postgres::Connection &connection, const std::vector<Item> &heads);

    /// The head's nearest valid witness, kNoItem if there is none; from then on the head counts as
    /// lying below it. Heads are to be asked in ascending order of their ids.
    Item choose(Item head);
    /// Takes note that the head becomes a root, or an item that goes: no witness for others.
    void exclude(const std::vector<Item> &items);
    /// The item that the head's path names as its parent, valid or not.
    Item pathParent(Item head) const;

private:
    void readSegments(const TableShape &table, postgres::Connection &connection,
                      const std::vector<Item> &heads);
    QStringList segments(const QString &path) const;
    Item root(Item item);

    const Snapshot &m_snapshot;
    PathRule m_rule;
    QHash<Item, QStringList> m_segments; ///< of the heads' paths, left to right
    QHash<QString, Item> m_items;        ///< by the texts of the segments
    /// A disjoint-set forest over all items: from each towards its root, heads joined as chosen.
    Array<Item> m_up;
    std::vector<bool> m_excluded;
};

} // namespace arborist::repair
