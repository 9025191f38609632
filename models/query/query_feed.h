// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/result_sink.h"
#include <mutex>
#include <variant>
#include <vector>

namespace arborist {

/// A statement begins to answer.
struct ResultBegin {
    int statement = 0;
    std::vector<query::Column> columns; ///< none: it has no rows
};

/// What a running query has said since the last look.
using QueryEvent =
    std::variant<ResultBegin, query::RowChunkPtr, query::StatementEnd, postgres::Notice>;

/// Between the thread that runs a query and the window that shows it: the one adds, the other takes
/// all that is there. Rows are passed on, not copied.
class QueryFeed : public query::ResultSink
{
public:
    /// More than this many bytes of rows end the query.
    explicit QueryFeed(qint64 mostBytes = qint64(1) << 30) : m_mostBytes(mostBytes) {}

    void beginResult(int statement, const std::vector<query::Column> &columns) override;
    void addRows(query::RowChunkPtr rows) override; ///< throws Error beyond the limit
    void endResult(const query::StatementEnd &end) override;
    void notice(const postgres::Notice &notice) override;

    /// Everything since the last call, in its order; chunks of one result that follow one another
    /// are separate events.
    std::vector<QueryEvent> take();

private:
    void add(QueryEvent event);

    const qint64 m_mostBytes;
    qint64 m_bytes = 0; ///< of the working thread
    std::mutex m_mutex;
    std::vector<QueryEvent> m_events;
};

} // namespace arborist
