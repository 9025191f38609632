// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/postgres/sql_script.h"
#include "services/query/query.h"
#include <vector>

namespace arborist::query {

/// A statement as it is sent.
struct QueryStatement {
    postgres::SqlStatement sql; ///< with $1 ... for the names
    postgres::Params values;
};

/// The statements of a request, and what errors of theirs say about the place.
class QueryScript
{
public:
    enum class Use { Read, Explain, Write };

    /// Takes the text apart; the request must outlive the script. Throws Error for what does not
    /// read, and for statements that have no place in a query that reads, or in one that writes
    /// rows.
    QueryScript(const QueryRequest &request, Use use);

    const std::vector<QueryStatement> &statements() const { return m_statements; }

    /// The error of a statement, with position, line and column in the whole text.
    Error placed(Error error, const QueryStatement &statement) const;

private:
    void parse();
    void splitOnly(const Error &problem, const QString &sql);
    Error placedAt(Error error, qsizetype position) const;

    const QueryRequest &m_request;
    Use m_use;
    std::vector<QueryStatement> m_statements;
};

} // namespace arborist::query
