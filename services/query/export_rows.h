// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/query/query.h"
#include "services/query/row_writer.h"

namespace arborist::query {

struct Exported {
    qint64 rows = 0;
    qint64 bytes = 0;
    bool truncated = false;
};

/// Runs the query, of which exactly one statement has rows, and streams them to the file. The file
/// appears when it is complete; after a failure or a cancel whatever was there before still is.
/// Throws like runReadOnly(), and where the file cannot be written.
Exported exportRows(const QueryRequest &request, RowFormat format, const QString &file,
                    postgres::Connection &connection, OperationContext &context);

} // namespace arborist::query
