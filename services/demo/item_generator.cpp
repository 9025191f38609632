// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/item_generator.h"

#include <algorithm>
#include <cmath>

namespace arborist::demo {
namespace {

constexpr quint64 kSeed = 0xA2B0'2157'0001ULL;
constexpr qint64 kDay = 86400;

// Share of each level below the roots, per mille.
constexpr std::array<int, kLevels> kShares = {0, 20, 70, 140, 195, 195, 150, 100, 65, 36, 19, 10};

// First and last day of the programmes, days since 1970.
constexpr qint32 kFirstDay = 20454; // 2026-01-01
constexpr qint32 kLastDay = 20848;  // 2027-01-30

} // namespace

ItemGenerator::ItemGenerator(const OrganizationPlan &organization, qint64 now)
    : m_organization(organization),
      m_now(now),
      m_random(kSeed + quint64(organization.id) * 0x1000193U)
{
}

ItemTable ItemGenerator::make()
{
    m_items.organizationId = m_organization.id;
    m_items.firstId = m_organization.firstItem;
    m_items.resize(m_organization.items);
    m_parent.assign(size_t(m_organization.items), -1);
    m_children.assign(size_t(m_organization.items), 0);
    makeTree();
    makeFlags();
    makeDates();
    makeWork();
    makeInnerStatus();
    makeTimes();
    return std::move(m_items);
}

void ItemGenerator::makeTree()
{
    const qint32 count = m_items.size();
    m_items.roots = std::min(count, 4 + qint32(std::lround(std::sqrt(double(count)))) / 8);
    for (qint32 i = 0; i < count; ++i) {
        const auto at = size_t(i);
        m_items.titleSeed[at] = quint32(m_random.next() >> 32);
        int level = 0;
        if (i >= m_items.roots) {
            int roll = m_random.below(1000);
            for (level = 1; roll >= kShares[size_t(level)]; ++level)
                roll -= kShares[size_t(level)];
            // Early on, the levels above may still be empty.
            while (m_levels[size_t(level - 1)].empty())
                --level;
            const qint32 parent = pickParent(level - 1);
            m_parent[at] = parent;
            m_items.parentId[at] = m_items.idOf(parent);
            m_items.pathParent[at] = parent;
            m_items.board[at] = m_items.board[size_t(parent)];
            const qint32 order = ++m_children[size_t(parent)];
            m_items.position[at] = m_random.chance(30) ? kNone : order * 10;
        } else {
            m_items.board[at] = quint16(m_random.below(m_organization.boards));
            m_items.position[at] = (i + 1) * 10;
        }
        m_levels[size_t(level)].push_back(i);
    }
}

// Half of the items go to recent parents (whole features are entered at once), some to a few
// popular ones (maintenance, support), the others anywhere.
qint32 ItemGenerator::pickParent(int level)
{
    const auto &candidates = m_levels[size_t(level)];
    const auto size = qint64(candidates.size());
    int pick = m_random.below(size);
    const int roll = m_random.below(10);
    if (roll < 5)
        pick = std::max(pick, m_random.below(size));
    else if (roll < 7)
        pick -= pick % 8;
    return candidates[size_t(pick)];
}

void ItemGenerator::makeFlags()
{
    for (qint32 i = 0; i < m_items.size(); ++i) {
        const auto at = size_t(i);
        const qint32 parent = m_parent[at];
        const bool deep = parent >= 0 && m_parent[size_t(parent)] >= 0;
        const bool archive = deep && m_random.chance(6);
        const bool drop = deep && m_random.chance(5);
        m_items.archived[at] = archive || (parent >= 0 && m_items.archived[size_t(parent)]);
        m_items.deleted[at] = drop || (parent >= 0 && m_items.deleted[size_t(parent)]);
    }
}

// Every item gets a window inside its parent's, and some of them tell it.
void ItemGenerator::makeDates()
{
    std::vector<qint32> from(size_t(m_items.size()));
    std::vector<qint32> days(size_t(m_items.size()));
    for (qint32 i = 0; i < m_items.size(); ++i) {
        const auto at = size_t(i);
        const qint32 parent = m_parent[at];
        if (parent < 0) {
            from[at] = m_random.between(kFirstDay, kFirstDay + 120);
            days[at] = m_random.between(120, kLastDay - from[at]);
        } else {
            const qint32 room = days[size_t(parent)];
            days[at] = std::max(1, room * m_random.between(25, 85) / 100);
            from[at] = from[size_t(parent)] + m_random.below(room - days[at] + 1);
        }
        const bool leaf = m_children[at] == 0;
        if (!m_random.chance(leaf ? 800 : 550))
            continue;
        const int roll = m_random.below(100);
        m_items.start[at] = roll < 5 ? kNoDate : from[at];
        m_items.end[at] = roll >= 5 && roll < 11 ? kNoDate : from[at] + days[at];
        m_items.manual[at] = m_random.chance(60);
    }
    // Status and times follow from the window, whether or not it is told.
    const auto today = qint32(m_now / kDay);
    for (qint32 i = 0; i < m_items.size(); ++i) {
        const auto at = size_t(i);
        const int roll = m_random.below(100);
        ItemStatus status = ItemStatus::Open;
        if (from[at] + days[at] < today) {
            status = roll < 76   ? ItemStatus::Done
                     : roll < 87 ? ItemStatus::Closed
                     : roll < 91 ? ItemStatus::Blocked
                     : roll < 98 ? ItemStatus::Active
                                 : ItemStatus::Open;
        } else if (from[at] <= today) {
            status = roll < 52   ? ItemStatus::Active
                     : roll < 74 ? ItemStatus::Open
                     : roll < 92 ? ItemStatus::Done
                                 : ItemStatus::Blocked;
        } else if (roll < 6) {
            status = roll < 2 ? ItemStatus::Done : ItemStatus::Active;
        }
        m_items.status[at] = status;
    }
}

void ItemGenerator::makeWork()
{
    for (qint32 i = 0; i < m_items.size(); ++i) {
        const auto at = size_t(i);
        const bool leaf = m_children[at] == 0;
        if (m_random.chance(leaf ? 860 : 140)) {
            const int roll = m_random.below(100);
            m_items.estimate[at] = roll == 0   ? 0
                                   : roll < 70 ? m_random.between(1, 32) * 50
                                   : roll < 90 ? m_random.between(16, 80) * 100
                                               : m_random.between(1, 40) * 25;
        }
        if (leaf && m_items.status[at] == ItemStatus::Active && m_random.chance(420))
            m_items.percentDone[at] = qint16(m_random.chance(100) ? m_random.between(1, 7) * 1250
                                                                  : m_random.between(1, 19) * 500);
        if (m_random.chance(720))
            m_items.assignee[at] = m_random.below(m_organization.users);
    }
}

// A parent is done once its live children are, and active once one of them is.
void ItemGenerator::makeInnerStatus()
{
    std::vector<qint32> live(size_t(m_items.size()));
    std::vector<qint32> done(size_t(m_items.size()));
    std::vector<qint32> begun(size_t(m_items.size()));
    for (qint32 i = m_items.size(); i-- > 0;) {
        const auto at = size_t(i);
        if (live[at] > 0) {
            const bool all = done[at] == live[at];
            m_items.status[at] =
                all             ? (m_random.chance(850) ? ItemStatus::Done : ItemStatus::Active)
                : begun[at] > 0 ? ItemStatus::Active
                                : ItemStatus::Open;
        }
        const qint32 parent = m_parent[at];
        if (parent < 0 || m_items.deleted[at])
            continue;
        ++live[size_t(parent)];
        done[size_t(parent)] += isDone(m_items.status[at]);
        begun[size_t(parent)] += m_items.status[at] != ItemStatus::Open;
    }
}

void ItemGenerator::makeTimes()
{
    const qint64 count = m_items.size();
    const qint64 first = m_now - 430 * kDay;
    // Time entries came in spring; a few organizations never moved their old minutes over.
    const bool hasOldTimes = m_organization.id % 4 == 2;
    const qint64 spring = 20543 * kDay;
    for (qint32 i = 0; i < count; ++i) {
        const auto at = size_t(i);
        const qint64 created = first + (m_now - kDay - first) * i / count + m_random.below(28'800);
        m_items.created[at] = created;
        m_items.updated[at] = std::min(
            m_now, created + qint64(m_random.below(qint64(std::max<qint64>(1, m_now - created)))));
        if (hasOldTimes && created < spring && m_items.status[at] != ItemStatus::Open &&
            m_random.chance(350))
            m_items.timeSpent[at] = m_random.between(1, 64) * 15;
    }
}

} // namespace arborist::demo
