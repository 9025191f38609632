// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/data_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace arborist::bench {
namespace {

constexpr quint32 organizations = 50;
constexpr std::array<double, 12> levelShares = {0,    0.02, 0.07, 0.14, 0.19,  0.19,
                                                0.15, 0.11, 0.07, 0.04, 0.015, 0.005};

void fillOwn(Item &item, Random &random)
{
    item.status = quint8(random.below(4));
    if (random.below(10) > 0)
        item.cents = qint32(random.below(400) * 25);
    if (random.below(10) > 1) {
        item.start = qint32(random.below(2000));
        item.end = item.start + qint32(random.below(90));
    }
}

void takeDate(qint32 &extreme, qint32 value, bool smaller)
{
    if (value >= 0 && (extreme < 0 || (smaller ? value < extreme : value > extreme)))
        extreme = value;
}

void finish(Item &item)
{
    if (item.minStart < 0) // no child has dates
        item.minStart = item.start;
    if (item.maxEnd < 0)
        item.maxEnd = item.end;
    if (item.work > 0)
        item.progress = qint32((item.doneWork * 20000 / item.work + 1) / 2);
    else if (item.descendants > 0)
        item.progress = qint32((qint64(item.done) * 20000 / item.descendants + 1) / 2);
    else
        item.progress = item.status == kDone ? 10000 : 0;
}

void giveTo(Item &parent, const Item &child)
{
    if (child.deleted)
        return;
    ++parent.children;
    parent.descendants += 1 + child.descendants;
    parent.done += (child.status == kDone) + child.done;
    parent.work += child.work;
    parent.doneWork += child.doneWork;
    takeDate(parent.minStart, child.minStart, true);
    takeDate(parent.maxEnd, child.maxEnd, false);
}

/// Depths from the roots, sums from the leaves; needs parents before their children.
void roll(std::vector<Item> &items)
{
    for (Item &item : items) {
        item.depth = item.parent == kNoParent ? 0 : items[item.parent].depth + 1;
        item.work = std::max(item.cents, 0);
        item.doneWork = item.status == kDone ? item.work : 0;
    }
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
        finish(*item);
        if (item->parent != kNoParent)
            giveTo(items[item->parent], *item);
    }
}

/// Sizes of the levels; the first one holds the roots.
std::array<quint32, 12> levelSizes(quint32 count)
{
    std::array<quint32, 12> sizes{};
    sizes[0] = std::min<quint32>(count, std::max<quint32>(organizations, count / 2000));
    quint32 left = count - sizes[0];
    const quint32 below = left;
    for (size_t level = 1; level < sizes.size(); ++level) {
        sizes[level] = std::min(left, quint32(std::lround(below * levelShares[level])));
        left -= sizes[level];
    }
    sizes[5] += left;
    return sizes;
}

quint16 zipf(Random &random)
{
    static const std::vector<double> bounds = [] {
        std::vector<double> sums;
        double sum = 0;
        for (quint32 rank = 1; rank <= organizations; ++rank)
            sums.push_back(sum += 1.0 / rank);
        return sums;
    }();
    const double drawn = random.share() * bounds.back();
    return quint16(std::ranges::lower_bound(bounds, drawn) - bounds.begin());
}

} // namespace

quint64 Random::next()
{
    m_state += 0x9E3779B97F4A7C15ULL;
    quint64 z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

std::vector<Item> makeTree(quint32 count)
{
    Random random(42);
    std::vector<Item> items;
    items.reserve(count);
    std::vector<qint32> siblings(count, 0);
    quint32 above = 0; // where the level above begins
    quint32 aboveSize = 0;
    for (const quint32 size : levelSizes(count)) {
        const auto begin = quint32(items.size());
        for (quint32 i = 0; i < size; ++i) {
            Item item;
            fillOwn(item, random);
            if (aboveSize == 0) {
                // The first roots give every organization one, so that none is empty.
                item.organization = i < organizations ? quint16(i) : zipf(random);
                item.position = qint32(i);
            } else {
                // The skew gives some parents many children and leaves others without.
                const double skewed = std::pow(random.share(), 1.4);
                item.parent = above + std::min(aboveSize - 1, quint32(skewed * aboveSize));
                item.organization = items[item.parent].organization;
                item.position = siblings[item.parent]++;
            }
            items.push_back(item);
        }
        above = begin;
        aboveSize = size;
    }
    for (quint32 i = 0; i < items.size(); ++i)
        items[i].deleted = siblings[i] == 0 && i >= organizations && random.below(100) == 0;
    roll(items);
    return items;
}

std::vector<Item> makeChain(quint32 count)
{
    Random random(43);
    std::vector<Item> items(count);
    for (quint32 i = 0; i < count; ++i) {
        fillOwn(items[i], random);
        items[i].parent = i == 0 ? kNoParent : i - 1;
    }
    roll(items);
    return items;
}

std::vector<Item> makeRing(quint32 count)
{
    Random random(44);
    std::vector<Item> items(count);
    for (Item &item : items)
        fillOwn(item, random);
    roll(items);
    for (quint32 i = 0; i < count; ++i)
        items[i].parent = (i + 1) % count;
    return items;
}

} // namespace arborist::bench
