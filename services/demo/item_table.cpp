// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/item_table.h"

#include <array>
#include <charconv>

namespace arborist::demo {

void ItemTable::resize(qint32 count)
{
    const auto n = size_t(count);
    parentId.resize(n);
    titleSeed.resize(n);
    status.resize(n);
    estimate.assign(n, kNone);
    percentDone.assign(n, kNone);
    start.assign(n, kNoDate);
    end.assign(n, kNoDate);
    position.assign(n, kNone);
    timeSpent.assign(n, kNone);
    board.resize(n);
    assignee.assign(n, kNone);
    archived.resize(n);
    deleted.resize(n);
    manual.resize(n);
    removed.resize(n);
    created.resize(n);
    updated.resize(n);
    depth.resize(n);
    childCount.resize(n);
    descendantCount.resize(n);
    doneCount.resize(n);
    estimateSum.resize(n);
    progress.resize(n);
    minStart.assign(n, kNoDate);
    maxEnd.assign(n, kNoDate);
    pathParent.assign(n, -1);
}

void appendNumber(QByteArray &text, qint64 number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end - digits.data());
}

void ItemTable::storedPath(qint32 item, QByteArray &path) const
{
    const auto found = pathOverride.find(item);
    if (found != pathOverride.end()) {
        path = found->second;
        return;
    }
    std::array<qint32, 64> chain{};
    size_t length = 0;
    for (qint32 at = item; at >= 0 && length < chain.size(); at = pathParent[size_t(at)])
        chain[length++] = at;
    path.resize(0);
    while (length > 0) {
        appendNumber(path, idOf(chain[--length]));
        if (length > 0)
            path.append('/');
    }
}

} // namespace arborist::demo
