// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/details_cache.h"

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kCollectMs = 15;          ///< a paint asks for a screenful within one of these
constexpr size_t kBatch = 400;          ///< a few screens
constexpr size_t kLongestQueue = 4'000; ///< older wishes have been scrolled away

} // namespace

DetailsCache::DetailsCache(QObject *parent, int capacity) : QObject(parent), m_entries(capacity)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kCollectMs);
    connect(&m_timer, &QTimer::timeout, this, &DetailsCache::send);
}

const Details *DetailsCache::find(Item item)
{
    if (const Details *details = m_entries.object(item))
        return details;
    if (m_queued.contains(item) || m_underWay.contains(item) || m_failed.contains(item))
        return nullptr;
    if (m_queue.size() >= kLongestQueue) {
        const auto half = m_queue.begin() + kLongestQueue / 2;
        for (auto each = m_queue.begin(); each != half; ++each)
            m_queued.remove(*each);
        m_queue.erase(m_queue.begin(), half);
    }
    m_queue.push_back(item);
    m_queued.insert(item);
    if (m_underWay.isEmpty() && !m_timer.isActive())
        m_timer.start();
    return nullptr;
}

const Details *DetailsCache::peek(Item item) const
{
    return m_entries.object(item);
}

bool DetailsCache::isLoading(Item item) const
{
    return !m_entries.contains(item) && !m_failed.contains(item);
}

void DetailsCache::clear()
{
    m_timer.stop();
    m_entries.clear();
    m_queue.clear();
    m_queued.clear();
    m_underWay.clear();
    m_failed.clear();
}

void DetailsCache::send()
{
    if (m_queue.empty() || !m_underWay.isEmpty())
        return;
    const size_t count = std::min(kBatch, m_queue.size());
    const std::vector<Item> batch(m_queue.end() - qsizetype(count), m_queue.end());
    m_queue.resize(m_queue.size() - count);
    for (const Item item : batch) {
        m_queued.remove(item);
        m_underWay.insert(item);
    }
    Q_EMIT needDetails(batch);
}

void DetailsCache::store(std::vector<Details> details)
{
    std::vector<Item> items(m_underWay.begin(), m_underWay.end());
    m_underWay.clear();
    for (Details &each : details) {
        const Item item = each.item;
        m_entries.insert(item, new Details(std::move(each)));
    }
    // A row that has gone has no answer; an empty entry keeps it from being asked for for ever.
    for (const Item item : items) {
        if (!m_entries.contains(item)) {
            auto *gone = new Details;
            gone->item = item;
            m_entries.insert(item, gone);
        }
    }
    if (!m_queue.empty())
        m_timer.start();
    Q_EMIT changed(items);
}

void DetailsCache::fail()
{
    const std::vector<Item> items(m_underWay.begin(), m_underWay.end());
    m_failed.unite(m_underWay);
    m_failed.unite(m_queued);
    m_underWay.clear();
    m_queue.clear();
    m_queued.clear();
    Q_EMIT changed(items);
}

void DetailsCache::retry()
{
    const std::vector<Item> items(m_failed.begin(), m_failed.end());
    m_failed.clear();
    Q_EMIT changed(items);
}

} // namespace arborist
