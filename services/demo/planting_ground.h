// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/drift_amounts.h"
#include "services/demo/item_table.h"
#include "services/samples/random.h"
#include <QString>
#include <functional>

namespace arborist::demo {

/// One thing that was done to an item.
struct Planted {
    Mishap mishap = Mishap::Move;
    qint64 item = 0;
    qint64 other = 0; ///< the new parent, the sibling; 0 if there is none
};

/// What the planters share: one organization's items, who their children were before anything
/// happened, and which items have had their mishap.
class PlantingGround
{
public:
    PlantingGround(ItemTable &items, quint64 seed, std::vector<Planted> *log);

    ItemTable &items() { return m_items; }
    samples::Random &random() { return m_random; }

    using Test = std::function<bool(qint32)>;
    /// An unclaimed, live item that passes, below the two first roots (those stay as they are:
    /// foreign parents are found there). -1 if luck does not find one.
    qint32 pick(const Test &test);
    /// The same among the roots.
    qint32 pickRoot(const Test &test);

    bool isFree(qint32 item) const { return !m_claimed[size_t(item)] && m_items.isLive(item); }
    void claim(qint32 item) { m_claimed[size_t(item)] = 1; }
    void record(Mishap mishap, qint32 item, qint64 other = 0);

    /// By the parent as now stored; -1 for roots and parents elsewhere.
    qint32 parent(qint32 item) const { return m_items.indexOf(m_items.parentId[size_t(item)]); }
    /// True if `item` is `ancestor` or below it, as now stored.
    bool isWithin(qint32 item, qint32 ancestor) const;
    /// The item, its parent and so on, as now stored; ends before anything comes twice.
    std::vector<qint32> chain(qint32 item) const;
    /// Children and all descendants as they were at first.
    std::vector<qint32> children(qint32 item) const;
    std::vector<qint32> descendants(qint32 item) const;

private:
    ItemTable &m_items;
    samples::Random m_random;
    std::vector<Planted> *m_log; ///< none for large demos
    std::vector<qint32> m_firstChild, m_nextSibling;
    std::vector<quint8> m_claimed;
};

} // namespace arborist::demo
