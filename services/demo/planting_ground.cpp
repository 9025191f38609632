// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/planting_ground.h"

#include <algorithm>

namespace arborist::demo {
namespace {

constexpr int kTries = 3000;
constexpr qint32 kUntouchedRoots = 2;

} // namespace

PlantingGround::PlantingGround(ItemTable &items, quint64 seed, std::vector<Planted> *log)
    : m_items(items),
      m_random(seed),
      m_log(log)
{
    const auto count = size_t(items.size());
    m_firstChild.assign(count, -1);
    m_nextSibling.assign(count, -1);
    m_claimed.assign(count, 0);
    for (size_t i = count; i-- > 0;) {
        const qint32 above = parent(qint32(i));
        if (above < 0)
            continue;
        m_nextSibling[i] = m_firstChild[size_t(above)];
        m_firstChild[size_t(above)] = qint32(i);
    }
    for (qint32 i = 0; i < std::min(kUntouchedRoots, items.size()); ++i)
        claim(i);
}

qint32 PlantingGround::pick(const Test &test)
{
    for (int n = 0; n < kTries && m_items.size() > 0; ++n) {
        const qint32 item = m_random.below(m_items.size());
        if (isFree(item) && test(item))
            return item;
    }
    return -1;
}

qint32 PlantingGround::pickRoot(const Test &test)
{
    for (int n = 0; n < 100 && m_items.roots > 0; ++n) {
        const qint32 item = m_random.below(m_items.roots);
        if (isFree(item) && parent(item) < 0 && test(item))
            return item;
    }
    return -1;
}

void PlantingGround::record(Mishap mishap, qint32 item, qint64 other)
{
    claim(item);
    if (m_log != nullptr)
        m_log->push_back({mishap, m_items.idOf(item), other});
}

std::vector<qint32> PlantingGround::chain(qint32 item) const
{
    std::vector<qint32> found;
    for (qint32 at = item; at >= 0; at = parent(at)) {
        if (std::find(found.begin(), found.end(), at) != found.end())
            break;
        found.push_back(at);
    }
    return found;
}

bool PlantingGround::isWithin(qint32 item, qint32 ancestor) const
{
    const auto above = chain(item);
    // Below a cycle everything is within: whatever is asked, keep away.
    return parent(above.back()) >= 0 ||
           std::find(above.begin(), above.end(), ancestor) != above.end();
}

std::vector<qint32> PlantingGround::children(qint32 item) const
{
    std::vector<qint32> found;
    for (qint32 at = m_firstChild[size_t(item)]; at >= 0; at = m_nextSibling[size_t(at)])
        found.push_back(at);
    return found;
}

std::vector<qint32> PlantingGround::descendants(qint32 item) const
{
    std::vector<qint32> found = children(item);
    for (size_t i = 0; i < found.size(); ++i) {
        const auto below = children(found[i]);
        found.insert(found.end(), below.begin(), below.end());
    }
    return found;
}

} // namespace arborist::demo
