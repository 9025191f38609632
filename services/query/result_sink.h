// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/connection.h"
#include "services/query/row_chunk.h"
#include <QString>
#include <vector>

namespace arborist::query {

/// A column of a result.
struct Column {
    QString name;
    QString type;         ///< as format_type() says it: "character varying(20)"
    bool numeric = false; ///< its values are numbers: to be right-aligned, and bare in JSON

    bool operator==(const Column &) const = default;
};

/// How a statement ended.
struct StatementEnd {
    QString tag;     ///< the server's word for what it did: "SELECT 5"; empty if truncated
    qint64 rows = 0; ///< handed over
    qint64 durationMs = 0;
    bool truncated = false; ///< there are more rows than QueryRequest::maxRows
};

/// Where the answers of a query go. Everything is called on the thread that runs the query, in this
/// order; an exception ends the query.
class ResultSink
{
public:
    virtual ~ResultSink() = default;
    /// `statement` counts from 0. No columns: the statement has no rows (SET).
    virtual void beginResult(int statement, const std::vector<Column> &columns) = 0;
    /// Some thousand rows, or what has come in a tenth of a second; never an empty chunk.
    virtual void addRows(RowChunkPtr rows) = 0;
    virtual void endResult(const StatementEnd &end) = 0;
    /// At any moment; it must not throw.
    virtual void notice(const postgres::Notice &notice) = 0;
};

} // namespace arborist::query
