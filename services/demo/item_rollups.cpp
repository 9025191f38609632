// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/item_rollups.h"

#include <algorithm>

namespace arborist::demo {

qint32 roundedProgress(qint64 done, qint64 work)
{
    return qint32(std::clamp<qint64>((2 * done + work) / (2 * work), 0, 10'000));
}

void fillDerived(ItemTable &items)
{
    const auto count = size_t(items.size());
    std::vector<qint64> doneWork(count);
    std::vector<qint64> work(count);
    for (size_t i = 0; i < count; ++i) {
        items.childCount[i] = items.descendantCount[i] = items.doneCount[i] = 0;
        items.minStart[i] = items.maxEnd[i] = kNoDate;
        const qint32 parent = items.indexOf(items.parentId[i]);
        items.depth[i] = parent < 0 ? 0 : items.depth[size_t(parent)] + 1;
        items.pathParent[i] = parent;
    }
    for (size_t i = count; i-- > 0;) {
        const qint64 own = std::max(0, items.estimate[i]);
        const bool done = isDone(items.status[i]);
        const qint64 share = done ? 10'000 : std::max<qint64>(0, items.percentDone[i]);
        work[i] += own;
        doneWork[i] += own * share;
        items.estimateSum[i] = work[i];
        if (work[i] > 0)
            items.progress[i] = roundedProgress(doneWork[i], work[i]);
        else if (items.descendantCount[i] > 0)
            items.progress[i] =
                roundedProgress(items.doneCount[i] * 10'000LL, items.descendantCount[i]);
        else
            items.progress[i] = items.percentDone[i] != kNone ? items.percentDone[i]
                                : done                        ? 10'000
                                                              : 0;
        if (items.minStart[i] == kNoDate) {
            const qint32 start = items.start[i] == kNoDate ? items.end[i] : items.start[i];
            const qint32 end = items.end[i] == kNoDate ? items.start[i] : items.end[i];
            items.minStart[i] = std::min(start, end);
            items.maxEnd[i] = std::max(start, end);
        }
        const qint32 parentItem = items.pathParent[i];
        if (parentItem < 0 || items.deleted[i])
            continue;
        const auto parent = size_t(parentItem);
        ++items.childCount[parent];
        items.descendantCount[parent] += 1 + items.descendantCount[i];
        items.doneCount[parent] += items.doneCount[i] + done;
        work[parent] += work[i];
        doneWork[parent] += doneWork[i];
        if (items.minStart[i] == kNoDate)
            continue;
        if (items.minStart[parent] == kNoDate || items.minStart[i] < items.minStart[parent])
            items.minStart[parent] = items.minStart[i];
        if (items.maxEnd[parent] == kNoDate || items.maxEnd[i] > items.maxEnd[parent])
            items.maxEnd[parent] = items.maxEnd[i];
    }
}

} // namespace arborist::demo
