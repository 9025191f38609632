// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/query/result_sink.h"
#include "services/query/row_writer.h"
#include <memory>
#include <optional>

namespace arborist::cli {

class Terminal;

/// Where the answers of `arboristctl query` go: standard output, as they come.
class QueryOutput : public query::ResultSink
{
public:
    /// What becomes of an error after output has begun; false if none has, and nothing was done.
    virtual bool fail(const Error &error) = 0;
    /// After the last result.
    virtual void finish() {}
};

/// A table for people.
std::unique_ptr<QueryOutput> makeTableOutput(Terminal &terminal);
/// Rows alone; several results are an empty line apart.
std::unique_ptr<QueryOutput> makeRowOutput(Terminal &terminal, query::RowFormat format);
/// {"columns":[{"name","type"}],"rows":[{...}],"row_count":n,"truncated":bool,"duration_ms":n}; for
/// several statements {"results":[those]}. After an error with "error" in it.
std::unique_ptr<QueryOutput> makeJsonOutput(Terminal &terminal, bool severalStatements);

} // namespace arborist::cli
