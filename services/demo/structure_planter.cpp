// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/structure_planter.h"

#include <algorithm>

namespace arborist::demo {
namespace {

// Ids that no demo reaches: what an import named as parent and never brought.
constexpr qint64 kNeverImported = 7'000'000'000;

} // namespace

void StructurePlanter::plant(const MishapCounts &counts)
{
    for (auto mishap = quint8(Mishap::Move); mishap <= quint8(Mishap::SharedPosition); ++mishap)
        for (int n = 0; n < counts[mishap]; ++n)
            plantOne(Mishap(mishap));
}

void StructurePlanter::plantOne(Mishap mishap)
{
    switch (mishap) {
    case Mishap::Move:
        return move(false);
    case Mishap::HalfMove:
        return move(true);
    case Mishap::SelfParent:
        return selfParent();
    case Mishap::RootCycle:
        return rootCycle();
    case Mishap::SiblingCycle:
        return siblingCycle();
    case Mishap::TiedCycle:
        return tiedCycle();
    case Mishap::RemovedParent:
        return removedParent();
    case Mishap::MissingParent:
        return missingParent();
    case Mishap::ForeignRoot:
        return foreignRoot();
    case Mishap::ForeignChild:
        return foreignChild();
    case Mishap::ArchivedAlone:
    case Mishap::DeletedUnseen:
        return withoutChildren(mishap);
    case Mishap::SharedPosition:
        return sharedPosition();
    default:
        return;
    }
}

qint32 StructurePlanter::pickBranch(int least, int most)
{
    return m_ground.pick([&](qint32 item) {
        const qint32 below = m_items.descendantCount[size_t(item)];
        return m_ground.parent(item) >= 0 && below >= least && below <= most;
    });
}

std::vector<qint32> StructurePlanter::freeChildren(qint32 item) const
{
    auto children = m_ground.children(item);
    const bool fit = children.size() <= 4 &&
                     std::all_of(children.begin(), children.end(),
                                 [this](qint32 child) { return m_ground.isFree(child); });
    return fit ? children : std::vector<qint32>{};
}

void StructurePlanter::setParent(Mishap mishap, qint32 item, qint64 parentId)
{
    m_items.parentId[size_t(item)] = parentId;
    m_items.position[size_t(item)] = kNone;
    m_ground.record(mishap, item, parentId);
}

void StructurePlanter::move(bool newParentsKnow)
{
    const qint32 item = pickBranch(1, 45);
    if (item < 0)
        return;
    const qint32 target = m_ground.pick([&](qint32 at) {
        return at != m_ground.parent(item) &&
               m_items.depth[size_t(at)] <= m_items.depth[size_t(item)] &&
               !m_ground.isWithin(at, item);
    });
    if (target < 0)
        return;
    setParent(newParentsKnow ? Mishap::HalfMove : Mishap::Move, item, m_items.idOf(target));
    m_items.position[size_t(item)] = 10 * (qint32(m_ground.children(target).size()) + 1);
    m_ground.claim(target);
    if (newParentsKnow)
        tellNewParents(item, target);
}

void StructurePlanter::tellNewParents(qint32 item, qint32 newParent)
{
    const auto moved = size_t(item);
    const qint32 deeper = m_items.depth[size_t(newParent)] + 1 - m_items.depth[moved];
    m_items.pathParent[moved] = newParent;
    m_items.depth[moved] += deeper;
    for (const qint32 below : m_ground.descendants(item))
        m_items.depth[size_t(below)] += deeper;
    ++m_items.childCount[size_t(newParent)];
    for (const qint32 above : m_ground.chain(newParent)) {
        const auto at = size_t(above);
        m_items.descendantCount[at] += 1 + m_items.descendantCount[moved];
        m_items.doneCount[at] += m_items.doneCount[moved] + (isDone(m_items.status[moved]) ? 1 : 0);
        m_items.estimateSum[at] += m_items.estimateSum[moved];
        if (!m_items.isLive(above))
            break;
    }
}

void StructurePlanter::selfParent()
{
    const qint32 item = pickBranch(0, 25);
    if (item >= 0)
        setParent(Mishap::SelfParent, item, m_items.idOf(item));
}

void StructurePlanter::rootCycle()
{
    const bool atRoot = m_ground.random().chance(500);
    qint32 head = -1;
    if (atRoot)
        head =
            m_ground.pickRoot([&](qint32 at) { return m_items.descendantCount[size_t(at)] > 5; });
    if (head < 0)
        head = pickBranch(3, 60);
    if (head < 0)
        return;
    // Down along free children, one to four levels.
    std::vector<qint32> members{head};
    const int levels = m_ground.random().between(1, 4);
    for (int n = 0; n < levels; ++n) {
        auto children = m_ground.children(members.back());
        std::erase_if(children, [this](qint32 child) { return !m_ground.isFree(child); });
        if (children.empty())
            break;
        members.push_back(children[size_t(m_ground.random().below(qint64(children.size())))]);
    }
    if (members.size() < 2)
        return;
    for (const qint32 member : members)
        m_ground.claim(member);
    setParent(Mishap::RootCycle, head, m_items.idOf(members.back()));
}

void StructurePlanter::siblingCycle()
{
    qint32 sibling = -1;
    const qint32 item = m_ground.pick([&](qint32 at) {
        if (m_ground.parent(at) < 0 || m_items.descendantCount[size_t(at)] > 20)
            return false;
        for (const qint32 other : m_ground.children(m_ground.parent(at)))
            if (other != at && m_ground.isFree(other) &&
                m_items.descendantCount[size_t(other)] <= 20)
                sibling = other;
        return sibling >= 0;
    });
    if (item < 0)
        return;
    m_items.updated[size_t(sibling)] = m_items.updated[size_t(item)] - 3600;
    setParent(Mishap::SiblingCycle, item, m_items.idOf(sibling));
    setParent(Mishap::SiblingCycle, sibling, m_items.idOf(item));
}

void StructurePlanter::tiedCycle()
{
    std::vector<qint32> ring;
    for (int n = 0; n < 4; ++n) {
        const qint32 leaf = m_ground.pick([&](qint32 at) {
            return m_ground.parent(at) >= 0 && m_items.descendantCount[size_t(at)] == 0 &&
                   (ring.empty() ||
                    m_items.depth[size_t(at)] == m_items.depth[size_t(ring.front())]);
        });
        if (leaf < 0)
            break;
        m_ground.claim(leaf);
        ring.push_back(leaf);
    }
    if (ring.size() < 2)
        return;
    for (size_t n = 0; n < ring.size(); ++n) {
        m_items.updated[size_t(ring[n])] = m_items.updated[size_t(ring.front())];
        setParent(Mishap::TiedCycle, ring[n], m_items.idOf(ring[(n + 1) % ring.size()]));
    }
}

void StructurePlanter::removedParent()
{
    const qint32 item = m_ground.pick([&](qint32 at) {
        return m_ground.parent(at) >= 0 && m_items.descendantCount[size_t(at)] <= 30 &&
               !freeChildren(at).empty();
    });
    if (item < 0)
        return;
    for (const qint32 child : freeChildren(item)) {
        m_items.position[size_t(child)] = kNone;
        m_ground.record(Mishap::RemovedParent, child, m_items.idOf(item));
    }
    m_items.removed[size_t(item)] = 1;
}

void StructurePlanter::missingParent()
{
    const qint32 item = pickBranch(0, 15);
    if (item >= 0)
        setParent(Mishap::MissingParent, item, kNeverImported + m_items.idOf(item));
}

qint64 StructurePlanter::foreignRootId()
{
    const auto &organizations = m_plan.organizations;
    auto at = size_t(m_ground.random().below(qint64(organizations.size())));
    if (organizations[at].id == m_items.organizationId)
        at = (at + 1) % organizations.size();
    return organizations[at].firstItem + m_ground.random().below(2);
}

void StructurePlanter::foreignRoot()
{
    const qint32 item =
        m_ground.pickRoot([&](qint32 at) { return m_items.descendantCount[size_t(at)] > 0; });
    if (item >= 0)
        setParent(Mishap::ForeignRoot, item, foreignRootId());
}

void StructurePlanter::foreignChild()
{
    const qint32 item = pickBranch(0, 20);
    if (item >= 0)
        setParent(Mishap::ForeignChild, item, foreignRootId());
}

void StructurePlanter::withoutChildren(Mishap mishap)
{
    const qint32 item = m_ground.pick([&](qint32 at) {
        return m_ground.parent(at) >= 0 && m_items.descendantCount[size_t(at)] <= 40 &&
               !freeChildren(at).empty();
    });
    if (item < 0)
        return;
    const auto children = freeChildren(item);
    (mishap == Mishap::ArchivedAlone ? m_items.archived : m_items.deleted)[size_t(item)] = 1;
    for (const qint32 child : children)
        m_ground.claim(child);
    m_ground.record(mishap, item);
}

void StructurePlanter::sharedPosition()
{
    qint32 sibling = -1;
    const qint32 item = m_ground.pick([&](qint32 at) {
        if (m_ground.parent(at) < 0 || m_items.position[size_t(at)] == kNone)
            return false;
        for (const qint32 other : m_ground.children(m_ground.parent(at)))
            if (other != at && m_ground.isFree(other) &&
                m_items.parentId[size_t(other)] == m_items.parentId[size_t(at)])
                sibling = other;
        return sibling >= 0;
    });
    if (item < 0)
        return;
    m_items.position[size_t(sibling)] = m_items.position[size_t(item)];
    m_ground.claim(sibling);
    m_ground.record(Mishap::SharedPosition, item, m_items.idOf(sibling));
}

} // namespace arborist::demo
