// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/item_writer.h"

#include "services/samples/people.h"
#include "services/samples/title_maker.h"
#include <array>

namespace arborist::demo {
namespace {

constexpr std::array<const char *, 5> kStatus = {"open", "active", "blocked", "done", "closed"};

} // namespace

// FREEZE: the table was emptied in the same transaction, so no vacuum has to visit the rows again.
ItemWriter::ItemWriter(postgres::Connection &connection)
    : m_copy(connection, QStringLiteral("public.items"),
             QStringLiteral("id, organization_id, board_id, parent_id, assignee_id, title, status, "
                            "position, estimate, start_date, end_date, time_spent, percent_done, "
                            "is_manually_scheduled, depth, path, child_count, descendant_count, "
                            "done_count, estimate_sum, progress, min_start, max_end, archived_at, "
                            "deleted_at, created_at, updated_at"),
             QStringLiteral(", FREEZE"))
{
}

void ItemWriter::write(const OrganizationPlan &organization, const ItemTable &items,
                       const std::function<void(qint64)> &written)
{
    const auto count = size_t(items.size());
    for (size_t i = 0; i < count; ++i) {
        if (!items.removed[i])
            writeOne(organization, items, i);
        if (i % 8192 == 0 || i + 1 == count)
            written(qint64(i) + 1);
    }
}

void ItemWriter::addDate(qint32 days)
{
    days == kNoDate ? m_copy.addNull() : m_copy.addDate(days);
}

void ItemWriter::addCount(qint32 value)
{
    value == kNone ? m_copy.addNull() : m_copy.addInt32(value);
}

void ItemWriter::writeOne(const OrganizationPlan &organization, const ItemTable &items, size_t i)
{
    const auto item = qint32(i);
    m_copy.beginRow();
    m_copy.addInt64(items.idOf(item));
    m_copy.addInt64(items.organizationId);
    m_copy.addInt64(organization.firstBoard + items.board[i]);
    items.parentId[i] == 0 ? m_copy.addNull() : m_copy.addInt64(items.parentId[i]);
    if (items.assignee[i] == kNone) {
        m_copy.addNull();
    } else {
        const samples::Uuid user = samples::userId(organization.firstUser + items.assignee[i]);
        m_copy.addUuid(user.high, user.low);
    }
    samples::makeTitle(m_text, organization.vocabulary, items.titleSeed[i], items.depth[i],
                       items.childCount[i] == 0);
    m_copy.addText(m_text);
    m_copy.addText(kStatus[size_t(items.status[i])]);
    addCount(items.position[i]);
    items.estimate[i] == kNone ? m_copy.addNull() : m_copy.addHundredths(items.estimate[i]);
    addDate(items.start[i]);
    addDate(items.end[i]);
    addCount(items.timeSpent[i]);
    items.percentDone[i] == kNone ? m_copy.addNull() : m_copy.addHundredths(items.percentDone[i]);
    m_copy.addBool(items.manual[i]);
    m_copy.addInt32(items.depth[i]);
    items.storedPath(item, m_text);
    m_copy.addText(m_text);
    m_copy.addInt32(items.childCount[i]);
    m_copy.addInt32(items.descendantCount[i]);
    m_copy.addInt32(items.doneCount[i]);
    items.estimateSum[i] == kNoSum ? m_copy.addNull() : m_copy.addHundredths(items.estimateSum[i]);
    m_copy.addHundredths(items.progress[i]);
    addDate(items.minStart[i]);
    addDate(items.maxEnd[i]);
    items.archived[i] ? m_copy.addTime(items.updated[i]) : m_copy.addNull();
    items.deleted[i] ? m_copy.addTime(items.updated[i]) : m_copy.addNull();
    m_copy.addTime(items.created[i]);
    m_copy.addTime(items.updated[i]);
}

} // namespace arborist::demo
