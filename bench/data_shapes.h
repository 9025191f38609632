// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>
#include <vector>

namespace arborist::bench {

inline constexpr quint32 kNoParent = 0xFFFFFFFFU;

/// One item as the table holds it; numbers are positions in the vector, ids are position + 1.
struct Item {
    quint32 parent = kNoParent;
    quint16 organization = 0;
    quint8 status = 0;    ///< index of kStatuses
    bool deleted = false; ///< leaves only
    qint32 cents = -1;    ///< estimate x 100; negative for NULL
    qint32 start = -1;    ///< days since 2020; negative for NULL
    qint32 end = -1;
    qint32 position = 0;

    qint32 depth = 0;
    qint32 children = 0;
    qint32 descendants = 0;
    qint32 done = 0;
    qint64 work = 0; ///< sum of cents
    qint64 doneWork = 0;
    qint32 progress = 0; ///< percent x 100
    qint32 minStart = -1;
    qint32 maxEnd = -1;
};

inline constexpr const char *kStatuses[] = {"open", "active", "done", "blocked"};
inline constexpr quint8 kDone = 2;

/// Deterministic random numbers (splitmix64).
class Random
{
public:
    explicit Random(quint64 seed) : m_state(seed) {}
    quint64 next();
    quint32 below(quint32 limit) { return quint32((next() >> 32) * limit >> 32); }
    double share() { return double(next() >> 11) * 0x1.0p-53; }

private:
    quint64 m_state;
};

/// 50 organizations of Zipf sizes, 12 levels with most items on levels 4 and 5, about half of them
/// inner ones; parents come before their children. Derived values are right.
std::vector<Item> makeTree(quint32 count);
/// One line of parents, as deep as there are items.
std::vector<Item> makeChain(quint32 count);
/// One closed ring of `count` items; derived values are those of a lone item.
std::vector<Item> makeRing(quint32 count);

} // namespace arborist::bench
