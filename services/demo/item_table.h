// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>
#include <limits>
#include <unordered_map>
#include <vector>

namespace arborist::demo {

enum class ItemStatus : quint8 { Open, Active, Blocked, Done, Closed };

inline bool isDone(ItemStatus status)
{
    return status == ItemStatus::Done || status == ItemStatus::Closed;
}

inline constexpr qint32 kNoDate = std::numeric_limits<qint32>::min();
inline constexpr qint64 kNoSum = std::numeric_limits<qint64>::min();
inline constexpr qint32 kNone = -1; ///< NULL in columns that are never negative

/// The items of one organization in columns. Item i has the id firstId + i; roots come first, and a
/// parent always before its children, until the planters get to work.
struct ItemTable {
    qint64 organizationId = 0;
    qint64 firstId = 1;
    qint32 roots = 0;

    // Own fields
    std::vector<qint64> parentId;   ///< as stored; 0 is NULL
    std::vector<quint32> titleSeed; ///< titles are made from it when they are written
    std::vector<ItemStatus> status;
    std::vector<qint32> estimate;    ///< hundredths of an hour, or kNone
    std::vector<qint16> percentDone; ///< hundredths of a per cent, or kNone
    std::vector<qint32> start, end;  ///< days since 1970, or kNoDate
    std::vector<qint32> position;    ///< kNone for NULL
    std::vector<qint32> timeSpent;   ///< minutes, or kNone
    std::vector<quint16> board;      ///< number within the organization
    std::vector<qint32> assignee;    ///< number within the organization, or kNone
    std::vector<quint8> archived, deleted, manual;
    std::vector<quint8> removed;          ///< the row does not exist any more
    std::vector<qint64> created, updated; ///< seconds since 1970

    // Derived fields as stored
    std::vector<qint32> depth, childCount, descendantCount, doneCount;
    std::vector<qint64> estimateSum; ///< hundredths, or kNoSum
    std::vector<qint32> progress;    ///< hundredths of a per cent
    std::vector<qint32> minStart, maxEnd;
    std::vector<qint32> pathParent; ///< the parent that the stored path names, -1 for none
    std::unordered_map<qint32, QByteArray> pathOverride; ///< stored paths that follow no rule

    qint32 size() const { return qint32(parentId.size()); }
    qint64 idOf(qint32 item) const { return firstId + item; }
    bool contains(qint64 id) const { return id >= firstId && id < firstId + size(); }
    qint32 indexOf(qint64 id) const { return contains(id) ? qint32(id - firstId) : -1; }
    /// Neither deleted nor archived, and still there.
    bool isLive(qint32 item) const { return !archived[item] && !deleted[item] && !removed[item]; }

    void resize(qint32 count);
    /// Replaces `path` by the stored path of an item.
    void storedPath(qint32 item, QByteArray &path) const;
};

/// Appends a number in decimal.
void appendNumber(QByteArray &text, qint64 number);

} // namespace arborist::demo
