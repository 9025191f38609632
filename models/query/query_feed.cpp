// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/query_feed.h"

#include "models/common/format.h"
#include "services/core/error.h"
#include <QCoreApplication>
#include <utility>

namespace arborist {

void QueryFeed::add(QueryEvent event)
{
    const std::scoped_lock lock(m_mutex);
    m_events.push_back(std::move(event));
}

std::vector<QueryEvent> QueryFeed::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_events, {});
}

void QueryFeed::beginResult(int statement, const std::vector<query::Column> &columns)
{
    add(ResultBegin{statement, columns});
}

void QueryFeed::addRows(query::RowChunkPtr rows)
{
    m_bytes += rows->sizeInBytes();
    if (m_bytes > m_mostBytes) {
        throw Error(
            QCoreApplication::translate("QueryFeed", "The result is larger than %1.")
                .arg(format::bytes(m_mostBytes)),
            QCoreApplication::translate(
                "QueryFeed", "Export it to a file, or ask for fewer rows. What has come is kept."));
    }
    add(std::move(rows));
}

void QueryFeed::endResult(const query::StatementEnd &end)
{
    add(end);
}

void QueryFeed::notice(const postgres::Notice &notice)
{
    add(notice);
}

} // namespace arborist
